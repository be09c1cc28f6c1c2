"""MySQL and MariaDB as sources: one table or view, read without being held in memory by either side."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import pymysql
from pymysql.constants import CR, ER
from pymysql.converters import conversions
from pymysql.cursors import SSCursor

from hcm_registry.outbound import guard, tls
from sharing.integration.connectors import Asked, Request, SourceColumn, reasons
from sharing.integration.connectors.encoding import encoded
from sharing.integration.connectors.values import moment
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable

SILENCE = 60  # seconds without a byte after which a source is given up
#: Nothing is written at the source; every row is of one moment; a TIMESTAMP is told in the city's time.
SETTINGS = "SET time_zone = '+07:00'", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
#: Values are left as the text the server sends: nothing is made of them that would be taken apart again.
AS_TEXT = {kind: encode for kind, encode in conversions.items() if not isinstance(kind, int)}
HOW = {"charset": "utf8mb4", "conv": AS_TEXT, "cursorclass": SSCursor, "read_timeout": SILENCE, "write_timeout": SILENCE}
#: What every value of a type certainly is. A moment is not: `0000-00-00` is one of MySQL's; nor is `bigint unsigned` an integer of ours.
HOLDS = {
    **dict.fromkeys(("smallint", "mediumint", "int"), "integer"),
    **dict.fromkeys(("bigint", "decimal", "float", "double"), "number"),
}
TEXTS = {"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"}
#: What has no text of its own.
SPELLED = {
    **dict.fromkeys(("bit",), "{0} + 0"),
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), "LOWER(HEX({0}))"),
    **dict.fromkeys(("geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon"), "ST_AsGeoJSON({0})"),
}
REFUSED: dict[int, type[SourceRefused]] = {
    **dict.fromkeys((ER.ACCESS_DENIED_ERROR, 1698, 3118, 4151), reasons.WrongPassword),
    **dict.fromkeys((ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR, ER.DBACCESS_DENIED_ERROR), reasons.NoRight),
    **dict.fromkeys((ER.NO_SUCH_TABLE, ER.BAD_TABLE_ERROR), reasons.NoTable),
    ER.BAD_FIELD_ERROR: reasons.NoColumn,
    ER.BAD_DB_ERROR: reasons.NoDatabase,
}
PASSING = {CR.CR_CONNECTION_ERROR, CR.CR_CONN_HOST_ERROR, CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, ER.CON_COUNT_ERROR}
PASSING |= {ER.SERVER_SHUTDOWN, ER.LOCK_WAIT_TIMEOUT, 1927, 1969, 3024}  # connection killed; out of time (MariaDB, MySQL)
_COLUMNS = """
SELECT column_name, data_type, column_type FROM information_schema.columns
WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position
"""


@contextmanager
def connect(connection: dict[str, Any], secret: str) -> Iterator["MySQL"]:
    """`connection`: host, port, database, user, table (with its database where that is another), tls. Errors as in `Connector`."""
    host, port = connection.get("host", ""), int(connection.get("port") or 3306)
    sealed = {"ssl": tls.trusted()} if connection.get("tls") else {"ssl_disabled": True}
    known = {"user": connection.get("user", ""), "password": secret.encode(), "database": connection.get("database")}
    server = pymysql.connect(host=host, port=port, **known, **sealed, **HOW, defer_connect=True)
    with reasons.outward():
        socket = guard.connected(host, port, "mysql")
    with _explained():
        server.connect(socket)
    with closing(server):
        yield MySQL(server, connection.get("table", ""), connection.get("database", ""))


class MySQL:
    """One table or view."""

    format = "text"

    def __init__(self, server: Any, table: str, database: str) -> None:
        self.server = server
        database_of, dot, name = table.rpartition(".")
        self.database, self.table = (database_of if dot else database), name
        self.types: dict[str, str] = {}

    def columns(self) -> Sequence[SourceColumn]:
        """Its columns, with the server's words for the types of those that need no trying."""
        found = list(self._asked(_COLUMNS, (self.database, self.table)))
        if not found:
            raise reasons.NoTable(table=self.table)
        self.types = {name: kind for name, kind, _column in found}
        return [SourceColumn(name, column if kind in HOLDS or kind in TEXTS else "", _held(kind, column)) for name, kind, column in found]

    def read(self, request: Request) -> Iterator[bytes]:
        """The rows as they are at this moment."""
        if not self.types:
            self.columns()
        for setting in SETTINGS:
            list(self._asked(setting))
        since, given = _since(request)
        listed = ", ".join(self._given(column) for column in request.columns)
        table = f"{quoted(self.database)}.{quoted(self.table)}"
        yield from encoded(self._asked(f"SELECT {listed} FROM {table}{since}", given))  # noqa: S608 - quoted names of columns and table

    def _given(self, column: Asked) -> str:
        return SPELLED.get(self.types.get(column.name, ""), "{0}").format(quoted(column.name))

    def _asked(self, statement: str, given: Sequence[Any] = ()) -> Iterator[Any]:
        cursor = self.server.cursor()
        try:
            with _explained():
                cursor.execute(statement, given)
                yield from iter(cursor.fetchone, None)
                cursor.close()
        finally:
            self._let_go(cursor)

    def _let_go(self, cursor: Any) -> None:
        """Rows that nobody wants any more are not waited for, as closing the cursor would: the connection ends instead."""
        unread = cursor._result is not None and cursor._result.unbuffered_active
        if unread:
            cursor._result.unbuffered_active = False
            self.server._force_close()
        cursor.connection = None


def _held(kind: str, column: str) -> str:
    return "integer" if kind == "bigint" and "unsigned" not in column else HOLDS.get(kind, "string")


def quoted(name: str) -> str:
    """A name in a statement. A percent sign is doubled: the driver takes it for a place of a value."""
    return "`" + name.replace("`", "``").replace("%", "%%") + "`"


def _since(request: Request) -> tuple[str, tuple[str, ...]]:
    if request.since is None:
        return "", ()
    column, value = request.since
    return f" WHERE {quoted(column)} >= %s OR {quoted(column)} IS NULL", (moment(value),)


@contextmanager
def _explained() -> Iterator[None]:
    """The server's error numbers as our errors."""
    try:
        yield
    except (pymysql.Error, OSError, ValueError) as error:
        number = error.args[0] if error.args else 0
        if number in REFUSED:
            raise REFUSED[number](number=number) from error
        if number in PASSING or isinstance(error, OSError):
            raise SourceUnavailable(number=number) from error
        raise SourceBroken(number=str(number)) from error
