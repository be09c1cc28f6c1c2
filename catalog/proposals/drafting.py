"""A draft as its writers see it: which parts are done, what each says beside the version in force, who holds the pen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.authority import Seats
from agencies.models import Agency, Mandate, Role
from catalog.entries.content import SECTIONS, Content, Section, content_of, empty, governed
from catalog.entries.models import DatabaseVersion
from catalog.proposals import guards
from catalog.proposals.guards import AgencyNoLongerActs
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.states import ItemKind
from hcm_registry.kernel.errors import NotAuthorised
from hcm_registry.kernel.periods import today

Problems = dict[str, list[str]]
TODO, DOING, DONE, ERROR = "todo", "doing", "done", "error"


@dataclass(frozen=True)
class Part:
    """One line of the task list."""

    title: str
    url: str
    status: str
    hint: str = ""


@dataclass
class ItemParts:
    """One item and its lines; `general` are sentences about the item as a whole."""

    item: ChangeItem
    parts: list[Part] = field(default_factory=list)
    general: list[str] = field(default_factory=list)
    conflicts: int = 0


def drafting_agencies(seats: Seats, at: datetime) -> list[Agency]:
    """The living agencies for which the person may draft. Errors: NotAuthorised, AgencyNoLongerActs."""
    mine = {seat.agency.pk: seat.agency for seat in seats.with_role(Role.REGISTRAR)}
    if not mine:
        raise NotAuthorised(needed=Role.REGISTRAR.label)
    living = set(Agency.objects.active(today(at)).filter(pk__in=mine).values_list("pk", flat=True))
    if not living:
        raise AgencyNoLongerActs
    return [agency for pk, agency in mine.items() if pk in living]


def databases_of(agencies: Iterable[Agency], seats: Seats) -> list[DatabaseVersion]:
    """What those agencies may propose changes to: what they manage, and everything for the lead agency."""
    keys = {agency.pk for agency in agencies}
    found = DatabaseVersion.objects.open().select_related("database").by_name().without_words()
    return list(found if seats.mandates.get(Mandate.Kind.LEAD) in keys else found.filter(managing_agency__in=keys))


def agency_choices(at: datetime, *contents: Content) -> list[tuple[str, str]]:
    """Living agencies, and those the contents already name, by official name in Vietnamese order."""
    named = [key for content in contents for key in (content["managing_agency"], *content["coordinating_agencies"])]
    found = Agency.objects.filter(models.Q(active__contains=today(at)) | models.Q(key__in=named)).named()
    return [(agency.key, agency.current_name) for agency in found]


def base_of(item: ChangeItem) -> Content:
    """What the item is compared with: its base version, or a document in which nothing is known."""
    return content_of(item.base_version) if item.base_version else empty()


def in_words(name: str, value: Any, agencies: dict[str, str]) -> str:
    """A governed value as people read it; unknown when empty."""
    if value in (None, "", []):
        return _("chưa rõ")
    field_ = governed(name)
    if isinstance(field_, models.ManyToManyField):
        return ", ".join(agencies.get(key, key) for key in value)
    if isinstance(field_, models.ForeignKey):
        return agencies.get(value, value)
    return str(dict(field_.choices or ()).get(value, value))


def section_problems(item: ChangeItem, problems: Problems) -> Problems:
    """The sentences that concern this item, by path."""
    prefix = f"{item.position}/"
    return {path.removeprefix(prefix): found for path, found in problems.items() if path.startswith(prefix)}


def moved_bases(items: Iterable[ChangeItem]) -> set[int]:
    """Ids of the items whose base is no longer the open version."""
    wanted = {item.base_version_id: item.pk for item in items if item.base_version_id}
    still = set(DatabaseVersion.objects.open().filter(pk__in=wanted).values_list("pk", flat=True))
    return {pk for version, pk in wanted.items() if version not in still}


def item_parts(item: ChangeItem, problems: Problems, moved: set[int]) -> ItemParts:
    """The lines of one item of the task list. `moved`: see `moved_bases`."""
    found = section_problems(item, problems)
    made = ItemParts(item, general=found.get("", []), conflicts=len(guards.conflicts(item)) if item.pk in moved else 0)
    if item.content is None:
        return made
    base = base_of(item)
    made.parts = [_section_part(item, section, base, found) for section in SECTIONS]
    made.parts.append(_dictionary_part(item, base, found))
    return made


def head_part(proposal: ChangeProposal, problems: Problems) -> Part:
    """The line of the letter, the grounds and the papers."""
    names = ("title", "reason", "legal_ground", "no_state_secret")
    given = sum(bool(getattr(proposal, name)) for name in names)
    status = DONE if given == len(names) else DOING if given else TODO
    papers = proposal.attachments.count()
    hint = _("%(count)d tài liệu kèm theo") % {"count": papers} if papers else _("Chưa có tài liệu kèm theo")
    return Part(_("Căn cứ và văn bản"), reverse("catalog:proposal-papers", args=[proposal.code]), status, hint)


def place_of(proposal: ChangeProposal, path: str) -> str:
    """The address at which a shortcoming is mended."""
    position, _slash, inner = path.partition("/")
    if not position.isdecimal():
        name = "catalog:proposal-edit" if path == "items" else "catalog:proposal-papers"
        if path == "papers":
            return reverse(name, args=[proposal.code]) + "#papers"
        return reverse(name, args=[proposal.code]) + (f"?check=1#id_{path}" if path != "items" else "")
    if not inner and proposal.items.filter(position=position, base_version__in_force__upper_inf=False).exists():
        return reverse("catalog:proposal-conflicts", args=[proposal.code, int(position)])
    if inner.startswith("datasets"):
        return reverse("catalog:proposal-dictionary", args=[proposal.code, int(position)]) + "?check=1"
    section = next((section.key for section in SECTIONS if inner in section.names), SECTIONS[0].key)
    return reverse("catalog:proposal-section", args=[proposal.code, int(position), section]) + f"?check=1#id_{inner}"


def _section_part(item: ChangeItem, section: Section, base: Content, problems: Problems) -> Part:
    url = reverse("catalog:proposal-section", args=[item.proposal.code, item.position, section.key])
    content = item.content or {}
    changed = sum(content[name] != base[name] for name in section.names)
    wrong = [name for name in section.names if name in problems]
    if any(content[name] not in (None, "", []) for name in wrong):
        return Part(str(section.title), url, ERROR if changed else TODO, " ".join(problems[wrong[0]]))
    if item.kind == ItemKind.ADD:
        return Part(str(section.title), url, _progress(changed, wrong), _missing(wrong))
    hint = _("%(count)d mục đã sửa") % {"count": changed} if changed else _("Giữ như bản hiện hành")
    return Part(str(section.title), url, DOING if wrong else DONE if changed or "" not in problems else TODO, hint)


def _progress(changed: int, wrong: list[str]) -> str:
    if wrong:
        return DOING if changed else TODO
    return DONE if changed else TODO


def _missing(wrong: list[str]) -> str:
    return _("Còn %(count)d mục bắt buộc") % {"count": len(wrong)} if wrong else ""


def _dictionary_part(item: ChangeItem, base: Content, problems: Problems) -> Part:
    url = reverse("catalog:proposal-dictionary", args=[item.proposal.code, item.position])
    tables = (item.content or {})["datasets"]
    hint = _("%(tables)d bảng, %(fields)d trường") % {"tables": len(tables), "fields": sum(len(table["fields"]) for table in tables)}
    title = _("Từ điển dữ liệu")
    if any(path.startswith("datasets") for path in problems):
        return Part(title, url, ERROR, _("Có bảng hoặc trường cần sửa"))
    if tables == base["datasets"]:
        untouched = item.kind == ItemKind.ADD or "" in problems
        return Part(title, url, TODO if untouched else DONE, hint if tables else _("Chưa khai bảng nào"))
    return Part(title, url, DONE, hint)
