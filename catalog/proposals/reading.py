"""One proposal as its readers see it: what changes, said field by field, with the remarks on each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.html import format_html
from django.utils.translation import gettext as _

from agencies.authority import seats_of
from agencies.models import Role
from catalog.entries.content import Content, content_of, empty, label
from catalog.entries.difference import merge
from catalog.entries.presentation import Changed, changes
from catalog.proposals.guards import Versions, presents
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.papers import FieldComment, Opinion, OpinionResponse, Revision, Seen
from catalog.proposals.states import FINAL, ItemKind
from catalog.proposals.workflow import SETTLERS

Places = set[tuple[int, str]]  # an item and a path in it
PEOPLE = ("created_by", "submitted_by", "accepted_by", "appraised_by", "approved_by", "signature_asked_by", "signed_by")


@dataclass(frozen=True)
class Remarked:
    """One change of one item and what was said about it."""

    item: ChangeItem
    change: Any
    anchor: str
    remarks: list[FieldComment]
    seen: bool = False

    @property
    def settled(self) -> bool:
        """Whether every remark was dealt with."""
        return all(remark.settled_at for remark in self.remarks)

    @property
    def last_open(self) -> FieldComment | None:
        """The newest remark nobody dealt with: marking it settles the thread up to here."""
        return next((remark for remark in reversed(self.remarks) if remark.settled_at is None), None)


@dataclass(frozen=True)
class Point:
    """One thing a consulted agency said: of the whole, or of a field."""

    path: str
    place: str
    text: str
    response: OpinionResponse | None
    open: bool


@dataclass
class Sheet:
    """One item: against what it is read, and every change."""

    item: ChangeItem
    old_label: str
    new_label: str
    moved: bool = False
    changes: list[Remarked] = field(default_factory=list)


def file_of(code: str, user: Any, at: datetime) -> ChangeProposal:
    """The proposal, for somebody who may read it; otherwise it is not there."""
    unsettled = Q(items__comments__isnull=False, items__comments__settled_at__isnull=True)
    found = ChangeProposal.objects.visible_to(user, at).filter(code=code)
    found = found.annotate(
        paper_count=Count("attachments", distinct=True),
        remark_count=Count("items__comments", filter=unsettled, distinct=True),
        dropped_count=Count("items", filter=Q(items__dropped_at__isnull=False), distinct=True),
    )
    proposal = found.select_related("agency", "decision", "dossier", "clock__rule", *PEOPLE).prefetch_related("agency__names").first()
    if proposal is None:
        raise Http404
    return proposal


def says(proposal: ChangeProposal, user: Any, at: datetime) -> dict[str, bool]:
    """What a reader of the file may say about it: whether they may remark, and whether a remark is theirs to settle."""
    reads_all = bool(seats_of(user, at).with_role(Role.AUDITOR))
    remarks = not reads_all or ChangeProposal.objects.shared_with(user, at).filter(pk=proposal.pk).exists()
    return {"remarks_here": remarks, "settles": remarks and SETTLERS.held_by(user, proposal, at)}


def items_of(proposals: Sequence[ChangeProposal]) -> list[ChangeItem]:
    """The items with everything that reading them needs, in a fixed number of queries."""
    items = ChangeItem.objects.filter(proposal__in=proposals).order_by("proposal_id", "position")
    items = items.select_related("database", "base_version__managing_agency")
    return list(items.prefetch_related("base_version__datasets__fields", "base_version__coordinating_agencies"))


def sheets(proposal: ChangeProposal, *, against: str = "", reader: Any = None) -> list[Sheet]:
    """Every item's changes against the version in force, or against an earlier revision (`against` is its number).

    With a `reader`, each change says whether they have ticked it off in the revision they read.
    """
    return _sheets([proposal], _revision(proposal, against), _ticks(proposal, reader))[proposal.pk]


def sheets_of(proposals: Sequence[ChangeProposal]) -> dict[int, list[Sheet]]:
    """The same for several proposals, by id, in the same number of queries."""
    return _sheets(proposals, None, set())


def _ticks(proposal: ChangeProposal, reader: Any) -> Places:
    if reader is None:
        return set()
    mine = Seen.objects.filter(reader=reader, item__proposal=proposal, revision=proposal.revision)
    return set(mine.values_list("item", "path"))


def _sheets(proposals: Sequence[ChangeProposal], before: Revision | None, ticks: Places) -> dict[int, list[Sheet]]:
    items = items_of(proposals)
    remarks, present = _remarks(proposals), presents(items)
    found: dict[int, list[Sheet]] = {proposal.pk: [] for proposal in proposals}
    by_id = {proposal.pk: proposal for proposal in proposals}
    for item in items:
        proposal = by_id[item.proposal_id]
        sheet, changed = _sheet(item, before, {} if proposal.state in FINAL else present, proposal)
        sheet.changes = [_remarked(item, change, remarks, (item.pk, change.path) in ticks) for change in changed]
        found[proposal.pk].append(sheet)
    return found


def remarks_by_item(proposal: ChangeProposal) -> list[tuple[str, list[FieldComment]]]:
    """Every remark of the file, grouped by the field it concerns, in the order they were made."""
    grouped: dict[str, list[FieldComment]] = defaultdict(list)
    for remark in _all_remarks([proposal]):
        name = _("%(name)s (đã bỏ khỏi đề xuất)") % {"name": remark.item.name} if remark.item.dropped_at else remark.item.name
        grouped[f"{name}: {path_in_words(remark.path)}"].append(remark)
    return list(grouped.items())


def dropped_items(proposal: ChangeProposal) -> list[ChangeItem]:
    """What the proposal once asked for and no longer does, in the order in which it was dropped."""
    found = ChangeItem.on_file.filter(proposal=proposal, dropped_at__isnull=False)
    return list(found.select_related("database", "base_version", "dropped_by").order_by("dropped_at", "pk"))


def points_of(opinion: Opinion, names: dict[str, str]) -> list[Point]:
    """What a consulted agency said, point by point, each with the response that counts. `names` are the items' by position."""
    answers, still_open = opinion.answers, opinion.points_open
    return [Point(path, _place(path, names), text, answers.get(path), path in still_open) for path, text in opinion.points.items()]


