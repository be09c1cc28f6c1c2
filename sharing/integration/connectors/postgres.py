"""PostgreSQL as a source: rows leave it as COPY's binary format and are never looked at on the way."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import LEGAL_ZONE
from hcm_registry.outbound.errors import AddressRefused, Unreachable
from hcm_registry.outbound.guard import pin
from sharing.integration.connectors import Asked, Request, SourceColumn
from sharing.integration.connectors.encoding import gathered
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable

#: Types whose every value PostgreSQL can give in the type the warehouse stores; all others leave as text, and are tried.
HOLDS = {
    **dict.fromkeys(("smallint", "integer", "bigint"), "integer"),
    **dict.fromkeys(("numeric", "real", "double precision"), "number"),
    **dict.fromkeys(("timestamp without time zone", "timestamp with time zone"), "datetime"),
    "boolean": "boolean",
    "date": "date",
    "time without time zone": "time",
    "jsonb": "object",
}
#: How each is given.
GIVEN = {"integer": "bigint", "number": "numeric", "datetime": "timestamptz", "boolean": "boolean", "date": "date", "time": "time"}
GIVEN |= {"object": "jsonb", "geojson": "jsonb"}
#: Nothing is written at the source; a moment without an offset is the city's; a source that falls silent is given up.
SETTINGS = {"default_transaction_read_only": "on", "TimeZone": str(LEGAL_ZONE), "statement_timeout": "0", "extra_float_digits": "1"}
SILENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
_NAMES = {"database": "dbname", "user": "user", "sslmode": "sslmode"}
_COLUMNS = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


@contextmanager
def connect(connection: dict[str, Any], secret: str) -> Iterator["Postgres"]:
    """`connection`: host, port, database, user, table (with its schema where that is not public), sslmode. Errors as in `Connector`."""
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    with _explained():
        to = pin(str(connection.get("host", "")), int(connection.get("port") or 5432), "postgres")
        known: dict[str, Any] = {
            "host": to.host,
            "hostaddr": to.address,
            "port": to.port,
            "dbname": connection.get("database", ""),
            "password": secret,
        }
        known |= {name: connection[name] for name in ("user", "sslmode") if connection.get(name)}
        server = psycopg.connect(**known, **SILENCE, options=options, application_name="hcm_registry")
    with server:
        yield Postgres(server, connection.get("table", ""))


class Postgres:
    """One table or view."""

    format = "binary"

    def __init__(self, server: psycopg.Connection[Any], table: str) -> None:
        self.server, self.table = server, sql.Identifier(*table.split("."))

    def columns(self) -> Sequence[SourceColumn]:
        """Its columns, with PostgreSQL's words for their types."""
        with _explained():
            found = self.server.execute(_COLUMNS, [self.table.as_string(self.server)]).fetchall()
        if not found:
            raise SourceRefused(table=self.table.as_string(self.server))
        return [SourceColumn(name, kind, HOLDS.get(kind, "string")) for name, kind in found]

    def read(self, request: Request) -> Iterator[bytes]:
        """The rows, as they are at this moment."""
        listed = sql.SQL(", ").join([_given(column) for column in request.columns])
        rows = sql.SQL("SELECT {} FROM {} {}").format(listed, self.table, _since(request))
        with _explained(), self.server.cursor().copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(rows)) as copy:
            yield from gathered(copy)


def _given(column: Asked) -> sql.Composable:
    if column.type == "string":
        return sql.SQL("NULLIF({}::text, '')").format(sql.Identifier(column.name))
    return sql.SQL("{}::{}").format(sql.Identifier(column.name), sql.SQL(GIVEN[column.type]))


def _since(request: Request) -> sql.Composable:
    if request.since is None:
        return sql.SQL("")
    column, value = request.since
    return sql.SQL("WHERE {0} >= {1} OR {0} IS NULL").format(sql.Identifier(column), sql.Literal(value))


_REFUSALS = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InsufficientPrivilege)
#: What PostgreSQL says of a failed sign-in has no code, only words; of these time heals the cause.
_PASSING = ("starting up", "shutting down", "too many", "terminating")


@contextmanager
def _explained() -> Iterator[None]:
    """The guard's errors and PostgreSQL's as ours."""
    try:
        yield
    except AddressRefused as error:
        raise SourceRefused(error.text, **error.detail) from error
    except Unreachable as error:
        raise SourceUnavailable(error.text, **error.detail) from error
    except psycopg.Error as error:
        raise _kind(error)(said=str(error)) from error


def _kind(error: psycopg.Error) -> type[RuleBroken]:
    said = str(error)
    if isinstance(error, _REFUSALS) or ("FATAL" in said and not any(passing in said for passing in _PASSING)):
        return SourceRefused
    return SourceUnavailable if isinstance(error, psycopg.OperationalError) else SourceBroken
