"""The rows of quarantine, read for pages: found and counted by their labels (quarantine.sql), the row that has waited longest first."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from sharing.warehouse.connecting import Warehouse

#: Labels beside a field and field.rule: every row that waits; every row that was accepted as it is.
ALL, ACCEPTED = "", "!"


@dataclass(frozen=True)
class Kept:
    """One row of quarantine. `copies`: how often the source has it alike. `accepted`: the decision by which it stays out."""

    id: int
    source: UUID
    key: str | None
    row: dict[str, Any]
    reasons: list[str]
    copies: int
    since_run: int
    since: datetime
    gone_run: int | None
    gone_at: datetime | None
    accepted: int | None


@dataclass(frozen=True)
class Asked:
    """Which rows: of these sources, with this label, that this run found first when one is named."""

    sources: tuple[UUID, ...]
    label: str = ALL
    run: int | None = None


_COLUMNS = sql.SQL(", ").join([sql.Identifier("q", field.name) for field in fields(Kept)])
#: From each source as many as a page has, by an index; then the first of these.
_ROWS = """
SELECT {columns} FROM unnest({sources}::uuid[]) AS wanted (source)
CROSS JOIN LATERAL (
  SELECT l.id FROM warehouse.quarantine_label l WHERE l.source = wanted.source AND l.label = {label} AND {beyond}
  ORDER BY l.id {way} LIMIT {size}
) AS found JOIN warehouse.quarantine q ON q.id = found.id ORDER BY q.id {way} LIMIT {size}
"""
#: What a run found stands together: one run of a source publishes after the other.
_SPAN = "SELECT min(id), max(id) FROM warehouse.quarantine WHERE since_run = %s"
_TALLY = "SELECT source, label, rows::bigint FROM warehouse.quarantine_tally WHERE source = ANY (%s) AND rows > 0 ORDER BY 3 DESC, 2"
_OLDEST = """
SELECT q.source, q.since FROM unnest(%s::uuid[]) AS wanted (source) CROSS JOIN LATERAL (
  SELECT l.id FROM warehouse.quarantine_label l WHERE l.source = wanted.source AND l.label = '' ORDER BY l.id LIMIT 1
) AS first JOIN warehouse.quarantine q ON q.id = first.id
"""


def rows(warehouse: Warehouse, asked: Asked, *, start: int | None, backwards: bool, size: int) -> list[Kept]:
    """So many rows beyond the one with the id `start`, in the order in which one walks that way."""
    with warehouse.cursor(row_factory=class_row(Kept)) as cursor:
        return cursor.execute(_order(warehouse, asked, start, backwards, size)).fetchall()


def _order(warehouse: Warehouse, asked: Asked, start: int | None, backwards: bool, size: int) -> sql.Composed:
    beyond: list[sql.Composable] = [sql.SQL("true")]
    if start is not None:
        beyond.append(sql.SQL("l.id < {}" if backwards else "l.id > {}").format(sql.Literal(start)))
    if asked.run is not None:
        low, high = warehouse.execute(_SPAN, [asked.run]).fetchone() or (None, None)
        beyond.append(sql.SQL("l.id BETWEEN {} AND {}").format(sql.Literal(low), sql.Literal(high)))
    return sql.SQL(_ROWS).format(
        columns=_COLUMNS,
        sources=sql.Literal(list(asked.sources)),
        label=sql.Literal(asked.label),
        beyond=sql.SQL(" AND ").join(beyond),
        way=sql.SQL("DESC" if backwards else "ASC"),
        size=sql.Literal(size),
    )


def row(warehouse: Warehouse, pk: int) -> Kept | None:
    """One row, also when no run finds it any more."""
    order = sql.SQL("SELECT {} FROM warehouse.quarantine q WHERE q.id = %s").format(_COLUMNS)
    with warehouse.cursor(row_factory=class_row(Kept)) as cursor:
        return cursor.execute(order, [pk]).fetchone()


def tallies(warehouse: Warehouse, sources: Collection[UUID]) -> dict[tuple[UUID, str], int]:
    """Source and label → how many rows, the most first."""
    return {(source, label): number for source, label, number in warehouse.execute(_TALLY, [list(sources)])}


def oldest(warehouse: Warehouse, sources: Collection[UUID]) -> dict[UUID, datetime]:
    """Source → since when the first of its rows waits."""
    return dict(warehouse.execute(_OLDEST, [list(sources)]).fetchall())
