"""Tables of the warehouse: a stage that one run fills, the heap it becomes, and the view in front of it that readers know.

Readers name the view `hcm_csdl_001.ho_so`; a heap is replaced behind it. What was granted on the view, and what was built on it, stays.
"""

from collections.abc import Iterable, Sequence

from psycopg import errors, sql

from sharing.warehouse.connecting import Warehouse
from sharing.warehouse.dictionary import Column, Table

Columns = Sequence[tuple[str, str]]
#: Beside the stage itself: good rows as they are stored, and a heap that is made anew.
GOOD, HEAP = OTHERS = ("g", "h")


def stage_name(run: int, fence: int) -> str:
    """The stage of one attempt, and the heap when it becomes one."""
    return f"r{run}_{fence}"


def names_of(run: int, fence: int) -> set[str]:
    """Everything that one attempt may have in the stage."""
    return {f"{stage_name(run, fence)}{end}" for end in ("", *OTHERS)}


def create(warehouse: Warehouse, name: str, columns: Columns, *, unlogged: bool = False) -> sql.Identifier:
    """An empty stage."""
    place = sql.Identifier("stage", name)
    listed = sql.SQL(", ").join([sql.SQL("{} {}").format(sql.Identifier(one), sql.SQL(kind)) for one, kind in columns])
    kind = sql.SQL("UNLOGGED" if unlogged else "")
    # What is read again in seconds is not worth a vacuum.
    order = sql.SQL("CREATE {} TABLE {} ({}) WITH (autovacuum_enabled = false)")
    warehouse.execute(order.format(kind, place, listed))
    return place


def seal(warehouse: Warehouse, stage: sql.Identifier, table: Table) -> None:
    """Let a stage of good rows promise what the dictionary does: what is required, the key, what is unique."""
    needed = [column.name for column in table.columns if column.required or column.key]
    orders: list[sql.Composable] = [sql.SQL("ALTER COLUMN {} SET NOT NULL").format(sql.Identifier(name)) for name in needed]
    if table.key:
        orders.append(sql.SQL("ADD PRIMARY KEY ({})").format(names(table.key)))
    for column in table.columns:
        if column.unique and table.key != (column.name,):
            # Two rows may trade their values in one load.
            orders.append(sql.SQL("ADD UNIQUE ({}) DEFERRABLE INITIALLY DEFERRED").format(sql.Identifier(column.name)))
    orders.append(sql.SQL("RESET (autovacuum_enabled)"))
    warehouse.execute(sql.SQL("ALTER TABLE {} {}").format(stage, sql.SQL(", ").join(orders)))


def put_behind(warehouse: Warehouse, name: str, table: Table) -> None:
    """Inside the transaction that publishes: the stage `name` is the heap, and the view shows it."""
    warehouse.execute(sql.SQL("ALTER TABLE {} SET SCHEMA heap").format(sql.Identifier("stage", name)))
    warehouse.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(table.schema)))
    show = sql.SQL("VIEW {} AS SELECT {} FROM {}").format(
        face(table), names(column.name for column in table.columns), sql.Identifier("heap", name)
    )
    try:
        with warehouse.transaction():
            warehouse.execute(sql.SQL("CREATE OR REPLACE {}").format(show))
    except errors.InvalidTableDefinition:  # the dictionary took a column away, moved it or gave it another type
        warehouse.execute(sql.SQL("DROP VIEW {}").format(face(table)))
        warehouse.execute(sql.SQL("CREATE {}").format(show))


def explain(warehouse: Warehouse, table: Table) -> None:
    """The words of the dictionary as comments on what readers see."""
    warehouse.execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(face(table), sql.Literal(_words(table))))
    for column in table.columns:
        place = sql.Identifier(table.schema, table.name, column.name)
        warehouse.execute(sql.SQL("COMMENT ON COLUMN {} IS {}").format(place, sql.Literal(_words(column))))


def face(table: Table) -> sql.Identifier:
    """The view that readers know."""
    return sql.Identifier(table.schema, table.name)


def names(columns: Iterable[str], of: str = "") -> sql.Composable:
    """Columns by their names, of one table when `of` names it."""
    return sql.SQL(", ").join([sql.Identifier(of, name) if of else sql.Identifier(name) for name in columns])


def count(warehouse: Warehouse, place: sql.Composable) -> int:
    """How many rows it has."""
    row = warehouse.execute(sql.SQL("SELECT count(*) FROM {}").format(place)).fetchone()
    return int(row[0]) if row else 0


def columns_of(warehouse: Warehouse, heap: str) -> dict[str, str]:
    """Name → type of the columns of a heap."""
    found = warehouse.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = to_regclass('heap.' || quote_ident(%s)) AND attnum > 0 AND NOT attisdropped",
        [heap],
    )
    return {str(name): str(kind) for name, kind in found}


def _words(said: Table | Column) -> str:
    return "\n".join(filter(None, (said.title, said.description)))
