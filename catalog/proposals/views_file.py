"""The page of one proposal: its changes, remarks, papers, checks and course; and what its reader may do with it now."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import User
from catalog.clocks.queries import due
from catalog.proposals import actions, course, presence, reading, responses, taking
from catalog.proposals.checks import checks
from catalog.proposals.concerned import concerned
from catalog.proposals.desk import forget_aside, put_aside, signed_in, signed_in_to_press
from catalog.proposals.forms_moves import RemarkForm
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import FieldComment, Opinion
from catalog.proposals.states import FINAL, IN_PROCESS
from hcm_registry.acting import blame
from hcm_registry.files.findings import with_findings
from hcm_registry.files.serving import give
from hcm_registry.kernel.errors import Invalid, NotAuthorised
from hcm_registry.kernel.periods import today

TABS = ("changes", "talk", "papers", "checks", "log")


@login_required
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One tab of the file, and the panel with the moves open to the reader."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    frame = _frame(proposal, request.user, at, tab)
    frame |= {"readers": presence.opened(proposal, request.user, at), "beat": presence.BEAT}
    return render(request, "catalog/proposals/file/detail.html", frame | _tab(request, proposal, frame, at))


@login_required
@require_safe
def paper(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A paper, always as a download: what somebody uploaded never runs in our pages."""
    proposal = reading.file_of(code, request.user, now())
    found = get_object_or_404(proposal.attachments, pk=pk)
    return give(request, found)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """A remark on one field; on a page of its own when it has to be mended, or was typed before signing in."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    if not reading.says(proposal, request.user, at)["remarks_here"]:
        raise NotAuthorised
    aside = put_aside(request)
    typed = request.POST or aside or QueryDict()
    form = RemarkForm(typed, proposal=proposal)
    if request.method == "POST" and _remarked(form, request.user, at):
        forget_aside(request)
        messages.success(request, _("Đã ghi góp ý."))
        return redirect(_back(request, proposal))
    context = {"proposal": proposal, "form": form, "place": reading.path_in_words(typed.get("path", "")), "aside": aside, "typed": typed}
    context["next"] = _back(request, proposal)
    return render(request, "catalog/proposals/file/remark.html", context, status=400 if request.method == "POST" else 200)


def _remarked(form: RemarkForm, user: Any, at: datetime) -> bool:
    if not form.is_valid():
        return False
    try:
        form.act(by=user, at=at)
    except Invalid as error:
        blame(form, error)
        return False
    return True


@signed_in_to_press
@require_POST
def settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Mark a remark as dealt with."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    remark = get_object_or_404(FieldComment.objects.select_related("item"), pk=pk, item__proposal=proposal)
    actions.settle(remark, by=cast(User, request.user), at=at)
    messages.success(request, _("Đã đánh dấu góp ý là đã giải quyết."))
    return redirect(_back(request, proposal))


@signed_in_to_press
@require_POST
def tick(request: HttpRequest, code: str) -> HttpResponse:
    """Tick one change off as read, or take the tick back; htmx gets the button and the count, everybody else the page again."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    item, path = request.POST.get("item", ""), request.POST.get("path", "")
    against = request.POST.get("against", "")
    changes = _all(reading.sheets(proposal, against=against, reader=request.user))
    one = next((one for one in changes if (str(one.item.pk), one.change.path) == (item, path)), None)
    if one is None:
        raise Http404
    one.item.proposal, seen = proposal, "seen" in request.POST
    actions.tick(one.item, path=path, seen=seen, by=cast(User, request.user), at=at)
    if not request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return redirect(_back(request, proposal))
    after = [replace(change, seen=seen) if change is one else change for change in changes]
    context = {"proposal": proposal, "one": replace(one, seen=seen), "against": against, "progress": _progress(after), "swap": True}
    return render(request, "catalog/proposals/file/_ticked.html", context)


