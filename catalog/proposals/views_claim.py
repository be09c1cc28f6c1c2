"""Taking a file on, handing it over, giving it back; and who has how many."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.authority import seats_of
from agencies.models import User
from catalog.proposals import reading, taking
from catalog.proposals.desk import person, signed_in_to_press
from catalog.proposals.queries import works_with_dossiers
from hcm_registry.kernel.errors import NotAuthorised


@signed_in_to_press
@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Take it on."""
    at = now()
    taking.take(reading.file_of(code, request.user, at), by=person(request), at=at)
    messages.success(request, _("Bạn đã nhận hồ sơ này."))
    return redirect("catalog:proposal-detail", code)


@signed_in_to_press
@require_POST
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Give it to a colleague."""
    at, chosen = now(), request.POST.get("to", "")
    to = get_object_or_404(User, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0)
    taking.hand_over(reading.file_of(code, request.user, at), to=to, by=person(request), at=at)
    messages.success(request, _("Đã chuyển hồ sơ cho %(who)s.") % {"who": to})
    return redirect("catalog:proposal-detail", code)


@signed_in_to_press
@require_POST
def give_back(request: HttpRequest, code: str) -> HttpResponse:
    """Back to the pool."""
    at = now()
    taking.give_back(reading.file_of(code, request.user, at), by=person(request), at=at)
    messages.success(request, _("Đã trả hồ sơ về hàng chờ."))
    return redirect("catalog:proposal-detail", code)


@login_required
@require_safe
def workload(request: HttpRequest) -> HttpResponse:
    """Who of the department has how many files."""
    if not works_with_dossiers(seats_of(request.user, now())):
        raise NotAuthorised
    context = {"people": taking.workload(), "pool": taking.pool()}
    return render(request, "catalog/proposals/workload.html", context)
