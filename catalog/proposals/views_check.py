"""Check the answers and send; what happens next; and a base that moved, settled field by field."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _

from catalog.entries.content import SECTIONS, Section, label
from catalog.entries.presentation import Fact
from catalog.proposals import actions, drafting, drafts, guards, reading
from catalog.proposals.desk import draft_of, item_of, person, signed_in, take_pen, writer
from catalog.proposals.drafts import HEAD_FIELDS
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.states import EDITABLE, State
from catalog.proposals.workflow import MOVES, PROPOSER
from hcm_registry.files.findings import with_findings
from hcm_registry.kernel.errors import NotAuthorised, RuleBroken
from hcm_registry.kernel.workflow import Move, open_to

SENDING = {"submit": actions.submit, "sign_off": actions.sign_off}
PRESSED = {**SENDING, "ask_signature": drafts.ask_signature}
BEFORE_SENT = EDITABLE | {State.SIGNED}


@dataclass(frozen=True)
class Answers:
    """What one section says, what it leaves unknown, and where both are mended."""

    title: str
    url: str
    facts: list[Fact]
    unknown: list[str]


@signed_in
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that would be sent, what is still missing, and the one button that sends it."""
    at = now()
    proposal = reading.file_of(code, request.user, at)
    if proposal.state not in BEFORE_SENT:
        return redirect("catalog:proposal-sent", code) if request.method == "POST" else redirect("catalog:proposal-detail", code)
    broken = ""
    move = PRESSED.get(request.POST.get("move", "")) if request.method == "POST" else None
    if move is not None:
        try:
            move(proposal, by=person(request), at=at)
            return redirect(_after(request, proposal))
        except RuleBroken as refusal:
            broken = refusal.text
    return render(request, "catalog/proposals/draft/check.html", _page(request, proposal, at, broken), status=409 if broken else 200)


@signed_in
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """The number of the proposal, and what happens next."""
    proposal = reading.file_of(code, request.user, now())
    if proposal.state in EDITABLE:
        return redirect("catalog:proposal-edit", code)
    return render(request, "catalog/proposals/draft/sent.html", {"proposal": proposal})


