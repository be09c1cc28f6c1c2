"""What a person finds in quarantine: whose rows, how many for which reason, since when; never with a value that is not for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from catalog.models import DatabaseVersion, Field
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Order, Page, page_of
from sharing.integration.models import LoadRun, Source
from sharing.quarantine.errors import Silent
from sharing.quarantine.masking import masked, masked_key
from sharing.quarantine.sentences import said, titled
from sharing.warehouse import waiting
from sharing.warehouse.connecting import Warehouse, reading
from sharing.warehouse.waiting import ACCEPTED, ALL, Asked, Kept

OLDEST = Order(("id",))
SIZE, PORTION = 50, 2000
Dictionary = dict[str, Field]


@dataclass(frozen=True)
class Cell:
    """One field of a row: its value as far as it may be seen, and what is wrong with it."""

    name: str
    title: str
    text: str
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A row as people read it."""

    kept: Kept
    source: Source
    key: str
    cells: tuple[Cell, ...]
    days: int

    @property
    def id(self) -> int:
        """By which it is found again."""
        return self.kept.id

    @property
    def ways_out(self) -> tuple[str, ...]:
        """What may be decided of it now."""
        if self.kept.gone_run is not None:
            return ()
        return ("accept",) if self.kept.accepted is None else ("reopen",)

    @property
    def may_be_corrected(self) -> bool:
        """Whether another value would do: one of a row that is wrong in itself, not only beside others."""
        own = any(not reason.endswith((".key", ".unique")) for reason in self.kept.reasons)
        return self.kept.gone_run is None and self.kept.copies == 1 and own

    @property
    def wrong(self) -> list[Cell]:
        """The fields in question."""
        return [cell for cell in self.cells if cell.wrong]


@dataclass(frozen=True)
class Reason:
    """So many rows for one reason, or because of one field."""

    label: str
    field: str
    sentence: str
    rows: int


@dataclass
class Standing:
    """One source: how many of its rows wait, since when the first of them, how many were accepted."""

    source: Source
    rows: int = 0
    since: datetime | None = None
    days: int = 0
    accepted: int = 0


@dataclass
class Desk:
    """What one person may look at, and how it is narrowed. `answers`: whether the warehouse does."""

    sources: dict[UUID, Source]
    asked: Asked
    on: date
    chosen: Source | None = None
    standings: list[Standing] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    window: Page = field(default_factory=Page)
    answers: bool = True

    @property
    def waiting(self) -> int:
        """Rows that wait, at all these sources."""
        return sum(one.rows for one in self.standings)

    @property
    def accepted(self) -> int:
        """Rows that stay out, at all these sources."""
        return sum(one.accepted for one in self.standings)

    @property
    def oldest(self) -> int:
        """For how many days the first of them has."""
        return max((one.days for one in self.standings if one.rows), default=0)


def desk(user: Any, at: datetime, *, source: str = "", label: str = ALL, run: LoadRun | None = None) -> Desk:
    """Whatever of quarantine the person may read, before a row is fetched."""
    found = Source.objects.visible_to(user, at).select_related("database").order_by("database__code", "dataset")
    sources = {one.pk: one for one in found}
    chosen = sources.get(run.source_id) if run else next((one for pk, one in sources.items() if str(pk) == source), None)
    asked = Asked((chosen.pk,) if chosen else tuple(sources), label, run.pk if run else None)
    return Desk(sources, asked, today(at), chosen)


def furnish(found: Desk, cursor: str) -> Desk:
    """With the counts and one page of rows. Error: BadCursor."""
    with reading() as warehouse:
        if warehouse is None:
            found.answers = False
            return found
        fields = dictionaries(found.sources.values() if found.chosen is None else [found.chosen], found.on)
        found.standings = _standings(warehouse, found)
        if found.chosen:
            found.reasons = _reasons(warehouse, found.chosen, fields[found.chosen.pk])
        window = page_of(_fetch(warehouse, found.asked), OLDEST, cursor=cursor, size=SIZE)
        found.window = Page(lines(window.rows, found, fields), next=window.next, previous=window.previous)
    return found


