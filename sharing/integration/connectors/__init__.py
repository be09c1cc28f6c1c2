"""How a load speaks to a source: one small module for each kind, imported when it is used."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from sharing.integration.states import Kind


@dataclass(frozen=True)
class SourceColumn:
    """A column that the source has. `type`: the source's own word for it. `holds`: the dictionary type that every value certainly has;
    `string` when values come as text and each must be tried."""

    name: str
    type: str = ""
    holds: str = "string"


@dataclass(frozen=True)
class Asked:
    """A column as it is wanted: as text (`string`), or in the PostgreSQL type of a dictionary type that the source promised. `spelled`:
    the dictionary's type, for sources with one value where the dictionary knows two: a day and its midnight."""

    name: str
    type: str
    spelled: str = ""


@dataclass(frozen=True)
class Request:
    """What to read: exactly these columns in this order; `since` (column, value as ISO text) leaves out what is certainly older."""

    columns: tuple[Asked, ...]
    since: tuple[str, str] | None = None


class Connector(Protocol):
    """An open source. Errors of both methods: SourceUnavailable, SourceRefused, SourceBroken."""

    format: str
    """What `read` yields, in COPY's own words: `binary`, `text` (see `encoding`) or `csv` (no heading, UTF-8, nothing is NULL)."""

    def columns(self) -> Sequence[SourceColumn]:
        """What the source has now."""

    def read(self, request: Request) -> Iterator[bytes]:
        """The rows as COPY data, cut anywhere, in bounded memory. Without a value (NULL, an empty text) there is NULL."""


#: Kind → the module, which offers `connect(connection, secret)`.
KINDS: dict[str, str] = {
    Kind.POSTGRES: "sharing.integration.connectors.postgres",
    Kind.MYSQL: "sharing.integration.connectors.mysql",
    Kind.ORACLE: "sharing.integration.connectors.oracle",
    Kind.SQLSERVER: "sharing.integration.connectors.sqlserver",
    Kind.SQLITE: "sharing.integration.connectors.sqlite",
    Kind.REST: "sharing.integration.connectors.rest",
    Kind.FILES: "sharing.integration.connectors.files",
}


def connect(kind: str, connection: dict[str, Any], secret: str) -> AbstractContextManager[Connector]:
    """The source, open while the context lasts."""
    opened: AbstractContextManager[Connector] = import_module(KINDS[kind]).connect(connection, secret)
    return opened
