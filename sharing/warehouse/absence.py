"""Rows that readers still see though their source no longer has them. Each is kept for a time: a source may only have lost sight of it."""

from datetime import datetime
from uuid import UUID

from psycopg import sql

from sharing.warehouse.connecting import Warehouse

#: `missing` is the run's own: rows of the heap that a full load did not bring, with their keys, since when, and whether they are spared.
_FORGET = "DELETE FROM warehouse.absent a WHERE a.source = {source} AND {back}"
_STAYS = "NOT EXISTS (SELECT FROM missing m WHERE m.spared AND m.key = a.key)"
_NOTE = "INSERT INTO warehouse.absent SELECT {source}, key, {run}, {at} FROM missing WHERE spared AND since IS NULL"


def forget(warehouse: Warehouse, source: UUID, *, back: sql.Composable) -> None:
    """Inside the transaction that publishes: those are not missing any more of which `back` is true (`a` is the row)."""
    warehouse.execute(sql.SQL(_FORGET).format(source=sql.Literal(source), back=back))


def keep(warehouse: Warehouse, source: UUID, run: int, *, at: datetime) -> None:
    """Inside the transaction that publishes: what a full load did not bring and spared, and nothing else, is missing."""
    forget(warehouse, source, back=sql.SQL(_STAYS))
    warehouse.execute(sql.SQL(_NOTE).format(source=sql.Literal(source), run=sql.Literal(run), at=sql.Literal(at)))


def count(warehouse: Warehouse, source: UUID) -> int:
    """How many rows of a source are missing and still seen."""
    row = warehouse.execute("SELECT count(*) FROM warehouse.absent WHERE source = %s", [source]).fetchone()
    return int(row[0]) if row else 0
