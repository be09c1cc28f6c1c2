"""Every dataset of the dictionaries in force, with its source and its last loads; a database without one has a row of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalog.entries import vocabulary
from catalog.models import DatabaseVersion
from hcm_registry.charts import Part, spark
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Order, Page, page
from hcm_registry.lists import CHUNK, portions
from sharing.integration.models import LoadRun, Source
from sharing.integration.readers import readable
from sharing.integration.states import OPEN, State
from sharing.quality import health
from sharing.quality.freshness import TONES
from sharing.quality.health import Table
from sharing.warehouse import quarantine
from sharing.warehouse.connecting import reading

BY_CODE = Order(("database__number", "place"))
SIZE = 50
LATEST = 12  # runs that a row draws
#: What a reader narrows the list to: how the last run of the source came out, whether there is a source at all.
SHOWN = {
    "stopped": Q(last_state__in=(State.HELD, State.FAILED)),
    "loaded": Q(good_run__isnull=False),
    "never": Q(fed_by__isnull=False, good_run__isnull=True),
    "sourceless": Q(dataset__isnull=False, fed_by__isnull=True),
}


@dataclass(frozen=True)
class Wanted:
    """What a reader narrows the list by; empty means everything."""

    q: str = ""
    show: str = ""


@dataclass(frozen=True)
class Row:
    """One dataset: what the catalogue says, where its rows come from, its last runs (the oldest first), what waits in quarantine, and
    how fresh and how good it is."""

    said: Any
    source: Source | None = None
    runs: list[LoadRun] = field(default_factory=list)
    good: LoadRun | None = None
    waiting: int | None = None
    health: Table | None = None

    @property
    def bars(self) -> list[Part]:
        """How many rows each run left, and where one was stopped."""
        return spark(
            [("done" if run.state == State.DONE else "open" if run.state in OPEN else "stopped", run.rows_after or 0) for run in self.runs]
        )

    @property
    def tone(self) -> str:
        """Of the badge that says how fresh it is."""
        return TONES.get(self.health.fresh.state, "plain") if self.health else "plain"

    @property
    def last(self) -> LoadRun | None:
        """The newest run, however it ended."""
        return self.runs[-1] if self.runs else None


Waiting = dict[UUID, int] | None


def waiting() -> Waiting:
    """Source → rows in quarantine; None when the warehouse does not answer."""
    with reading() as warehouse:
        return None if warehouse is None else quarantine.counts(warehouse)


def listed(user: Any, wanted: Wanted, at: datetime, held: Waiting = None) -> QuerySet[Any]:
    """The datasets of today of which the person may read, narrowed."""
    found = _every(user, today(at), at)
    if wanted.show == "quarantine":
        found = found.filter(fed_by__in=held or [])
    if wanted.show in SHOWN:
        found = found.filter(SHOWN[wanted.show])
    return _answering(found, wanted.q) if wanted.q else found


def counts(user: Any, at: datetime, held: Waiting) -> dict[str, int]:
    """How many there are, and how many of each of `SHOWN`."""
    asked = SHOWN | {"quarantine": Q(fed_by__in=held or [])}
    found = _every(user, today(at), at).order_by()
    counted = {name: Count("pk", filter=condition) for name, condition in asked.items()}
    numbers: dict[str, int] = found.aggregate(all=Count("pk"), **counted)
    return numbers


def of_page(found: QuerySet[Any], cursor: str, held: Waiting, at: datetime) -> tuple[list[Row], Page]:
    """One page of the list. Error: BadCursor."""
    window = page(found, BY_CODE, cursor=cursor, size=SIZE)
    return rows_of(window.rows, held, at), window


def of_file(held: Waiting, at: datetime) -> Any:
    """What makes of the whole list its rows, so many at a time."""

    def each(found: Any) -> Iterator[Row]:
        rows = iter(portions(found))
        while some := list(islice(rows, CHUNK)):
            yield from rows_of(some, held, at)

    return each


def rows_of(found: Iterable[Any], held: Waiting, at: datetime) -> list[Row]:
    """What was found, with its sources, runs and health: four statements, however many."""
    said = list(found)
    sources = Source.objects.in_bulk([one.fed_by for one in said if one.fed_by])
    healths = {table.source: table for table in health.tables(Q(pk__in=list(sources)), at=at)}
    runs = LoadRun.objects.in_bulk({key for one in said for key in (*one.last_runs, one.good_run) if key})
    return [
        Row(
            one,
            sources.get(one.fed_by),
            [runs[key] for key in reversed(one.last_runs)],
            runs.get(one.good_run),
            None if held is None else held.get(one.fed_by, 0),
            healths.get(one.fed_by),
        )
        for one in said
    ]


def _every(user: Any, on: date, at: datetime) -> QuerySet[Any]:
    """A version in force once for each of its datasets. Without any it shows a source that waits for a dictionary, if there is one."""
    sources = Source.objects.filter(database=OuterRef("database"), dataset=Coalesce(OuterRef("dataset"), F("dataset"))).order_by("pk")
    runs = LoadRun.objects.filter(source=OuterRef("fed_by")).order_by("-pk")
    found = DatabaseVersion.objects.in_force(on).filter(readable(user, at)).listed()
    found = found.annotate(place=Coalesce("datasets__position", 0), dataset=F("datasets__name"), dataset_title=F("datasets__title"))
    found = found.annotate(fed_by=Subquery(sources.values("pk")[:1]))
    return found.annotate(
        last_runs=ArraySubquery(runs.values("pk")[:LATEST]),
        last_state=Subquery(runs.values("state")[:1]),
        good_run=Subquery(runs.filter(state=State.DONE).values("pk")[:1]),
    )


def _answering(found: QuerySet[Any], typed: str) -> QuerySet[Any]:
    """Whose code, name, agencies or dictionary have the words."""
    plain, _spelled = vocabulary.read(typed)
    if not plain:
        return found.none()
    words = Q(search=SearchQuery(plain.all(), config="simple", search_type="raw"))
    return found.filter(words | Q(database__code__iexact=typed) | Q(dataset=typed))
