"""A SQLite file as a source: it lies in the drop folder, and is opened so that nothing can be written to it."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

from sharing.integration.connectors import Request, SourceColumn, reasons
from sharing.integration.connectors.dropfolder import dropped
from sharing.integration.connectors.encoding import encoded
from sharing.integration.connectors.values import rows
from sharing.integration.errors import SourceBroken, SourceUnavailable

BUSY = 10.0  # seconds to wait for somebody who writes
LONGEST = 64 * 1024 * 1024  # no value of a catalogue is larger; a broken file may say so


@contextmanager
def connect(connection: dict[str, Any], secret: str) -> Iterator["SQLite"]:
    """`connection`: path (inside the drop folder), table. Errors as in `Connector`."""
    path = dropped(connection.get("path", ""))
    with _explained():
        file = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY)
    with closing(file):
        file.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        file.text_factory = lambda given: given.decode("utf-8", "replace")
        with _explained():
            file.execute("PRAGMA trusted_schema = OFF")  # a view of a foreign file runs none of its functions
            file.execute("PRAGMA query_only = ON")
            file.execute("PRAGMA cell_size_check = ON")
        yield SQLite(file, connection.get("table", ""))


class SQLite:
    """One table or view."""

    format = "text"

    def __init__(self, file: sqlite3.Connection, table: str) -> None:
        self.file, self.table = file, table

    def columns(self) -> Sequence[SourceColumn]:
        """Its columns. A type is only what a file was made with: any column may hold anything."""
        with _explained():
            found = self.file.execute("SELECT name FROM pragma_table_info(?)", [self.table]).fetchall()
        if not found:
            raise reasons.NoTable(table=self.table)
        return [SourceColumn(name) for (name,) in found]

    def read(self, request: Request) -> Iterator[bytes]:
        """The rows as they are at this moment."""
        listed = ", ".join(quoted(column.name) for column in request.columns)
        since, given = _since(request)
        with _explained():
            found = self.file.execute(f"SELECT {listed} FROM {quoted(self.table)}{since}", given)  # noqa: S608 - quoted names
            yield from encoded(rows(found))


def quoted(name: str) -> str:
    """A name in a statement. Between double quotes SQLite takes a name it does not know for a text."""
    return "`" + name.replace("`", "``") + "`"


def _since(request: Request) -> tuple[str, list[str]]:
    """Moments are compared by the day before: SQLite keeps them as text, with or without an offset, and compares letters."""
    if request.since is None:
        return "", []
    name, value = quoted(request.since[0]), request.since[1]
    try:
        day = datetime.fromisoformat(value).date() - timedelta(days=1)
    except ValueError:
        return f" WHERE {name} >= ? OR {name} IS NULL", [value]
    return f" WHERE {name} >= ? OR {name} IS NULL", [day.isoformat()]


@contextmanager
def _explained() -> Iterator[None]:
    """SQLite's errors as ours: it has one class for most, and says more in a name."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name in {"SQLITE_BUSY", "SQLITE_LOCKED"}:
            raise SourceUnavailable(reason=name) from error
        if name == "SQLITE_CANTOPEN":
            raise reasons.NoFile from error
        if name == "SQLITE_ERROR":
            raise reasons.NoColumn from error
        raise SourceBroken(reason=name) from error
