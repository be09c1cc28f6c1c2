"""Rows that may not be published, kept with every reason: since when each has been found, and which run no longer found it."""

import json
from uuid import UUID

from psycopg import sql

from sharing.warehouse import waiting
from sharing.warehouse.connecting import Warehouse
from sharing.warehouse.waiting import Kept

#: What the run found, each row once. `bad` is the run's own.
_FOUND = """
CREATE TEMP TABLE found AS
SELECT sha256(convert_to(_row::text || _reasons::text, 'UTF8')) AS digest, min(_key) AS key, _row AS row, _reasons AS reasons,
  count(*) AS copies
FROM bad GROUP BY _row, _reasons
"""
_GONE = """
UPDATE warehouse.quarantine q SET gone_run = {run}, gone_at = now()
WHERE q.source = {source} AND q.gone_run IS NULL AND {seen}
AND NOT EXISTS (SELECT FROM found f WHERE f.digest = q.digest AND f.copies = q.copies)
"""
#: What was accepted once is known when it comes back as it was.
_NEW = """
INSERT INTO warehouse.quarantine (source, digest, key, row, reasons, copies, since_run, accepted)
SELECT {source}, f.digest, f.key, f.row, f.reasons, f.copies, {run}, (
  SELECT max(known.accepted) FROM warehouse.quarantine known
  WHERE known.source = {source} AND known.digest = f.digest AND known.accepted IS NOT NULL
) FROM found f
WHERE NOT EXISTS (SELECT FROM warehouse.quarantine q WHERE q.source = {source} AND q.gone_run IS NULL AND q.digest = f.digest)
ORDER BY f.key, f.digest
"""
_WAITING = r"""
SELECT coalesce(sum(copies), 0), coalesce(sum(copies) FILTER (WHERE twin), 0), coalesce(sum(copies * missing), 0)
FROM warehouse.quarantine q, LATERAL (
  SELECT bool_or(reason ~ '\.(key|unique)$') AS twin, count(*) FILTER (WHERE reason ~ '\.required$') AS missing FROM unnest(reasons) reason
) r WHERE source = %s AND gone_run IS NULL
"""


def gather(warehouse: Warehouse) -> None:
    """Before the transaction that publishes: what the run found wrong."""
    warehouse.execute(_FOUND)


def keep(warehouse: Warehouse, source: UUID, run: int, *, seen: sql.Composable) -> None:
    """Inside the transaction that publishes. `seen`: whether a run that found a row of quarantine no more has looked at it at all."""
    parts = {"run": sql.Literal(run), "source": sql.Literal(source), "seen": seen}
    for order in (_GONE, _NEW):
        warehouse.execute(sql.SQL(order).format(**parts))


def held(warehouse: Warehouse, row: int) -> Kept | None:
    """One row, locked until the transaction ends."""
    warehouse.execute("SELECT FROM warehouse.quarantine WHERE id = %s FOR UPDATE", [row])
    return waiting.row(warehouse, row)


def accept(warehouse: Warehouse, row: int, decision: int) -> None:
    """It stays out by a decision of the registry, and no longer waits."""
    warehouse.execute("UPDATE warehouse.quarantine SET accepted = %s WHERE id = %s", [decision, row])


def reopen(warehouse: Warehouse, row: int) -> None:
    """It waits again, and is not known when it comes back."""
    warehouse.execute(
        "UPDATE warehouse.quarantine q SET accepted = NULL FROM warehouse.quarantine same WHERE same.id = %s"
        " AND q.source = same.source AND q.digest = same.digest AND q.accepted IS NOT NULL",
        [row],
    )


def correct(warehouse: Warehouse, row: int, values: dict[str, str | None], decision: int) -> None:
    """From now on these values stand in for the row whenever its source brings it."""
    warehouse.execute(
        "INSERT INTO warehouse.correction (source, came, row, decision)"
        " SELECT source, sha256(convert_to(row::text, 'UTF8')), %s::jsonb, %s FROM warehouse.quarantine WHERE id = %s"
        " ON CONFLICT (source, came) DO UPDATE SET row = EXCLUDED.row, decision = EXCLUDED.decision, at = now()",
        [json.dumps(values), decision, row],
    )


def count(warehouse: Warehouse, source: UUID) -> int:
    """How many rows of a source wait there."""
    row = warehouse.execute(
        "SELECT coalesce(sum(copies), 0) FROM warehouse.quarantine WHERE source = %s AND gone_run IS NULL", [source]
    ).fetchone()
    return int(row[0]) if row else 0


def profile(warehouse: Warehouse, source: UUID) -> dict[str, int]:
    """What waits there of a source: `rows`, those that share a key or a unique value (`twins`), required values that are missing."""
    found = warehouse.execute(_WAITING, [source]).fetchone()
    return dict(zip(("rows", "twins", "missing"), map(int, found or (0, 0, 0)), strict=True))


def counts(warehouse: Warehouse) -> dict[UUID, int]:
    """The same of every source that has any."""
    found = warehouse.execute("SELECT source, rows::bigint FROM warehouse.quarantine_tally WHERE label = '' AND rows > 0")
    return dict(found.fetchall())


def reasons(warehouse: Warehouse) -> dict[str, int]:
    """How often each reason is in what the run found, `field.rule` → rows."""
    found = warehouse.execute("SELECT reason, sum(copies) FROM found, unnest(reasons) AS reason GROUP BY reason ORDER BY 2 DESC, 1")
    return {str(reason): int(number) for reason, number in found}
