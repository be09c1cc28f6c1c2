"""What a published table is like: from the statistics that PostgreSQL keeps for its own plans, so that no row is read for it again."""

from typing import Any

from psycopg import sql

from sharing.warehouse.connecting import Warehouse

_STATISTICS = """
SELECT attname, null_frac, n_distinct FROM pg_stats WHERE schemaname = 'heap' AND tablename = %s ORDER BY attname
"""


def profile(warehouse: Warehouse, heap: str, rows: int) -> dict[str, Any]:
    """Column → how many rows have nothing there, and about how many values there are (PostgreSQL's estimates)."""
    warehouse.execute(sql.SQL("ANALYZE {}").format(sql.Identifier("heap", heap)))
    found = warehouse.execute(_STATISTICS, [heap])
    return {name: {"empty": round(empty * rows), "distinct": _distinct(distinct, rows)} for name, empty, distinct in found}


def _distinct(told: float, rows: int) -> int:
    """PostgreSQL tells a number, or a share of the rows as a negative one."""
    return round(-told * rows if told < 0 else told)
