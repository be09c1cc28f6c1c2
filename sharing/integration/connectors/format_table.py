"""A sheet of an Excel file as a source, or a CSV file in an alphabet from before Unicode: read by a child process, which a hostile file
may have for itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from hcm_registry import tables
from sharing.integration.connectors import Request, SourceColumn
from sharing.integration.connectors.encoding import encoded
from sharing.integration.connectors.values import text
from sharing.integration.errors import SourceBroken, SourceRefused

PATIENCE = 600  # seconds of processor time: a source was approved, and nobody waits before a page


class NoSheet(SourceRefused):
    """No sheet of that name."""

    message = _("Tệp Excel không có trang tính này. Kiểm tra tên trang tính trong cấu hình nguồn.")


@contextmanager
def reading(file: BinaryIO, connection: dict[str, Any]) -> Iterator["Sheet"]:
    """`connection`: sheet (its name; the first that is not hidden unless given), encoding (of a CSV file)."""
    with _explained(), tables.opened(file, encoding=str(connection.get("encoding") or ""), seconds=PATIENCE) as book:
        yield Sheet(book, str(connection.get("sheet") or ""))


class Sheet:
    """One sheet with a heading. Its rows are read once: columns first, then all that is below."""

    format = "text"

    def __init__(self, book: tables.Book, sheet: str) -> None:
        seen = [place for place, one in enumerate(book.sheets) if one.name == sheet or (not sheet and not one.hidden)]
        if not seen:
            raise NoSheet(sheet=sheet)
        self.rows = book.rows(seen[0])
        heading = next(self.rows, None)
        self.heading = [(text(cell) or "").strip() for cell in heading.cells] if heading else []

    def columns(self) -> Sequence[SourceColumn]:
        """The names in the first row; a cell may hold anything."""
        return [SourceColumn(name) for name in self.heading if name]

    def read(self, request: Request) -> Iterator[bytes]:
        """Every row below the heading."""
        places = [(self.heading.index(column.name), column.spelled) for column in request.columns]
        with _explained():
            yield from encoded([_spelled(row, place, kind) for place, kind in places] for row in self.rows)


def _spelled(row: tables.Row, place: int, kind: str) -> str | None:
    cell = row.cells[place] if place < len(row.cells) else None
    if kind == "datetime" and type(cell) is date:
        return f"{cell}T00:00:00"
    return text(cell)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except tables.FileNotRead as error:
        raise SourceBroken(error.text, **error.where) from error
