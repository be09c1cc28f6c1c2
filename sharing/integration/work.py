"""What the parts of an attempt share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import sql

from sharing.integration import actions
from sharing.integration.leases import Lease
from sharing.integration.models import LoadRun, Source
from sharing.integration.states import Mode, Stage
from sharing.integration.validation.compiled import Compiled
from sharing.warehouse.connecting import Warehouse
from sharing.warehouse.dictionary import Table
from sharing.warehouse.ledger import Feed
from sharing.warehouse.tables import stage_name


@dataclass
class Counts:
    """Rows, as they become known. `absent`: missing at the source and still kept. `replaced`: no row of the new table is known to be one of
    the old."""

    extracted: int = 0
    loaded: int = 0
    updated: int = 0
    quarantined: int = 0
    deleted: int = 0
    absent: int = 0
    replaced: bool = False

    @property
    def unchanged(self) -> int:
        """All others that were fetched."""
        return self.extracted - self.loaded - self.updated - self.quarantined


@dataclass
class Told:
    """What a part says of itself when it ends."""

    rows: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def part(run: LoadRun, stage: Stage, lease: Lease, clock: Callable[[], datetime]) -> Iterator[Told]:
    """Do a part of an attempt; it goes on record when it has come to its end."""
    lease.check()
    told, began, fence = Told(), clock(), run.fence
    yield told
    actions.note_stage(run, stage, fence=fence, began_at=began, ended_at=clock(), rows=told.rows, detail=told.detail)


@dataclass
class Work:
    """One attempt at one run. Tables that only its connection sees: `difference`, `judged`, `news`, `bad` (see the parts)."""

    run: LoadRun
    fence: int
    source: Source
    table: Table
    feed: Feed
    warehouse: Warehouse
    lease: Lease
    clock: Callable[[], datetime]
    compiled: Compiled
    counts: Counts = field(default_factory=Counts)
    watermark: str | None = None
    everything: bool = False

    @property
    def name(self) -> str:
        """Of the stage."""
        return stage_name(self.run.pk, self.fence)

    @property
    def stage(self) -> sql.Identifier:
        """The rows as they came."""
        return sql.Identifier("stage", self.name)

    @property
    def heap(self) -> sql.Identifier:
        """The rows that readers see now."""
        assert self.feed.heap_name is not None
        return sql.Identifier("heap", self.feed.heap_name)

    @property
    def is_anew(self) -> bool:
        """Whether a table is made from what came, not changed by it: the first time, under another dictionary, or without a key."""
        return self.feed.heap_name is None or self.feed.fingerprint != self.table.fingerprint() or not self.table.key

    @property
    def is_full(self) -> bool:
        """Whether all rows are fetched, so that one that is missing is gone."""
        return self.is_anew or self.run.full or self.source.mode == Mode.FULL or self.feed.watermark is None

    def do(self, order: str, **parts: Any) -> int:
        """A statement of ours about our tables; returns how many rows it was about."""
        known = {"stage": self.stage, **({"heap": self.heap} if self.feed.heap_name else {}), **parts}
        return self.warehouse.execute(sql.SQL(order).format(**known)).rowcount

    def one(self, question: str, **parts: Any) -> Any:
        """The one row that answers."""
        known = {"stage": self.stage, **({"heap": self.heap} if self.feed.heap_name else {}), **parts}
        return self.warehouse.execute(sql.SQL(question).format(**known)).fetchone()

    def part(self, stage: Stage) -> AbstractContextManager[Told]:
        """Do a part of it."""
        return part(self.run, stage, self.lease, self.clock)
