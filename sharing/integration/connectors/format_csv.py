"""CSV as a source. A file in UTF-8 with commas, whose columns are asked for in its own order, goes to COPY as the bytes it is: only its
encoding, its quotes and the mark that would end COPY are looked at. Any other is read row by row.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from sharing.integration.connectors import Request, SourceColumn
from sharing.integration.connectors.csv_check import BrokenQuote, Checked, WrongEncoding, broken_row
from sharing.integration.connectors.encoding import LARGE
from sharing.integration.connectors.reasons import AtRow
from sharing.integration.errors import SourceBroken, SourceRefused

HEADING = 1024 * 1024  # bytes in which a heading ends
LONGEST = 1024 * 1024  # characters of one cell
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class NoHeading(SourceBroken):
    """The first row names no columns."""

    message = _("Dòng đầu của tệp CSV phải là tên các cột.")


class NoSuchEncoding(SourceRefused):
    """An encoding that is not known here."""

    message = _("Không biết bảng mã đã khai báo cho tệp. Dùng utf-8, utf-16, cp1258…")


@contextmanager
def reading(file: BinaryIO, connection: dict[str, Any]) -> Iterator["Csv"]:
    """`connection`: encoding (UTF-8 unless a mark at the beginning or this says otherwise), delimiter (a comma)."""
    yield Csv(file, str(connection.get("encoding") or "utf-8"), str(connection.get("delimiter") or ","))


class Csv:
    """One file with a heading."""

    format = "csv"

    def __init__(self, file: BinaryIO, encoding: str, delimiter: str) -> None:
        self.file, self.delimiter = file, delimiter
        beginning = file.read(4)
        mark, self.encoding = next(((mark, name) for mark, name in BYTE_ORDER_MARKS if beginning.startswith(mark)), (b"", _known(encoding)))
        self.start = len(mark)
        self.heading, self.end_of_heading = self._heading()

    def columns(self) -> Sequence[SourceColumn]:
        """The names in the first row; every value is text."""
        return [SourceColumn(name) for name in self.heading]

    def read(self, request: Request) -> Iterator[bytes]:
        """Every row after the heading. Errors: WrongEncoding, BrokenQuote, AtRow."""
        names = [column.name for column in request.columns]
        if names == self.heading and self.delimiter == ",":
            yield from self._passed()
        else:
            yield from self._picked([self.heading.index(name) for name in names])

    def _passed(self) -> Iterator[bytes]:
        check = Checked(self.encoding)
        self.file.seek(self.end_of_heading)
        pieces = chain(iter(lambda: self.file.read(LARGE), b""), [b""])
        try:
            for piece in pieces:
                if told := check.passed(piece, last=not piece):
                    yield told
        except BrokenQuote:
            raise BrokenQuote(broken_row(self._rows(), len(self.heading)) or 1) from None

    def _picked(self, places: list[int]) -> Iterator[bytes]:
        lines = io.StringIO(newline="")
        write = csv.writer(lines, lineterminator="\n").writerow
        for number, row in self._rows():
            if len(row) != len(self.heading):
                raise AtRow(number)
            write([row[place] for place in places])
            if lines.tell() >= LARGE // 2:
                yield lines.getvalue().encode()
                lines.seek(0)
                lines.truncate()
        if lines.tell():
            yield lines.getvalue().encode()

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows after the heading with the line each begins in, counted from 1 in the file. Errors: WrongEncoding, BrokenQuote."""
        self.file.seek(self.start)
        text = io.TextIOWrapper(self.file, self.encoding, newline="")
        csv.field_size_limit(LONGEST)
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        line = 0
        try:
            for row in reader:
                if line and row:
                    yield line + 1, row
                line = reader.line_num
        except UnicodeDecodeError:
            raise WrongEncoding(line + 1) from None
        except csv.Error:
            raise BrokenQuote(line + 1) from None
        finally:
            text.detach()

    def _heading(self) -> tuple[list[str], int]:
        self.file.seek(self.start)
        beginning = self.file.read(HEADING)
        newline = "\n".encode(self.encoding)
        end = _end_of_line(beginning, newline)
        try:
            row = next(csv.reader([beginning[:end].decode(self.encoding)], delimiter=self.delimiter, strict=True), [])
        except UnicodeDecodeError:
            raise WrongEncoding(1) from None
        except csv.Error:
            raise NoHeading from None
        names = [name.strip() for name in row]
        if not names or not all(names) or len(set(names)) < len(names):
            raise NoHeading(columns=names)
        return names, self.start + end


def _end_of_line(beginning: bytes, newline: bytes) -> int:
    """Where the first line ends: in UTF-16 a newline begins at an even place."""
    place = beginning.find(newline)
    while place >= 0 and place % len(newline):
        place = beginning.find(newline, place + 1)
    return place + len(newline) if place >= 0 else len(beginning)


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise NoSuchEncoding(encoding=encoding) from None
