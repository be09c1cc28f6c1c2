"""The page of one proposal: its changes, remarks, papers, checks and course; and what its reader may do with it now."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.models import User
from catalog.proposals import actions, course, reading
from catalog.proposals.forms_moves import RemarkForm, blame
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import FieldComment
from catalog.proposals.queries import due_in_words
from hcm_registry.kernel.errors import Invalid
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
    return render(request, "catalog/proposals/file/detail.html", frame | _tab(request, proposal, frame, at))


@login_required
@require_safe
def paper(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """A paper, always as a download: what somebody uploaded never runs in our pages."""
    proposal = reading.file_of(code, request.user, now())
    found = get_object_or_404(proposal.attachments, pk=pk)
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_POST
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """A remark on one field."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    form = RemarkForm(request.POST, proposal=proposal)
    if form.is_valid():
        try:
            form.act(by=request.user, at=at)
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(request, _("Đã ghi góp ý."))
            return redirect(_back(request, proposal))
    place = reading.path_in_words(request.POST.get("path", ""))
    context = {"proposal": proposal, "form": form, "place": place, "next": _back(request, proposal)}
    return render(request, "catalog/proposals/file/remark.html", context, status=400)


@login_required
@require_POST
def settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Mark a remark as dealt with."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    remark = get_object_or_404(FieldComment.objects.select_related("item"), pk=pk, item__proposal=proposal)
    actions.settle(remark, by=cast(User, request.user), at=at)
    messages.success(request, _("Đã đánh dấu góp ý là đã giải quyết."))
    return redirect(_back(request, proposal))


def _frame(proposal: ChangeProposal, user: Any, at: datetime, tab: str) -> dict[str, Any]:
    """What stands around every tab."""
    steps = list(proposal.steps.select_related("by", "on_behalf_of"))
    opinions = list(proposal.opinions.select_related("agency", "answered_by").prefetch_related("agency__names"))
    last = steps[-1].pk if steps else 0
    standing = [opinion for opinion in opinions if opinion.voided_at is None]
    return {
        "proposal": proposal,
        "tab": tab,
        "tone": course.TONES[proposal.state],
        "panel": course.panel(proposal, user, at, step=last) if tab != "checks" else None,
        "timeline": course.timeline(proposal, steps),
        "steps": steps,
        "happens_next": course.HAPPENS_NEXT[proposal.state],
        "opinions": [(opinion, due_in_words(opinion.due_on, today(at))) for opinion in opinions],
        "asked_me": course.asked(standing, proposal, user, at),
        "answered": sum(opinion.answered_at is not None for opinion in standing),
        "asked": len(standing),
    }


def _tab(request: HttpRequest, proposal: ChangeProposal, frame: dict[str, Any], at: datetime) -> dict[str, Any]:
    """What only this tab shows."""
    tab = frame["tab"]
    if tab == "changes":
        against, view = request.GET.get("against", ""), request.GET.get("view", "")
        return {
            "sheets": reading.sheets(proposal, against=against),
            "against": against,
            "earlier": range(1, proposal.revision),
            "view": view,
        }
    if tab == "talk":
        names = {str(item.position): item.name for item in proposal.items.select_related("base_version")}
        voices = [(opinion, due, reading.opinion_places(opinion, names)) for opinion, due in frame["opinions"]]
        return {"threads": reading.remarks_by_item(proposal), "voices": voices}
    if tab == "papers":
        return {"papers": proposal.attachments.select_related("added_by")}
    return {"checks": reading.checks(proposal, at)} if tab == "checks" else {}


def _back(request: HttpRequest, proposal: ChangeProposal) -> str:
    """The page of the file, at the change that was spoken of."""
    place = request.POST.get("anchor", "")
    tab = request.POST.get("tab", "")
    address = reverse("catalog:proposal-detail", args=[proposal.code])
    query = f"?tab={tab}" if tab in TABS else ""
    return f"{address}{query}#{place}" if place.replace("-", "").replace("_", "").isalnum() else f"{address}{query}"