def names_of(proposal: ChangeProposal) -> dict[str, str]:
    """Position of each item → its name, those dropped since too."""
    on_file = ChangeItem.on_file.filter(proposal=proposal).select_related("base_version")
    return {str(item.position): item.name for item in on_file}


def _place(point: str, names: dict[str, str]) -> str:
    if not point:
        return _("Ý kiến chung")
    position, _sep, path = point.partition("/")
    return f"{names.get(position, '')}: {path_in_words(path)}"


def path_in_words(path: str) -> str:
    """`datasets/ho_so/fields/ma/type` as people say it."""
    parts = path.split("/")
    if len(parts) == 1:
        return label(path) if path else _("Toàn bộ nội dung")
    names = [part for part in parts[1:] if part != "fields"]
    return f"{label('datasets')}: {' · '.join(names)}"


def changed_between(proposal: ChangeProposal, revision: int) -> list[str]:
    """The fields that differ between a revision and what is asked now."""
    return [f"{sheet.item.name}: {one.change.label}" for sheet in sheets(proposal, against=str(revision)) for one in sheet.changes]


def _sheet(item: ChangeItem, before: Revision | None, present: Versions, proposal: ChangeProposal) -> tuple[Sheet, list[Any]]:
    mine = _("Đề xuất (bản %(number)d)") % {"number": proposal.revision}
    if item.content is None:
        return Sheet(item, _("Hiện hành"), mine), [_leaving(item)] if before is None else []
    if before is not None:
        return Sheet(item, _("Bản %(number)d") % {"number": before.number}, mine), changes(_earlier(before, item), item.content)
    if item.base_version is None:
        return Sheet(item, _("Chưa có trong danh mục"), mine), changes(empty(), item.content)
    base, now = item.base_version, present.get(item.database_id or 0, item.base_version)
    old, new, moved = content_of(base), item.content, now.pk != base.pk
    if moved:
        old, new = content_of(now), merge(old, item.content, content_of(now))[0]
    theirs = _("Trước quyết định (v%(number)d)") if proposal.state in FINAL else _("Hiện hành (v%(number)d)")
    return Sheet(item, theirs % {"number": now.number}, mine, moved), changes(old, new)


def _leaving(item: ChangeItem) -> Changed:
    """A whole entry going out, read like any other change."""
    name = f"{item.name} (v{item.base_version.number})" if item.base_version else item.name
    after = _("Thôi có hiệu lực từ ngày quyết định có hiệu lực. Lịch sử và mã số vẫn được giữ.")
    return Changed("", str(ItemKind.RETIRE.label), "remove", format_html("<del>{}</del>", name), after, old=name, new=after)


def _revision(proposal: ChangeProposal, against: str) -> Revision | None:
    return proposal.revisions.filter(number=int(against)).first() if against.isdecimal() and len(against) < 6 else None


def _earlier(revision: Revision, item: ChangeItem) -> Content:
    """What the revision asked for the same database; nothing when it did not ask for it."""
    code = item.database.code if item.database else ""
    same = [content for _kind, asked, content in revision.content if asked == code]
    if not code:
        same = [content for content in same if content and content.get("name") == (item.content or {}).get("name")] or same
    return (same[0] if same else None) or empty()


def _all_remarks(proposals: Sequence[ChangeProposal]) -> QuerySet[FieldComment]:
    return FieldComment.objects.filter(item__proposal__in=proposals).select_related("by", "settled_by", "item__base_version").order_by("pk")


def _remarks(proposals: Sequence[ChangeProposal]) -> dict[tuple[int, str], list[FieldComment]]:
    grouped: dict[tuple[int, str], list[FieldComment]] = defaultdict(list)
    for remark in _all_remarks(proposals):
        grouped[remark.item_id, remark.path].append(remark)
    return grouped


def _remarked(item: ChangeItem, change: Any, remarks: dict[tuple[int, str], list[FieldComment]], seen: bool) -> Remarked:
    anchor = f"c-{item.position}-" + "-".join((change.path or "all").split("/"))
    return Remarked(item, change, anchor, remarks.get((item.pk, change.path), []), seen)
