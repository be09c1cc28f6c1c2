"""A REST API that answers in JSON as a source: every page of one list, each object a row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from hcm_registry.outbound.client import Client
from sharing.integration.connectors import Request, SourceColumn
from sharing.integration.connectors.encoding import encoded
from sharing.integration.connectors.reasons import AtPage
from sharing.integration.connectors.rest_asking import Asking
from sharing.integration.connectors.rest_paging import pages, with_query
from sharing.integration.connectors.values import text

PAGE = 64 * 1024 * 1024  # bytes of one page: it is held whole
WHOLE = 300.0  # seconds for one page


@contextmanager
def connect(connection: dict[str, Any], secret: str) -> Iterator["Rest"]:
    """`connection`: url, items (where the list lies, `data.items`), paging, auth (docs/sources.md). Errors as in `Connector`."""
    yield Rest(Asking(Client(limit=PAGE, whole=WHOLE), connection, secret), connection)


class Rest:
    """One list of an API. Its columns are those of the objects on the first page."""

    format = "text"

    def __init__(self, asking: Asking, connection: dict[str, Any]) -> None:
        self.asking, self.connection = asking, connection

    def columns(self) -> Sequence[SourceColumn]:
        """The names on the first page. JSON promises nothing of their types."""
        for items in self._pages(self.connection.get("url", "")):
            return [SourceColumn(name) for name in dict.fromkeys(name for item in items for name in item)]
        return []

    def read(self, request: Request) -> Iterator[bytes]:
        """Every page, one after the other."""
        url = self.connection.get("url", "")
        if request.since and self.connection.get("since_parameter"):
            url = with_query(url, {self.connection["since_parameter"]: request.since[1]})
        names = [column.name for column in request.columns]
        yield from encoded([text(item.get(name)) for name in names] for items in self._pages(url) for item in items)

    def _pages(self, url: str) -> Iterator[list[dict[str, Any]]]:
        for number, items in pages(self.asking, self.connection, url):
            if not all(isinstance(item, dict) for item in items):
                raise AtPage(number)
            yield items
