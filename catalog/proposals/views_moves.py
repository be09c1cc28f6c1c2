"""Making a move on a proposal, and answering as a consulted agency."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.calendar.workdays import UnknownYear
from catalog.proposals import course, reading, responses
from catalog.proposals.desk import forget_aside, person, put_aside, signed_in
from catalog.proposals.forms_moves import KINDS, AnswerForm, MoveForm, ResponseForm
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import Opinion
from catalog.proposals.workflow import APPRAISER, MOVES
from hcm_registry.acting import blame
from hcm_registry.kernel.errors import Invalid, NoteRequired, WrongState

PAGES = "catalog/proposals/file/"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, code: str, move: str) -> HttpResponse:
    """One move: its form, its restatement in words when it decides something, then the move itself."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    if move not in KINDS:
        raise Http404
    MOVES[move].by.standing(proposal, request.user, at)
    if request.method == "POST" and _stale(request, proposal):
        return _changed_underneath(request, proposal)
    MOVES[move].permit(proposal, request.user, at)
    typed = request.POST if request.method == "POST" else put_aside(request)
    form = KINDS[move].bind(proposal, at, typed, step=_last_step(proposal))
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form)
    if form.kind.confirm and "confirmed" not in request.POST:
        return render(request, f"{PAGES}confirm.html", {"proposal": proposal, "form": form})
    return _make(request, form, at)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The differences, and the opinion of the reader's agency about them."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    opinion = _asked(proposal, request.user, at)
    sheets = reading.sheets(proposal)
    paths = [f"{sheet.item.position}/{one.change.path}" for sheet in sheets for one in sheet.changes]
    aside = put_aside(request)
    form = AnswerForm(request.POST or aside, paths=paths)
    if request.method == "POST" and form.is_valid() and _answered(form, opinion, request.user, at):
        forget_aside(request)
        messages.success(request, _("Đã gửi ý kiến của %(agency)s.") % {"agency": opinion.agency})
        return redirect("catalog:proposal-detail", code)
    fields = {path: form[name] for name, path in form.places.items()}
    context = {"proposal": proposal, "opinion": opinion, "sheets": _with_inputs(sheets, fields), "form": form, "aside": aside}
    return render(request, f"{PAGES}answer.html", context, status=400 if request.method == "POST" else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One point of an opinion, and what the appraiser does with it."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    if not responses.may_respond(proposal, person(request), at):
        APPRAISER.standing(proposal, request.user, at)
        raise WrongState
    opinion, point = _point(proposal, pk, request.GET.get("path", ""))
    aside = put_aside(request)
    form = ResponseForm(request.POST or aside)
    if request.method == "POST" and form.is_valid() and _responded(form, opinion, point.path, request.user, at):
        forget_aside(request)
        messages.success(request, _("Đã ghi tiếp thu, giải trình."))
        return redirect(f"{reverse('catalog:proposal-detail', args=[code])}?tab=talk")
    context = {"proposal": proposal, "opinion": opinion, "point": point, "form": form, "aside": aside}
    return render(request, f"{PAGES}respond.html", context, status=400 if request.method == "POST" else 200)


def _point(proposal: ChangeProposal, pk: int, path: str) -> tuple[Opinion, reading.Point]:
    """A point of an answered opinion that stands; otherwise there is no such page."""
    standing = proposal.opinions.filter(pk=pk, voided_at__isnull=True, answered_at__isnull=False).select_related("agency")
    for opinion in standing.prefetch_related("agency__names", "responses__by"):
        for point in reading.points_of(opinion, reading.names_of(proposal)):
            if point.path == path:
                return opinion, point
    raise Http404


def _responded(form: ResponseForm, opinion: Opinion, path: str, user: Any, at: datetime) -> bool:
    try:
        form.act(opinion, path, by=user, at=at)
    except Invalid as error:
        blame(form, error)
        return False
    return True


def _ask(request: HttpRequest, form: MoveForm) -> HttpResponse:
    context = {"proposal": form.proposal, "form": form, "aside": put_aside(request)}
    return render(request, f"{PAGES}move.html", context, status=400 if request.method == "POST" else 200)


def _make(request: HttpRequest, form: MoveForm, at: datetime) -> HttpResponse:
    try:
        form.act(by=request.user, at=at)
    except (Invalid, NoteRequired, UnknownYear) as error:
        blame(form, error)
        return _ask(request, form)
    forget_aside(request)
    done = {"code": form.proposal.code, "state": form.proposal.get_state_display()}
    messages.success(request, _("%(code)s: %(state)s.") % done)
    return redirect("catalog:proposal-detail", form.proposal.code)


def _stale(request: HttpRequest, proposal: ChangeProposal) -> bool:
    """Whether the file was written in, or moved, since the page that was sent back."""
    return request.POST.get("version") != str(proposal.version)


def _changed_underneath(request: HttpRequest, proposal: ChangeProposal) -> HttpResponse:
    """What the others did meanwhile; what was typed stays to be copied."""
    seen = request.POST.get("step", "")
    since = int(seen) if seen.isdecimal() and len(seen) < 16 else 0
    steps = list(proposal.steps.filter(pk__gt=since).select_related("by"))
    context = {
        "proposal": proposal,
        "stops": course.happened(steps, since=_moment(proposal, since)),
        "fields": reading.changed_between(proposal, proposal.revision - 1) if any(step.move == "submit" for step in steps) else [],
        "note": request.POST.get("note", ""),
    }
    return render(request, f"{PAGES}stale.html", context, status=409)


def _moment(proposal: ChangeProposal, step: int) -> datetime:
    """When the step was made that the page knew of; the beginning of the file, when it knew of none."""
    return proposal.steps.filter(pk=step).values_list("at", flat=True).first() or proposal.created_at


def _last_step(proposal: ChangeProposal) -> int:
    return proposal.steps.order_by("-pk").values_list("pk", flat=True).first() or 0


def _asked(proposal: ChangeProposal, user: Any, at: datetime) -> Opinion:
    """The open question to the reader's agency. Errors: WrongState when there are none left; 404 when nobody was asked."""
    asked = list(proposal.opinions.select_related("agency", "clock__rule").prefetch_related("agency__names"))
    opinion = course.asked((one for one in asked if one.voided_at is None), proposal, user, at)
    if opinion is None:
        raise WrongState if asked else Http404
    return opinion


def _answered(form: AnswerForm, opinion: Opinion, user: Any, at: datetime) -> bool:
    try:
        form.act(opinion, by=user, at=at)
    except Invalid as error:
        blame(form, error)
        return False
    return True


def _with_inputs(sheets: list[reading.Sheet], fields: dict[str, Any]) -> list[tuple[reading.Sheet, list[tuple[reading.Remarked, Any]]]]:
    return [(sheet, [(one, fields[f"{sheet.item.position}/{one.change.path}"]) for one in sheet.changes]) for sheet in sheets]
