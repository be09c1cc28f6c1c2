"""Oracle as a source, by the thin driver: no client of Oracle's is installed. Needs the extra `oracle`.

A listener may send the driver on to another address of its cluster, which the guard does not see: approve the cluster's network, and
enter an address that does not send on (docs/sources.md).
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, time
from typing import Any

from hcm_registry.outbound import guard
from sharing.integration.connectors import Request, SourceColumn, reasons
from sharing.integration.connectors.encoding import encoded
from sharing.integration.connectors.values import moment, rows
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable

SILENCE = 60_000  # milliseconds for one exchange
PORTION = 2000  # rows fetched at once
REFUSED: dict[str, type[SourceRefused]] = {
    **dict.fromkeys(("ORA-01017", "ORA-28000", "ORA-28001"), reasons.WrongPassword),
    **dict.fromkeys(("ORA-01031", "ORA-01045", "ORA-41900"), reasons.NoRight),
    "ORA-00942": reasons.NoTable,
    "ORA-00904": reasons.NoColumn,
    **dict.fromkeys(("DPY-6001", "DPY-6003", "ORA-12514", "ORA-12505"), reasons.NoDatabase),
}
#: What every value of a type certainly is. A DATE of Oracle's has a time as well.
HOLDS = {"NUMBER": "number", "FLOAT": "number", "DATE": "datetime"}
TEXTS = {"CHAR", "NCHAR", "VARCHAR2", "NVARCHAR2", "CLOB", "NCLOB"}
_COLUMNS = "SELECT column_name, data_type FROM all_tab_columns WHERE owner = :1 AND table_name = :2 ORDER BY column_id"


@contextmanager
def connect(connection: dict[str, Any], secret: str) -> Iterator["Oracle"]:
    """`connection`: host, port, database (the service's name), user, table (with its owner where that is another)."""
    driver = reasons.driver("oracledb")
    with reasons.outward():
        to = guard.pin(connection.get("host", ""), int(connection.get("port") or 1521), "oracle")
    user = connection.get("user", "")
    known = {"user": user, "password": secret, "service_name": connection.get("database", ""), "tcp_connect_timeout": 10}
    with _explained(driver):
        server = driver.connect(host=to.address, port=to.port, **known)
    server.call_timeout = SILENCE
    with closing(server):
        yield Oracle(driver, server, connection.get("table", ""), user.upper())


class Oracle:
    """One table or view."""

    format = "text"

    def __init__(self, driver: Any, server: Any, table: str, user: str) -> None:
        self.driver, self.server = driver, server
        owner, dot, name = table.rpartition(".")
        self.owner, self.table = (owner if dot else user), name

    def columns(self) -> Sequence[SourceColumn]:
        """Its columns, with Oracle's words for the types of those that need no trying."""
        found = list(self._asked(_COLUMNS, [self.owner, self.table]))
        if not found:
            raise reasons.NoTable(table=self.table)
        return [SourceColumn(name, kind if kind in HOLDS or kind in TEXTS else "", HOLDS.get(kind, "string")) for name, kind in found]

    def read(self, request: Request) -> Iterator[bytes]:
        """The rows as they are at this moment."""
        list(self._asked("SET TRANSACTION READ ONLY"))
        listed = ", ".join(quoted(column.name) for column in request.columns)
        since, given = _since(request)
        statement = f"SELECT {listed} FROM {quoted(self.owner)}.{quoted(self.table)}{since}"  # noqa: S608 - quoted names
        days = [column.spelled == "date" for column in request.columns]
        found = self._asked(statement, given)
        yield from encoded(rows([_day(value) if day else value for value, day in zip(row, days, strict=True)] for row in found))

    def _asked(self, statement: str, given: Sequence[Any] = ()) -> Iterator[Any]:
        with _explained(self.driver), self.server.cursor() as cursor:
            cursor.arraysize = PORTION
            cursor.outputtypehandler = self._exact
            cursor.execute(statement, list(given))
            if cursor.description:
                yield from cursor

    def _exact(self, cursor: Any, column: Any) -> Any:
        """Numbers leave as they are written, long texts and files as values."""
        kinds = {self.driver.DB_TYPE_NUMBER: str, self.driver.DB_TYPE_CLOB: self.driver.DB_TYPE_LONG}
        kinds[self.driver.DB_TYPE_BLOB] = self.driver.DB_TYPE_LONG_RAW
        kind = kinds.get(column.type_code)
        return cursor.var(kind, arraysize=cursor.arraysize) if kind else None


def _day(value: Any) -> Any:
    """A DATE at midnight, where the dictionary has a day, is that day."""
    return value.date() if isinstance(value, datetime) and value.time() == time.min else value


def quoted(name: str) -> str:
    """A name in a statement; Oracle has none with a double quote in it."""
    return '"' + name.replace('"', "") + '"'


def _since(request: Request) -> tuple[str, list[Any]]:
    if request.since is None:
        return "", []
    name, value = quoted(request.since[0]), moment(request.since[1])
    try:
        given: Any = datetime.fromisoformat(value)
    except ValueError:
        given = value
    return f" WHERE {name} >= :1 OR {name} IS NULL", [given]


@contextmanager
def _explained(driver: Any) -> Iterator[None]:
    """Oracle's codes as our errors."""
    try:
        yield
    except driver.Error as error:
        code = getattr(error.args[0], "full_code", "") if error.args else ""
        if code in REFUSED:
            raise REFUSED[code](reason=code) from error
        if isinstance(error, driver.OperationalError):
            raise SourceUnavailable(reason=code) from error
        raise SourceBroken(reason=code) from error
