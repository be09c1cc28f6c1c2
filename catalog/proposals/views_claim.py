"""Taking a file on, handing it over, giving it back; who has it open, and who has how many."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.authority import seats_of
from agencies.models import User
from catalog.proposals import presence, reading, taking
from catalog.proposals.desk import person, signed_in, signed_in_to_press
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


@signed_in
@require_safe
def readers(request: HttpRequest, code: str) -> HttpResponse:
    """Who else of the department has the file open, asked again and again by its open page: that is the sign of life."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    found = presence.opened(proposal, request.user, at)
    if found is None:
        raise NotAuthorised
    return render(request, "catalog/proposals/file/_readers.html", {"proposal": proposal, "readers": found, "beat": presence.BEAT})


@signed_in
@require_safe
def all_readers(request: HttpRequest) -> HttpResponse:
    """Which files colleagues have open, asked again by the page of the workload."""
    files = presence.being_read(request.user, now())
    if files is None:
        raise NotAuthorised
    return render(request, "catalog/proposals/_being_read.html", {"files": files, "beat": presence.BEAT})


@login_required
@require_safe
def workload(request: HttpRequest) -> HttpResponse:
    """Who of the department has how many files, and which are open on whose screen."""
    at = now()
    if not works_with_dossiers(seats_of(request.user, at)):
        raise NotAuthorised
    context = {"people": taking.workload(), "pool": taking.pool(), "files": presence.being_read(request.user, at)}
    context["beat"] = presence.BEAT
    return render(request, "catalog/proposals/workload.html", context)
