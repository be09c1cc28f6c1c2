"""What a published table is like: from the statistics that PostgreSQL keeps for its own plans, so that no row is read for it again."""

from typing import Any

from psycopg import sql

from sharing.warehouse import quarantine
from sharing.warehouse.connecting import Warehouse
from sharing.warehouse.ledger import Feed

_STATISTICS = """
SELECT attname, null_frac, n_distinct FROM pg_stats WHERE schemaname = 'heap' AND tablename = %s ORDER BY attname
"""


def profile(warehouse: Warehouse, feed: Feed, rows: int) -> dict[str, Any]:
    """`columns`: how many rows have nothing there, and about how many values there are (PostgreSQL's estimates, exact below its sample of
    30,000 rows). `waiting`: what is in quarantine."""
    assert feed.heap_name is not None
    warehouse.execute(sql.SQL("ANALYZE {}").format(sql.Identifier("heap", feed.heap_name)))
    found = warehouse.execute(_STATISTICS, [feed.heap_name])
    columns = {name: {"empty": round(empty * rows), "distinct": _distinct(distinct, rows)} for name, empty, distinct in found}
    return {"columns": columns, "waiting": quarantine.profile(warehouse, feed.source)}


def _distinct(told: float, rows: int) -> int:
    """PostgreSQL tells a number, or a share of the rows as a negative one."""
    return round(-told * rows if told < 0 else told)
