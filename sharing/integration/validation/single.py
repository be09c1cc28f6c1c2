"""One row against the dictionary, by the same rules as a load: what somebody typed in its place."""

from collections.abc import Mapping

from psycopg import sql

from sharing.integration.validation.compiled import Compiled
from sharing.warehouse.connecting import Warehouse
from sharing.warehouse.dictionary import Table


def reasons_of(warehouse: Warehouse, table: Table, row: Mapping[str, str | None]) -> list[str]:
    """Every reason why the row, given as texts, is bad. Whether it shares what is its own only a load can tell."""
    compiled = Compiled(table, ())
    given = [sql.SQL("{}::text AS {}").format(sql.Literal(row.get(one.column.name)), one.label) for one in compiled.checked]
    order = sql.SQL("SELECT {reasons} FROM (SELECT {composed} FROM (SELECT {given}) came) judged").format(
        reasons=compiled.reasons(), composed=compiled.composed(), given=sql.SQL(", ").join(given)
    )
    found = warehouse.execute(order).fetchone()
    return list(found[0]) if found else []
