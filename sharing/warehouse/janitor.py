"""What dead runs and replaced heaps leave behind."""

from collections.abc import Callable, Collection

from psycopg import errors, sql

from sharing.warehouse.connecting import Warehouse


def drop_orphans(warehouse: Warehouse, working: Callable[[], Collection[str]]) -> int:
    """Drop every stage that is not `working`, and every heap that no feed names. One that is still being read is left for the next time.
    Returns how many were dropped.

    Who is working is asked after looking: a run is known to be working before it makes its stage.
    """
    found = warehouse.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND (n.nspname ="
        " 'stage' OR n.nspname = 'heap' AND NOT EXISTS (SELECT FROM warehouse.feed f WHERE f.heap_name = c.relname)) ORDER BY 1, 2"
    ).fetchall()
    busy = working()
    return sum(_drop(warehouse, schema, name) for schema, name in found if schema == "heap" or name not in busy)


def _drop(warehouse: Warehouse, schema: str, name: str) -> bool:
    try:
        warehouse.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(schema, name)))
    except (errors.LockNotAvailable, errors.DependentObjectsStillExist):
        return False
    return True
