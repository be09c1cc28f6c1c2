"""Pages of a draft: start it, its task list, one more item, one item less, the pen."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.authority import seats_of
from catalog.proposals import drafting, drafts, guards, reading
from catalog.proposals.desk import draft_of, item_of, person, saved_text, signed_in, signed_in_to_press, take_pen, writer
from catalog.proposals.forms import KindForm
from hcm_registry.acting import blame
from hcm_registry.kernel.errors import RuleBroken


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Choose what to ask and for which database; the draft is made and its task list opens."""
    at, seats = now(), seats_of(request.user, now())
    agencies = drafting.drafting_agencies(seats, at)
    form = KindForm(request.POST or None, initial=request.GET.dict(), agencies=agencies, databases=drafting.databases_of(agencies, seats))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                proposal = drafts.start(agency=form.agency_chosen, by=person(request), at=at)
                drafts.add_item(proposal, form.cleaned_data["kind"], database=form.database_chosen, by=person(request), at=at)
            return redirect("catalog:proposal-edit", proposal.code)
        except RuleBroken as broken:
            blame(form, broken)
    return render(request, "catalog/proposals/draft/new.html", {"form": form, "nothing": not form.databases})


@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The task list of a draft."""
    at = now()
    proposal = draft_of(request, code, at)
    problems = guards.shortcomings(proposal, at)
    items = reading.items_of([proposal])
    for item in items:
        item.proposal = proposal
    moved = drafting.moved_bases(items)
    parts = [drafting.item_parts(item, problems, moved) for item in items]
    context = {
        "proposal": proposal,
        "items": parts,
        "collides": any(part.conflicts for part in parts),
        "head": drafting.head_part(proposal, problems),
        "missing": len(problems),
        "writer": writer(request, proposal, at),
        "saved": saved_text(proposal.saved_at) if proposal.saved_at else "",
    }
    return render(request, "catalog/proposals/draft/edit.html", context)


@signed_in_to_press
@require_POST
def pen(request: HttpRequest, code: str) -> HttpResponse:
    """Take the writing over from a colleague who has it open."""
    at = now()
    drafts.take_pen(draft_of(request, code, at), by=person(request), at=at, force=True)
    messages.success(request, _("Bạn đang soạn đề xuất này."))
    return redirect("catalog:proposal-edit", code)


@signed_in
def add_item(request: HttpRequest, code: str) -> HttpResponse:
    """Ask something for one more database in the same proposal."""
    at = now()
    proposal = draft_of(request, code, at)
    databases = drafting.databases_of([proposal.agency], seats_of(request.user, at))
    form = KindForm(request.POST or None, agencies=[proposal.agency], databases=databases)
    if request.method == "POST" and form.is_valid():
        try:
            take_pen(request, proposal, at)
            drafts.add_item(proposal, form.cleaned_data["kind"], database=form.database_chosen, by=person(request), at=at)
            return redirect("catalog:proposal-edit", code)
        except RuleBroken as broken:
            blame(form, broken)
    return render(
        request,
        "catalog/proposals/draft/new.html",
        {"form": form, "proposal": proposal, "nothing": not databases} | {"writer": writer(request, proposal, at)},
    )


@signed_in
def remove_item(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """Ask before an item leaves the proposal, then take it out."""
    at = now()
    item = item_of(draft_of(request, code, at), position)
    if request.method == "POST":
        take_pen(request, item.proposal, at)
        drafts.drop_item(item, by=person(request), at=at)
        messages.success(request, _("Đã bỏ “%(name)s” khỏi đề xuất.") % {"name": item.name or item.get_kind_display()})
        return redirect("catalog:proposal-edit", code)
    writes = writer(request, item.proposal, at)
    context = {"proposal": item.proposal, "item": item, "kept": drafts.stays_on_file(item), "writer": writes}
    return render(request, "catalog/proposals/draft/remove.html", context)
