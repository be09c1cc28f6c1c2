"""Reads of the catalogue for its pages: a list under filters in two times, its counts, and one entry with its past."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from agencies.models import Agency
from catalog.decisions.models import Decision
from catalog.entries import search
from catalog.entries.choices import SIZES, UNKNOWN
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.journal import actions as journal
from hcm_registry.keyset import Order, Page, cut, page

FACETS = {
    "theme": "theme",
    "agency": "managing_agency__key",
    "sharing_class": "sharing_class",
    "status": "status",
    "frequency": "update_frequency",
}
ORDERS = {
    "name": Order("name", ("name_sort", "id")),
    "code": Order("code", ("database__number", "id")),
    "newest": Order("newest", ("recorded_at", "id"), descending=True),
}
KEPT_SECONDS = 3600
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to, on which legal day and as known when."""

    on: date
    known_at: datetime | None = None
    q: str = ""
    facets: dict[str, str] = field(default_factory=dict)
    maintainer: Any = None

    def without(self, name: str) -> "Wanted":
        """The same, less one filter (`q` and `mine` count as filters)."""
        if name == "q":
            return replace(self, q="")
        if name == "mine":
            return replace(self, maintainer=None)
        return replace(self, facets={key: value for key, value in self.facets.items() if key != name})

    @property
    def filters(self) -> list[str]:
        """The names of what narrows the list."""
        return [*(["q"] if self.q else []), *self.facets, *(["mine"] if self.maintainer else [])]

    def key(self, part: str) -> str:
        """The name under which an answer is kept: it changes with the catalogue, the day and the filters."""
        said = asdict(replace(self, maintainer=None)) | {"of": getattr(self.maintainer, "pk", None), "head": journal.head()}
        return f"catalog:{part}:{hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()}"


def rows(wanted: Wanted) -> QuerySet[Any]:
    """The versions that answer, words aside, in no order."""
    found = DatabaseVersion.objects.as_of(wanted.on, wanted.known_at)
    for name, value in wanted.facets.items():
        column = FACETS[name]
        if value != UNKNOWN:
            found = found.filter(**{column: value})
        elif name == "agency":
            found = found.filter(managing_agency__isnull=True)
        else:
            found = found.filter(**{column: ""})
    if wanted.maintainer is not None:
        found = found.filter(database__in=SharedDatabase.objects.maintained_by(wanted.maintainer))
    return found


def hits(wanted: Wanted) -> list[int]:
    """Ids of the versions that carry the words, best first; kept until the catalogue changes."""
    return list(_kept(wanted, "hits", lambda: search.ranked(rows(wanted), wanted.q)))


def answering(wanted: Wanted) -> QuerySet[Any]:
    """The versions that answer in full, in no order."""
    return rows(wanted).filter(pk__in=hits(wanted)) if wanted.q else rows(wanted)


def listed(wanted: Wanted, *, sort: str, cursor: str, size: int = SIZES[0]) -> Page:
    """One page of the list. Words without a chosen order come best first. Error: BadCursor."""
    if wanted.q and not sort:
        return _by_rank(wanted, cursor=cursor, size=size)
    return page(
        answering(wanted).listed(),  # type: ignore[attr-defined]
        ORDERS[sort or "name"],
        cursor=cursor,
        size=size,
    )


def ordered(wanted: Wanted, *, sort: str) -> QuerySet[Any]:
    """Everything that answers, in the order of the list (by name where the list goes by rank)."""
    order = ORDERS[sort or "name"]
    return answering(wanted).order_by(*(f"{'-' if order.descending else ''}{column}" for column in order.columns))


def counts(wanted: Wanted) -> Counts:
    """Facet → value → how many; `UNKNOWN` for what is not known; `total` → "" → all. Kept until the catalogue changes."""
    return dict(_kept(wanted, "counts", lambda: _count(answering(wanted))))


def to_drop(wanted: Wanted) -> list[tuple[str, int]]:
    """For an empty list: each filter, and how many there would be without it."""
    return [(name, counts(wanted.without(name))["total"][""]) for name in wanted.filters]


def agency_names(keys: list[str]) -> dict[str, str]:
    """Key → name, in two queries."""
    return {agency.key: str(agency) for agency in Agency.objects.filter(key__in=keys).prefetch_related("names")}


def entry(code: str) -> SharedDatabase | None:
    """The database of that code, in whatever capitals."""
    return SharedDatabase.objects.filter(code=code.upper()).first()


def said_on(database: SharedDatabase, on: date, known_at: datetime | None) -> DatabaseVersion | None:
    """What the catalogue says of the database on the day, with its dictionary."""
    full = DatabaseVersion.objects.as_of(on, known_at).filter(database=database).with_dictionary()
    return (
        full.select_related("database", "managing_agency", "decision", "closed_by")
        .prefetch_related("managing_agency__names", "coordinating_agencies__names")
        .defer("search")
        .first()
    )


def past(database: SharedDatabase, known_at: datetime | None = None) -> list[DatabaseVersion]:
    """Every version, newest first, as known at the moment: an end learnt later had not happened."""
    versions = DatabaseVersion.objects.filter(database=database).with_dictionary().select_related("decision", "closed_by").defer("search")
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
    return list(DatabaseVersion.objects.select_related("database", "decision").defer("search").order_by("-recorded_at", "-id")[:limit])


def first_decision() -> Decision | None:
    """The decision that issued the catalogue and says how many databases it has."""
    return Decision.objects.filter(declared_count__isnull=False).order_by("effective_on", "pk").first()


def _by_rank(wanted: Wanted, *, cursor: str, size: int) -> Page:
    """The ranked ids are few and kept: the page is cut from them."""
    window = cut(hits(wanted), cursor=cursor, size=size)
    found = DatabaseVersion.objects.listed().in_bulk(window.rows)
    window.rows = [found[pk] for pk in window.rows if pk in found]
    return window


def _kept(wanted: Wanted, part: str, make: Any) -> Any:
    key = wanted.key(part)
    value = cache.get(key)
    if value is None:
        value = make()
        cache.set(key, value, KEPT_SECONDS)
    return value


def _count(found: QuerySet[Any]) -> Counts:
    """All facets in one reading of the rows."""
    columns = list(FACETS.values())
    try:
        inner, params = found.order_by().values_list(*columns).query.sql_with_params()
    except EmptyResultSet:  # words that nothing carries
        return _counted([])
    names = [f"f{place}" for place in range(len(columns))]
    sets = ", ".join(f"({name})" for name in names)
    sql = (
        f"SELECT {', '.join(names)}, GROUPING({', '.join(names)}), count(*) FROM ({inner}) AS said ({', '.join(names)}) "  # noqa: S608 our own SQL
        f"GROUP BY GROUPING SETS ({sets}, ())"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return _counted(cursor.fetchall())


def _counted(rows: list[tuple[Any, ...]]) -> Counts:
    facets = list(FACETS)
    answer: Counts = {name: {} for name in facets} | {"total": {"": 0}}
    for *values, grouping, count in rows:
        place = next((n for n in range(len(facets)) if not grouping & (1 << (len(facets) - 1 - n))), None)
        if place is None:
            answer["total"][""] = count
        else:
            answer[facets[place]][values[place] or UNKNOWN] = count
    return answer
