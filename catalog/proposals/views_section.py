"""One section of an item: a page that keeps everything as typed, and the door through which each field saves itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.entries import validation
from catalog.entries.content import GOVERNED, SECTIONS, Content, Section
from catalog.proposals import drafting, drafts, guards
from catalog.proposals.desk import (
    draft_of,
    forget_aside,
    item_of,
    person,
    put_aside,
    said,
    saved_text,
    sentence,
    signed_in,
    take_pen,
    writer,
)
from catalog.proposals.forms import Options, SectionForm
from catalog.proposals.models import ChangeItem
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import today


@dataclass(frozen=True)
class Row:
    """One input, and what stands in the version in force when that is something else."""

    field: Any
    current: str
    changed: bool


@signed_in
def section(request: HttpRequest, code: str, position: int, key: str) -> HttpResponse:
    """The form of one section; saving keeps what was typed, right or wrong, and says what is not right yet."""
    at = now()
    item = item_of(draft_of(request, code, at), position)
    chosen = next((one for one in SECTIONS if one.key == key), None)
    if chosen is None or item.content is None:
        raise Http404
    agencies = drafting.agency_choices(at, item.content)
    aside = put_aside(request)
    form = _form(item, chosen, agencies, request.POST if request.method == "POST" else aside)
    broken = ""
    if request.method == "POST":
        broken = _keep(request, item, form, at)
        if not broken and _finished(request, item, form, at):
            return redirect(_next(request, item, chosen))
    elif "check" in request.GET and not aside:
        form = _form(item, chosen, agencies, _as_data(item.content, chosen))
        form.explain(_problems(item, at))
    return _page(request, item, chosen, form, agencies, aside=aside, broken=broken)


@signed_in
@require_POST
def autosave(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """Keep one field as typed."""
    at, name = now(), request.GET.get("field", "")
    item = item_of(draft_of(request, code, at), position)
    if name not in GOVERNED or item.content is None:
        raise Http404
    form = SectionForm([name], request.POST, agencies=drafting.agency_choices(at, item.content))
    broken = _keep(request, item, form, at)
    if broken or form.errors:
        return said(broken or " ".join(map(str, form.errors[name])), status=409 if broken else 422)
    return said(saved_text(at))


def _form(item: ChangeItem, chosen: Section, agencies: Options, data: Any) -> SectionForm:
    address = reverse("catalog:proposal-autosave", args=[item.proposal.code, item.position])
    initial = {name: (item.content or {})[name] for name in chosen.names}
    return SectionForm(chosen.names, data, initial=initial, agencies=agencies, autosave=address)


def _keep(request: HttpRequest, item: ChangeItem, form: SectionForm, at: datetime) -> str:
    """Save what may be saved; the sentence of the rule that refused, if one did."""
    values = form.values()
    name = request.POST.get("revert")
    if name in form.fields:
        values = values | {name: drafting.base_of(item)[name]}
    try:
        take_pen(request, item.proposal, at)
        drafts.save_content(item, values, by=person(request), at=at)
    except RuleBroken as broken:
        return sentence(broken)
    forget_aside(request)
    return ""


def _finished(request: HttpRequest, item: ChangeItem, form: SectionForm, at: datetime) -> bool:
    """Whether to go on; otherwise the page says what is not right."""
    if not form.errors and {"later", "revert"} & request.POST.keys():
        return True
    form.explain(_problems(item, at))
    return not form.errors


def _problems(item: ChangeItem, at: datetime) -> dict[str, list[str]]:
    base = drafting.base_of(item) if item.base_version else None
    return validation.problems(item.content or {}, base=base, on=today(at))


def _as_data(content: Content, chosen: Section) -> dict[str, Any]:
    return {name: content[name] if content[name] is not None else "" for name in chosen.names}


def _next(request: HttpRequest, item: ChangeItem, chosen: Section) -> str:
    code = item.proposal.code
    if "revert" in request.POST:
        name = request.POST["revert"]
        return reverse("catalog:proposal-section", args=[code, item.position, chosen.key]) + (f"#id_{name}" if name in GOVERNED else "")
    following = SECTIONS.index(chosen) + 1
    if "later" in request.POST or following == len(SECTIONS):
        return reverse("catalog:proposal-edit", args=[code])
    return reverse("catalog:proposal-section", args=[code, item.position, SECTIONS[following].key])


def _page(
    request: HttpRequest, item: ChangeItem, chosen: Section, form: SectionForm, agencies: Options, *, aside: Any, broken: str
) -> HttpResponse:
    base, named = drafting.base_of(item), dict(agencies)
    wanted = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else item.content or {}
    rows = []
    for name in chosen.names:
        changed = item.base_version is not None and wanted.get(name, (item.content or {})[name]) != base[name]
        rows.append(Row(form[name], drafting.in_words(name, base[name], named) if changed else "", changed))
    context = {
        "proposal": item.proposal,
        "item": item,
        "section": chosen,
        "form": form,
        "rows": rows,
        "aside": aside is not None,
        "broken": broken,
        "writer": writer(request, item.proposal, now()),
        "saved": saved_text(item.proposal.saved_at) if item.proposal.saved_at else _("Chưa lưu"),
        "conflicts": len(guards.conflicts(item)),
    }
    return render(request, "catalog/proposals/draft/section.html", context, status=409 if broken else 200)
