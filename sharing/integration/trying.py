"""Whether a source answers, and looks as the dictionary says. Somebody waits before a page: nothing takes longer than `PATIENCE`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import BoundedSemaphore, Event, Thread
from typing import Any

import structlog
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from catalog.models import SharedDatabase
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.outbound.errors import AddressRefused
from sharing.integration.connectors import SourceColumn, connect
from sharing.integration.differing import Difference, difference
from sharing.integration.errors import SourceUnavailable
from sharing.warehouse.dictionary import Column, NoDictionary, Table, table_in_force

log = structlog.get_logger(__name__)
PATIENCE = 8.0  # seconds
#: A source that never answers keeps its thread until it is given up; more than these at once are not begun.
AT_ONCE = BoundedSemaphore(4)


class TooSlow(SourceUnavailable):
    """It may yet answer, but nobody waits for it."""

    message = gettext_lazy("Nguồn chưa trả lời sau 8 giây. Kiểm tra địa chỉ, cổng và tường lửa; lượt nạp chờ được lâu hơn.")


class TooManyTries(SourceUnavailable):
    """Others try sources that do not answer."""

    message = gettext_lazy("Đang có nhiều nguồn được thử cùng lúc. Chờ vài giây rồi thử lại.")


class Failing(RuleBroken):
    """Nobody foresaw it; the log has the whole of it."""

    message = gettext_lazy("Thử kết nối gặp lỗi chưa lường trước. Báo người phát triển xem nhật ký.")


@dataclass(frozen=True)
class Tried:
    """What came of it. `reason`: why it failed; `columns`: what the source has; `doubts`: what a load would stumble over. `unapproved`: the
    door out knows of no approval for the address."""

    reason: str = ""
    unapproved: bool = False
    columns: tuple[SourceColumn, ...] = ()
    table: Table | None = None
    drift: Difference = field(default_factory=Difference)
    doubts: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the source could be read."""
        return not self.reason

    @property
    def fits(self) -> bool:
        """Whether a load would go on by itself."""
        return self.answered and not self.drift.breaks and not self.doubts

    @property
    def pairs(self) -> list[tuple[Column, SourceColumn | None, bool]]:
        """Each column of the dictionary, what the source has for it, and whether the two fit."""
        has = {column.name: column for column in self.columns}
        columns = self.table.columns if self.table else ()
        return [(column, has.get(column.name), column.name not in self.drift.breaks) for column in columns]


def try_out(
    kind: str, connection: dict[str, Any], secret: str, *, database: SharedDatabase, dataset: str, watermark: str, on: date
) -> Tried:
    """Ask the source for its columns and hold them against the dictionary in force on the day. Never raises."""
    try:
        columns = tuple(within(PATIENCE, lambda: _columns(kind, connection, secret)))
    except RuleBroken as broken:
        return Tried(reason=broken.text, unapproved=isinstance(broken.__cause__, AddressRefused))
    doubts = [_("Nguồn không có trường mốc “%(name)s”.") % {"name": watermark}] if watermark and not _has(columns, watermark) else []
    try:
        table = table_in_force(database, dataset, on)
    except NoDictionary as broken:
        return Tried(columns=columns, doubts=(broken.text, *doubts))
    return Tried(columns=columns, table=table, drift=difference(table, columns), doubts=tuple(doubts))


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """What it returns or raises. Errors: TooSlow, TooManyTries."""
    if not AT_ONCE.acquire(blocking=False):
        raise TooManyTries
    done, outcome, language = Event(), [], get_language()

    def run() -> None:
        try:
            with override(language):
                outcome.append(_outcome(call))
        finally:
            AT_ONCE.release()
            done.set()

    Thread(target=run, name="trying a source", daemon=True).start()
    if not done.wait(seconds):
        raise TooSlow
    found = outcome[0]
    if isinstance(found, RuleBroken):
        raise found
    return found


def _outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except RuleBroken as broken:
        return broken
    except Exception:
        log.exception("trying a source failed")
        return Failing()


def _columns(kind: str, connection: dict[str, Any], secret: str) -> Sequence[SourceColumn]:
    with connect(kind, connection, secret) as connector:
        return connector.columns()


def _has(columns: Sequence[SourceColumn], name: str) -> bool:
    return name in {column.name for column in columns}
