"""Reads of the catalogue for its pages: one page of the list with its counts, and one entry with its past."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from agencies.models import AgencyName
from catalog.decisions.models import Decision
from catalog.entries import facets, search
from catalog.entries.choices import SIZES
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.entries.wanted import Wanted, answering, rows
from hcm_registry.keyset import Order, Page, cut, page

ORDERS = {
    "name": Order(("name_sort", "id")),
    "code": Order(("database__number", "id")),
    "newest": Order(("recorded_at", "id"), down=True),
}


@dataclass(frozen=True)
class Listed:
    """One page of the list, and how many entries answer; `capped` when words find more than are counted."""

    page: Page
    counts: facets.Counts
    capped: bool = False


def listed(wanted: Wanted, *, sort: str, cursor: str, size: int = SIZES[0]) -> Listed:
    """One page. Words without a chosen order come best first. Error: BadCursor."""
    if not wanted.q:
        return Listed(_in_order(wanted, sort, cursor, size), facets.counts(wanted))
    hits = search.ranked(rows(wanted), wanted.q)
    found = _in_order(wanted, sort, cursor, size) if sort else _by_rank([hit.version for hit in hits], cursor, size)
    if len(hits) == search.CAP:
        return Listed(found, facets.counts(wanted.without("q")), capped=True)
    return Listed(found, facets.Census.of([hit.kind for hit in hits], [1] * len(hits)).counts())


def ordered(wanted: Wanted, *, sort: str) -> QuerySet[Any]:
    """Everything that answers, in the order of the list (by name where the list goes by rank)."""
    order = ORDERS[sort or "name"]
    return answering(wanted).order_by(*(f"{'-' if order.down else ''}{column}" for column in order.columns))


def to_drop(wanted: Wanted) -> list[tuple[str, int]]:
    """For an empty list: each filter, and how many there would be without it."""
    return [(name, _count(wanted.without(name))) for name in wanted.filters]


def agency_names(keys: list[str]) -> dict[str, str]:
    """Key → latest name."""
    names = AgencyName.objects.filter(agency__key__in=keys).order_by("pk")
    return dict(names.values_list("agency__key", "name"))


def entry(code: str) -> SharedDatabase | None:
    """The database of that code, in whatever capitals."""
    return SharedDatabase.objects.filter(code=code.upper()).first()


def said_on(database: SharedDatabase, on: date, known_at: datetime | None) -> DatabaseVersion | None:
    """What the catalogue says of the database on the day, with its dictionary."""
    full = DatabaseVersion.objects.as_of(on, known_at).filter(database=database).with_dictionary()
    return (
        full.select_related("database", "managing_agency", "decision", "closed_by")
        .prefetch_related("managing_agency__names", "coordinating_agencies__names")
        .without_words()
        .first()
    )


def past(database: SharedDatabase, known_at: datetime | None = None) -> list[DatabaseVersion]:
    """Every version, newest first, as known at the moment: an end learnt later had not happened."""
    versions = DatabaseVersion.objects.filter(database=database).with_dictionary().select_related("decision", "closed_by").without_words()
    if known_at is not None:
        versions = versions.filter(recorded_at__lte=known_at)
    return list(versions.order_by("-number"))


def in_process(database: SharedDatabase, user: Any, at: datetime) -> Any:
    """The proposal now in process for the database, when the person may know of it."""
    items: Any = SharedDatabase._meta.get_field("items").related_model
    proposals: Any = items._meta.get_field("proposal").related_model
    return (
        proposals.objects.visible_to(user, at)
        .filter(pk__in=items.objects.filter(database=database, in_process=True).values("proposal"))
        .first()
    )


def latest_changes(limit: int = 5) -> list[DatabaseVersion]:
    """The versions opened last."""
    return list(DatabaseVersion.objects.select_related("database", "decision").without_words().order_by("-recorded_at", "-id")[:limit])


def first_decision() -> Decision | None:
    """The decision that issued the catalogue and says how many databases it has."""
    return Decision.objects.filter(declared_count__isnull=False).order_by("effective_on", "pk").first()


def _in_order(wanted: Wanted, sort: str, cursor: str, size: int) -> Page:
    found = answering(wanted).listed()  # type: ignore[attr-defined]  # the stubs forget our querysets
    return page(found, ORDERS[sort or "name"], cursor=cursor, size=size)


def _by_rank(ids: list[int], cursor: str, size: int) -> Page:
    """The ranked ids are few: the page is cut from them."""
    window = cut(ids, cursor=cursor, size=size)
    found = DatabaseVersion.objects.listed().in_bulk(window.rows)
    window.rows = [found[pk] for pk in window.rows]
    return window


def _count(wanted: Wanted) -> int:
    return len(search.ranked(rows(wanted), wanted.q)) if wanted.q else facets.counts(wanted)["total"][""]
