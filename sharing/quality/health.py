"""How the datasets of databases stand now, and what was loaded on the last days: for many databases in as many statements as for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncDate

from catalog.models import DatabaseVersion
from hcm_registry.kernel.periods import LEGAL_ZONE, day_start, today
from sharing.integration.models import LoadRun, Source
from sharing.integration.states import State as RunState
from sharing.quality.freshness import TONES, Freshness, State, freshness
from sharing.quality.models import DIMENSIONS, Score
from sharing.quality.scoring import Ratio, overall, timeliness, together

DAYS = 14
#: Ends without new data.
IN_VAIN = (RunState.FAILED, RunState.HELD)


@dataclass(frozen=True)
class Table:
    """One dataset with a source in use. `score` is of the last good load; without one nothing was loaded yet."""

    source: UUID
    database: int
    dataset: str
    frequency: str
    next_load: datetime | None
    score: Score | None
    fresh: Freshness
    dimensions: dict[str, Ratio]


@dataclass(frozen=True)
class Dimension:
    """One dimension of quality over all tables."""

    label: str
    ratio: Ratio

    @property
    def percent(self) -> float | None:
        """As people read it."""
        return None if self.ratio.share is None else 100 * self.ratio.share


@dataclass(frozen=True)
class Health:
    """All tables of one database together."""

    tables: Sequence[Table]

    @property
    def loaded(self) -> list[Table]:
        """Those with data."""
        return [table for table in self.tables if table.score]

    @property
    def state(self) -> State:
        """Of the one that stands worst of those with data."""
        order = list(State)
        return max((table.fresh.state for table in self.loaded), key=order.index, default=State.NOT_LOADED)

    @property
    def tone(self) -> str:
        """Of its badge."""
        return TONES.get(self.state, "plain")

    @property
    def rows(self) -> int:
        """In the warehouse."""
        return sum(table.score.rows for table in self.tables if table.score)

    @property
    def loaded_at(self) -> datetime | None:
        """The last good load of any of them."""
        return max((table.score.at for table in self.tables if table.score), default=None)

    @property
    def due(self) -> datetime | None:
        """When the first of them is overdue."""
        return min((table.fresh.due for table in self.tables if table.fresh.due), default=None)

    @property
    def next_load(self) -> datetime | None:
        """The next load by a schedule."""
        return min((table.next_load for table in self.tables if table.next_load), default=None)

    @property
    def dimensions(self) -> list[Dimension]:
        """Each with the parts and wholes of all tables; what could not be measured is among them."""
        return [Dimension(str(label), together(table.dimensions[name] for table in self.loaded)) for name, label in DIMENSIONS.items()]

    @property
    def percent(self) -> float | None:
        """The score: the mean of what was measured."""
        score = overall(dimension.ratio for dimension in self.dimensions)
        return None if score is None else 100 * score


@dataclass(frozen=True)
class Day:
    """What was loaded on one legal day."""

    day: date
    runs: int = 0
    in_vain: int = 0
    good: int = 0
    bad: int = 0


def health_of(databases: Collection[int], *, at: datetime) -> dict[int, Health]:
    """How each database that has a source in use stands now."""
    found: dict[int, list[Table]] = {}
    for table in tables(Q(database__in=databases), at=at):
        found.setdefault(table.database, []).append(table)
    return {database: Health(its) for database, its in found.items()}


def tables(which: Q, *, at: datetime) -> list[Table]:
    """The datasets whose sources are in use. Two statements."""
    latest = Score.objects.filter(source=OuterRef("pk")).order_by("-fence").values("pk")
    said = DatabaseVersion.objects.as_of(today(at), today=today(at)).filter(database=OuterRef("database")).values("update_frequency")
    sources = Source.objects.filter(which, active=True).order_by("database", "dataset")
    found = list(sources.annotate(latest=Subquery(latest[:1]), frequency=Coalesce(Subquery(said[:1]), Value(""))).defer("secret"))
    scores = Score.objects.in_bulk([one.latest for one in found if one.latest])
    return [_table(one, scores.get(one.latest), at) for one in found]


def days(databases: Collection[int], *, at: datetime, number: int = DAYS) -> dict[int, list[Day]]:
    """The last legal days of each database, today the last. One statement."""
    last = today(at)
    wanted = [last - timedelta(days=back) for back in reversed(range(number))]
    ended = LoadRun.objects.filter(
        source__database__in=databases, finished_at__gte=day_start(wanted[0]), state__in=(RunState.DONE, *IN_VAIN)
    )
    counted = (
        ended.values(database=F("source__database"), day=TruncDate("finished_at", tzinfo=LEGAL_ZONE))
        .annotate(
            runs=Count("pk", filter=Q(state=RunState.DONE)),
            in_vain=Count("pk", filter=Q(state__in=IN_VAIN)),
            good=Coalesce(Sum(F("extracted") - F("quarantined")), 0),
            bad=Coalesce(Sum("quarantined"), 0),
        )
        .order_by()
    )
    known = {(row.pop("database"), row["day"]): Day(**row) for row in counted}
    return {database: [known.get((database, day), Day(day)) for day in wanted] for database in databases}


def failing(database: int) -> list[LoadRun]:
    """The latest run of each source of a database that ended in vain, while nothing after it went well."""
    latest = LoadRun.objects.filter(source=OuterRef("pk"), finished_at__isnull=False).order_by("-fence").values("pk")
    sources = Source.objects.filter(database=database, active=True).values(last=Subquery(latest[:1]))
    return list(LoadRun.objects.filter(pk__in=sources, state__in=IN_VAIN).select_related("source__database").order_by("pk"))


def _table(source: Any, score: Score | None, at: datetime) -> Table:
    """Timeliness is told of now, not of the time before the last load."""
    loaded_at, frequency = score.at if score else None, source.frequency
    dimensions = score.dimensions | {"timeliness": timeliness(loaded_at, at, frequency)} if score else {}
    fresh = freshness(loaded_at, frequency, at=at)
    return Table(source.pk, source.database_id, source.dataset, frequency, source.next_due, score, fresh, dimensions)
