"""One deadline: by which rule, how it was computed, and everything that happened to it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from catalog.clocks.models import DeadlineClock
from catalog.clocks.queries import due
from hcm_registry.kernel.periods import today


@login_required
@require_safe
def clock_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever holds a role at the agency, the department in charge, auditors and administrators."""
    at = now()
    visible = DeadlineClock.objects.visible_to(request.user, at).select_related("rule", "agency", "person", "calendar_version")
    clock = get_object_or_404(visible.prefetch_related("agency__names"), pk=pk)
    context = {"clock": clock, "due": due(clock, today(at)), "events": clock.events.select_related("by").order_by("pk")}
    return render(request, "catalog/clocks/detail.html", context)