def _frame(proposal: ChangeProposal, user: Any, at: datetime, tab: str) -> dict[str, Any]:
    """What stands around every tab."""
    steps = list(proposal.steps.select_related("by", "on_behalf_of"))
    opinions = _opinions(proposal, tab)
    last = steps[-1].pk if steps else 0
    standing = [opinion for opinion in opinions if opinion.voided_at is None]
    return {
        "at": at,
        "proposal": proposal,
        "tab": tab,
        "tone": course.TONES[proposal.state],
        "panel": course.panel(proposal, user, at, step=last) if tab != "checks" else None,
        "reviewing": proposal.state in IN_PROCESS,
        "deadline": due(proposal.clock, today(at)) if proposal.clock and proposal.state not in FINAL else None,
        "timeline": course.timeline(proposal, steps, at),
        "steps": steps,
        "happens_next": course.HAPPENS_NEXT[proposal.state],
        "standing": standing,
        "opinions": [(opinion, due(opinion.clock, today(at))) for opinion in opinions],
        "desk": taking.desk(proposal, user, at),
        "asked_me": course.asked(standing, proposal, user, at),
        "answered": sum(opinion.answered_at is not None for opinion in standing),
        **reading.says(proposal, user, at),
    }


def _opinions(proposal: ChangeProposal, tab: str) -> list[Opinion]:
    """What agencies were asked and said; kept with the proposal, whose papers read it too."""
    found = Opinion.objects.select_related("agency", "answered_by", "clock__rule").prefetch_related("agency__names")
    prefetch_related_objects([proposal], Prefetch("opinions", found))
    opinions = list(proposal.opinions.all())
    if tab == "talk":
        prefetch_related_objects(opinions, "responses__by")
    return opinions


def _tab(request: HttpRequest, proposal: ChangeProposal, frame: dict[str, Any], at: datetime) -> dict[str, Any]:
    """What only this tab shows."""
    tab = frame["tab"]
    if tab == "changes":
        return _changes(request, proposal, frame, at)
    if tab == "talk":
        names = reading.names_of(proposal)
        voices = [(opinion, due, reading.points_of(opinion, names)) for opinion, due in frame["opinions"]]
        may_respond = responses.may_respond(proposal, cast(User, request.user), at)
        return {"threads": reading.remarks_by_item(proposal), "voices": voices, "may_respond": may_respond}
    if tab == "papers":
        return {"papers": with_findings(proposal.attachments.select_related("added_by"))}
    if tab == "log":
        return {"relieved": proposal.turns.filter(instead_of__isnull=False).select_related("by", "instead_of")}
    return {"checks": checks(proposal, reading.items_of([proposal]), frame["standing"], at)}


def _changes(request: HttpRequest, proposal: ChangeProposal, frame: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Everything that is judged, on one page: the differences, what was checked, whom it concerns."""
    against, view = request.GET.get("against", ""), request.GET.get("view", "")
    sheets = reading.sheets(proposal, against=against, reader=request.user)
    items, asked = [sheet.item for sheet in sheets], frame["standing"]
    return {
        "sheets": sheets,
        "dropped": reading.dropped_items(proposal) if proposal.dropped_count else [],  # type: ignore[attr-defined]  # by reading.file_of
        "against": against,
        "earlier": range(1, proposal.revision),
        "view": view,
        "progress": _progress(_all(sheets)),
        "checks": checks(proposal, items, asked, at) if frame["reviewing"] else [],
        "parties": concerned(proposal, items, request.user, at),
    }


def _all(sheets: list[reading.Sheet]) -> list[reading.Remarked]:
    return [one for sheet in sheets for one in sheet.changes]


def _progress(changes: list[reading.Remarked]) -> dict[str, int]:
    """How many changes there are, and how many the reader has ticked off."""
    return {"seen": sum(one.seen for one in changes), "all": len(changes)}


def _back(request: HttpRequest, proposal: ChangeProposal) -> str:
    """The page of the file as it was read, at the change that was spoken of."""
    place = request.POST.get("anchor", "")
    kept = {name: request.POST[name] for name in ("tab", "view", "against") if request.POST.get(name)}
    address = reverse("catalog:proposal-detail", args=[proposal.code]) + (f"?{urlencode(kept)}" if kept else "")
    return f"{address}#{place}" if place.replace("-", "").replace("_", "").isalnum() else address