@signed_in
def conflicts(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """Base, mine and in force side by side; one choice for each field that both sides changed."""
    at = now()
    item = item_of(draft_of(request, code, at), position)
    found = guards.conflicts(item)
    choices = {one.path: request.POST.get(f"choice-{one.path}", "") for one in found}
    unchosen = [path for path, choice in choices.items() if choice not in {"mine", "theirs"}]
    if request.method == "POST" and not unchosen:
        take_pen(request, item.proposal, at)
        drafts.rebase(item, choices, by=person(request), at=at)
        messages.success(request, _("Bản nháp đã chuyển sang bản hiện hành."))
        return redirect("catalog:proposal-edit", code)
    agencies = dict(drafting.agency_choices(at, item.content or drafting.base_of(item), drafting.base_of(item)))
    context = {
        "proposal": item.proposal,
        "item": item,
        "rows": [_three_ways(one, agencies, choices) for one in found if one.path],
        "gone": any(not one.path for one in found),
        "moved": item.base_version is not None and not item.base_version.is_open,
        "writer": writer(request, item.proposal, at),
        "unchosen": [(path, reading.path_in_words(path)) for path in unchosen] if request.method == "POST" else [],
        "has_errors": request.method == "POST",
    }
    return render(request, "catalog/proposals/draft/conflicts.html", context)


def _after(request: HttpRequest, proposal: ChangeProposal) -> str:
    if proposal.state in EDITABLE:
        messages.success(request, _("Đã trình lãnh đạo cơ quan ký."))
        return reverse("catalog:proposal-check", args=[proposal.code])
    signed = proposal.state == State.SIGNED
    return reverse("catalog:proposal-detail" if signed else "catalog:proposal-sent", args=[proposal.code])


def _page(request: HttpRequest, proposal: ChangeProposal, at: datetime, broken: str) -> dict[str, Any]:
    problems = guards.shortcomings(proposal, at) | guards.harmful(proposal)
    sheets = reading.sheets(proposal)
    items = [sheet.item for sheet in sheets]
    for item in items:
        item.proposal = proposal
    named = dict(drafting.agency_choices(at, *(item.content for item in items if item.content)))
    collisions = [(sheet.item, len(guards.conflicts(sheet.item))) for sheet in sheets if sheet.moved]
    collisions = [(item, count) for item, count in collisions if count]
    labels: Any = proposal._meta
    return _sending(request, proposal, at, finished=not problems and not collisions) | {
        "proposal": proposal,
        "problems": [(_where(path), text, drafting.place_of(proposal, path)) for path, many in problems.items() for text in many],
        "collisions": collisions,
        "has_errors": bool(broken),
        "broken": broken,
        "head": [(labels.get_field(name).verbose_name, _head_text(proposal, name)) for name in HEAD_FIELDS],
        "papers": with_findings(proposal.attachments.all()),
        "sheets": [(sheet, _answers(sheet.item, named)) for sheet in sheets],
    }


def _sending(request: HttpRequest, proposal: ChangeProposal, at: datetime, *, finished: bool) -> dict[str, Any]:
    """What the reader may do with the finished draft: send it, sign it, or lay it before the head."""
    writes = _writes(request, proposal, at)
    must_sign = proposal.agency.requires_sign_off and proposal.state != State.SIGNED
    return {
        "writer": writer(request, proposal, at) if proposal.state in EDITABLE else None,
        "writes": writes,
        "must_sign": must_sign,
        "asks": writes and must_sign and finished and proposal.signature_asked_at is None,
        "moves": open_to(proposal, [_asked_already(MOVES[name]) for name in SENDING], request.user, at) if finished else [],
    }


def _asked_already(move: Move) -> Move:
    """The move for a page that has just found nothing missing: asking `complete` again would only cost queries."""
    return replace(move, guards=tuple(guard for guard in move.guards if guard is not guards.complete))


def _writes(request: HttpRequest, proposal: ChangeProposal, at: datetime) -> bool:
    """Whether the reader may still mend the draft."""
    try:
        PROPOSER.standing(proposal, request.user, at)
    except NotAuthorised:
        return False
    return proposal.state in EDITABLE


def _where(path: str) -> str:
    position, _slash, inner = path.partition("/")
    if not position.isdecimal():
        return _("Hồ sơ đề xuất")
    return _("Mục %(number)s") % {"number": position} + (f" · {reading.path_in_words(inner)}" if inner else "")


def _head_text(proposal: ChangeProposal, name: str) -> str:
    value = getattr(proposal, name)
    if isinstance(value, bool):
        return _("Đã xác nhận") if value else _("Chưa xác nhận")
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else value or ""


def _answers(item: ChangeItem, named: dict[str, str]) -> list[Answers]:
    content = item.content
    if content is None:
        return []
    made = [_section_answers(item, section, named) for section in SECTIONS]
    tables = [
        Fact(table["name"], table["title"] or table["name"], _("%(count)d trường") % {"count": len(table["fields"])})
        for table in content["datasets"]
    ]
    url = reverse("catalog:proposal-dictionary", args=[item.proposal.code, item.position])
    return [*made, Answers(label("datasets"), url, tables, [])]


def _section_answers(item: ChangeItem, section: Section, named: dict[str, str]) -> Answers:
    content = item.content or {}
    known = [name for name in section.names if content[name] not in (None, "", [])]
    url = reverse("catalog:proposal-section", args=[item.proposal.code, item.position, section.key])
    facts = [Fact(name, label(name), drafting.in_words(name, content[name], named)) for name in known]
    return Answers(str(section.title), url, facts, [label(name) for name in section.names if name not in known])


def _three_ways(one: Any, agencies: dict[str, str], choices: dict[str, str]) -> dict[str, Any]:
    sides = {name: _side(one.path, getattr(one, name), agencies) for name in ("base", "mine", "theirs")}
    return {"path": one.path, "label": reading.path_in_words(one.path), "choice": choices[one.path], **sides}


def _side(path: str, value: Any, agencies: dict[str, str]) -> str:
    if "/" not in path:
        return drafting.in_words(path, value, agencies)
    if value is None:
        return _("không có")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return _("có") if value == "present" else "; ".join(value) if isinstance(value, list) else str(value) or _("chưa rõ")
