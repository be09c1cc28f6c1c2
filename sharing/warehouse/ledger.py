"""Who may publish, and what was published: in the warehouse itself, so that rows and their record are one transaction on any server.

Whoever begins an attempt at a run announces its fence, a number that grows with every attempt at a source. Publishing locks the source's
row and goes on only with the fence that stands there. A worker that lost its lease holds an older one; a worker that died after publishing
left its publication, which the next attempt finds.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any, LiteralString
from uuid import UUID

from django.utils.translation import gettext_lazy
from psycopg import sql
from psycopg.rows import class_row

from hcm_registry.kernel.errors import RuleBroken
from sharing.warehouse.connecting import Warehouse


class Overtaken(RuleBroken):
    """Another worker has taken this source over, or somebody cancelled the run."""

    message = gettext_lazy("Lượt nạp này đã được tiến trình khác tiếp quản hoặc đã bị hủy; không có gì được công bố.")


@dataclass(frozen=True)
class Feed:
    """What stands in the warehouse for one source. Without a heap nothing was published yet."""

    source: UUID
    fence: int = 0
    schema_name: str | None = None
    table_name: str | None = None
    heap_name: str | None = None
    fingerprint: str | None = None
    words: str | None = None
    version: int | None = None
    rows: int = 0
    watermark: str | None = None
    last_run: int | None = None


@dataclass(frozen=True)
class Publication:
    """One published run. Every row that was fetched is in one of the four; every row that was there before stays or is `deleted`.
    `version`: of the catalogue, by whose dictionary the rows were judged."""

    run: int
    source: UUID
    fence: int
    version: int
    extracted: int
    loaded: int
    updated: int
    unchanged: int
    quarantined: int
    deleted: int
    rows_before: int
    rows_after: int
    watermark: str | None


def _reading(kind: type[Feed] | type[Publication], order: LiteralString) -> sql.Composed:
    return sql.SQL(order).format(sql.SQL(", ").join([sql.Identifier(field.name) for field in fields(kind)]))


_FEED = _reading(Feed, "SELECT {} FROM warehouse.feed WHERE source = %s")
_PUBLICATION = _reading(Publication, "SELECT {} FROM warehouse.publication WHERE run = %s")


def announce(warehouse: Warehouse, source: UUID, fence: int) -> Feed:
    """From now on nobody with an older fence publishes; one who is publishing is waited for. Error: Overtaken, by a newer one."""
    done = warehouse.execute(
        "INSERT INTO warehouse.feed AS known (source, fence) VALUES (%s, %s) ON CONFLICT (source) DO UPDATE SET fence = EXCLUDED.fence"
        " WHERE known.fence <= EXCLUDED.fence",
        [source, fence],
    )
    if done.rowcount == 0:
        raise Overtaken
    return feed_of(warehouse, source)


def feed_of(warehouse: Warehouse, source: UUID) -> Feed:
    """What stands there now."""
    with warehouse.cursor(row_factory=class_row(Feed)) as cursor:
        found = cursor.execute(_FEED, [source]).fetchone()
    return found or Feed(source)


def hold(warehouse: Warehouse, source: UUID, fence: int) -> None:
    """Inside the transaction that publishes: be the one who may, until it ends. Error: Overtaken."""
    row = warehouse.execute("SELECT fence FROM warehouse.feed WHERE source = %s FOR UPDATE", [source]).fetchone()
    if row != (fence,):
        raise Overtaken


def published(warehouse: Warehouse, run: int) -> Publication | None:
    """What the run published, if it did."""
    with warehouse.cursor(row_factory=class_row(Publication)) as cursor:
        return cursor.execute(_PUBLICATION, [run]).fetchone()


def record(warehouse: Warehouse, publication: Publication, **feed: Any) -> None:
    """Inside the transaction that publishes: what it did, and what stands there after it."""
    _insert(warehouse, asdict(publication))
    now = {**feed, "rows": publication.rows_after, "watermark": publication.watermark, "last_run": publication.run}
    parts = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in now]
    order = sql.SQL("UPDATE warehouse.feed SET {}, loaded_at = now() WHERE source = %(source)s").format(sql.SQL(", ").join(parts))
    warehouse.execute(order, {**now, "source": publication.source})


def _insert(warehouse: Warehouse, row: dict[str, Any]) -> None:
    names, places = ([one(name) for name in row] for one in (sql.Identifier, sql.Placeholder))
    order = sql.SQL("INSERT INTO warehouse.publication ({}) VALUES ({})").format(sql.SQL(", ").join(names), sql.SQL(", ").join(places))
    warehouse.execute(order, row)