def line_of(pk: int, user: Any, at: datetime) -> Line | None:
    """One row, of a source that the person may read."""
    found = desk(user, at)
    with reading() as warehouse:
        kept = waiting.row(warehouse, pk) if warehouse else None
    if kept is None or kept.source not in found.sources:
        return None
    return lines([kept], found, dictionaries([found.sources[kept.source]], found.on))[0]


def dictionaries(sources: Any, on: date) -> dict[UUID, Dictionary]:
    """Source → the fields of its table in the version in force, by name; one query for all of them."""
    sources = list(sources)
    versions = DatabaseVersion.objects.in_force(on).filter(database__in={one.database_id for one in sources})
    known: dict[tuple[int, str], Dictionary] = {}
    for one in Field.objects.filter(dataset__version__in=versions.values("pk")).select_related("dataset__version"):
        known.setdefault((one.dataset.version.database_id, one.dataset.name), {})[one.name] = one
    return {one.pk: known.get((one.database_id, one.dataset), {}) for one in sources}


def lines(rows: Sequence[Kept], found: Desk, fields: dict[UUID, Dictionary]) -> list[Line]:
    """Rows as people read them."""
    return [_line(kept, found.sources[kept.source], fields[kept.source], found.on) for kept in rows]


@dataclass(frozen=True)
class Whole:
    """All the rows that are asked for, read portion by portion when they are walked through; as many as were counted."""

    found: Desk
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Line]:
        found, start = self.found, None
        fields = dictionaries([found.sources[pk] for pk in found.asked.sources], found.on)
        with reading() as warehouse:
            while warehouse is not None:
                rows = waiting.rows(warehouse, found.asked, start=start, backwards=False, size=PORTION)
                yield from lines(rows, found, fields)
                if len(rows) < PORTION:
                    return
                start = rows[-1].id


def whole(found: Desk) -> Whole:
    """For a file. The count is that of the label, also where a run narrows it further. Error: Silent."""
    with reading() as warehouse:
        if warehouse is None:
            raise Silent
        counts = waiting.tallies(warehouse, found.asked.sources)
    return Whole(found, sum(number for (_source, label), number in counts.items() if label == found.asked.label))


def _fetch(warehouse: Warehouse, asked: Asked) -> Any:
    return lambda start, backwards, size: waiting.rows(warehouse, asked, start=start[0] if start else None, backwards=backwards, size=size)


def _standings(warehouse: Warehouse, found: Desk) -> list[Standing]:
    counts, since = waiting.tallies(warehouse, found.sources), waiting.oldest(warehouse, found.sources)
    made = [
        Standing(source, counts.get((pk, ALL), 0), since.get(pk), _days(since.get(pk), found.on), counts.get((pk, ACCEPTED), 0))
        for pk, source in found.sources.items()
    ]
    return sorted((one for one in made if one.rows or one.accepted), key=lambda one: -one.days)


def _reasons(warehouse: Warehouse, source: Source, fields: Dictionary) -> list[Reason]:
    counts = waiting.tallies(warehouse, [source.pk])
    labels = [(label, number) for (_source, label), number in counts.items() if "." in label]
    return [Reason(label, titled(label.partition(".")[0], fields), said(label, fields), number) for label, number in labels]


def _line(kept: Kept, source: Source, fields: Dictionary, on: date) -> Line:
    wrong: dict[str, list[str]] = {}
    for reason in kept.reasons:
        wrong.setdefault(reason.partition(".")[0], []).append(said(reason, fields))
    names = [*(name for name in fields if name in kept.row or name in wrong), *(name for name in kept.row if name not in fields)]
    cells = tuple(
        Cell(name, titled(name, fields), masked(kept.row.get(name), fields.get(name)), tuple(wrong.get(name, ()))) for name in names
    )
    return Line(kept, source, masked_key(kept.key, fields), cells, _days(kept.since, on))


def _days(since: datetime | None, on: date) -> int:
    return (on - today(since)).days if since else 0
