"""SQL Server as a source. Needs the extra `sqlserver`."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from hcm_registry.outbound import guard
from sharing.integration.connectors import Request, SourceColumn, reasons
from sharing.integration.connectors.encoding import encoded
from sharing.integration.connectors.values import moment, rows
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable

SIGN_IN, SILENCE = 10, 60  # seconds
REFUSED: dict[int, type[SourceRefused]] = {
    **dict.fromkeys((18452, 18456, 18470, 18487, 18488), reasons.WrongPassword),
    **dict.fromkeys((229, 230, 916), reasons.NoRight),
    208: reasons.NoTable,
    207: reasons.NoColumn,
    **dict.fromkeys((911, 4060), reasons.NoDatabase),
}
#: What every value of a type certainly is.
HOLDS = {
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "integer"),
    **dict.fromkeys(("decimal", "numeric", "money", "smallmoney", "float", "real"), "number"),
    **dict.fromkeys(("datetime", "datetime2", "smalldatetime"), "datetime"),
    "bit": "boolean",
}
TEXTS = {"char", "nchar", "varchar", "nvarchar", "text", "ntext"}
_COLUMNS = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position
"""


@contextmanager
def connect(connection: dict[str, Any], secret: str) -> Iterator["SQLServer"]:
    """`connection`: host, port, database, user, table (with its schema where that is not dbo), tls. Errors as in `Connector`."""
    driver = reasons.driver("pymssql")
    with reasons.outward():
        to = guard.pin(connection.get("host", ""), int(connection.get("port") or 1433), "sqlserver")
    known = {"user": connection.get("user", ""), "password": secret, "database": connection.get("database", "")}
    known["encryption"] = "require" if connection.get("tls") else "off"
    with _explained(driver):
        server = driver.connect(to.address, port=str(to.port), login_timeout=SIGN_IN, timeout=SILENCE, charset="UTF-8", **known)
    with closing(server):
        yield SQLServer(driver, server, connection.get("table", ""))


class SQLServer:
    """One table or view."""

    format = "text"

    def __init__(self, driver: Any, server: Any, table: str) -> None:
        self.driver, self.server = driver, server
        schema, dot, name = table.rpartition(".")
        self.schema, self.table = (schema if dot else "dbo"), name

    def columns(self) -> Sequence[SourceColumn]:
        """Its columns, with the server's words for the types of those that need no trying."""
        found = list(self._asked(_COLUMNS, (self.schema, self.table)))
        if not found:
            raise reasons.NoTable(table=self.table)
        return [SourceColumn(name, kind if kind in HOLDS or kind in TEXTS else "", HOLDS.get(kind, "string")) for name, kind in found]

    def read(self, request: Request) -> Iterator[bytes]:
        """The rows, each as it is when it is read: a moment of all of them is kept only where the database allows snapshots."""
        listed = ", ".join(quoted(column.name) for column in request.columns)
        statement = f"SELECT {listed} FROM {quoted(self.schema)}.{quoted(self.table)}"  # noqa: S608 - quoted names
        if request.since is None:
            yield from encoded(rows(self._asked(statement)))
        else:
            name, value = quoted(request.since[0]), moment(request.since[1])
            before, after = f"{statement} WHERE {name} >= ", f" OR {name} IS NULL"
            wanted = before.replace("%", "%%") + "%s" + after.replace("%", "%%")  # the driver takes a percent sign for a place
            yield from encoded(rows(self._asked(wanted, (value,))))

    def _asked(self, statement: str, given: tuple[Any, ...] = ()) -> Iterator[Any]:
        with _explained(self.driver), closing(self.server.cursor()) as cursor:
            cursor.execute(statement, given)
            yield from cursor


def quoted(name: str) -> str:
    """A name in a statement."""
    return "[" + name.replace("]", "]]") + "]"


@contextmanager
def _explained(driver: Any) -> Iterator[None]:
    """The server's error numbers as our errors."""
    try:
        yield
    except driver.Error as error:
        said = error.args[0] if error.args else 0
        number = said[0] if isinstance(said, tuple) else said
        if number in REFUSED:
            raise REFUSED[number](number=number) from error
        if isinstance(error, driver.OperationalError):
            raise SourceUnavailable(number=number) from error
        raise SourceBroken(number=number) from error
