"""A file becomes rows of text with a kind each. What it means is not asked here."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from catalog.annexes import columns
from catalog.annexes.models import AnnexColumns
from catalog.annexes.states import RowKind
from catalog.annexes.tables import Found, Line, found_in
from hcm_registry.kernel.errors import Invalid
from hcm_registry.tables import Book, opened

Told = Callable[[int], None]
FEW = 25


@dataclass
class Table:
    """What a file holds: the sheets, how it is encoded (`encodings`: that, or all that it may be), and the table of the sheet that is read.
    Its lines come once, while it is open."""

    sheets: list[str]
    sheet: int = 0
    encoding: str = ""
    encodings: list[list[str]] = field(default_factory=list)
    caution: str = ""
    headings: list[str] = field(default_factory=list)
    lines: Iterator[Line] = field(default_factory=lambda: iter(()))

    @property
    def asks(self) -> bool:
        """Whether a person has to say how it is encoded, before anything of it is read."""
        return bool(self.encodings) and not self.encoding


@contextmanager
def table_in(file: Any, *, encoding: str = "", sheet: int | None = None, told: Told = lambda _number: None) -> Iterator[Table]:
    """The table in the file; without lines while a person has to say how a .csv is encoded. Errors: Invalid (FileNotRead among them),
    while the lines come too."""
    with opened(file, encoding=encoding) as book:
        table = Table([one.name or _("Bảng %(number)d") % {"number": n} for n, one in enumerate(book.sheets, start=1)])
        if book.encoding is not None:
            table.encoding, table.caution = book.encoding.name if book.encoding.sure else "", book.encoding.caution
            table.encodings = [list(one) for one in book.encoding.candidates]
        if not table.asks:
            table.sheet, found = _chosen(book, sheet, told)
            table.headings, table.lines = found.headings, found.lines
        yield table


def _chosen(book: Book, sheet: int | None, told: Told) -> tuple[int, Found]:
    """The first sheet whose headings say where the names are; else the first with entries, for a person to map."""
    asked = [sheet if sheet < len(book.sheets) else 0] if sheet is not None else None
    wanted = asked or [number for number, one in enumerate(book.sheets) if not one.hidden][:FEW]
    first = None
    for number in wanted:
        found = _begun(book, number, told)
        if found and ("name" in map(columns.field_of, found.headings) or (number == wanted[-1] and first is None)):
            return number, found
        first = number if found and first is None else first
    if first is not None and (found := _begun(book, first, told)):
        return first, found
    raise Invalid(errors={"file": [_("Trong tệp không có bảng nào có dòng dữ liệu. Kiểm tra lại tệp hoặc trang tính.")]})


def _begun(book: Book, number: int, told: Told) -> Found | None:
    """The table of a sheet, read as far as its first entry; None where there is none."""
    merged, rows = book.read(number)
    found = found_in(merged, _counted(rows, told), columns.field_of)
    before: list[Line] = []
    for line in found.lines:
        before.append(line)
        if line.kind == RowKind.ENTRY:
            return Found(found.headings, chain(before, found.lines))
    return None


def _counted(rows: Iterable[Any], told: Told) -> Iterator[Any]:
    for number, row in enumerate(rows, start=1):
        if number % 500 == 0:
            told(number)
        yield row


def proposed(headings: list[str]) -> tuple[list[str], str]:
    """A field for each column and for groups: as a person said of such headings before, else as the headings say."""
    kept = AnnexColumns.objects.filter(fingerprint=columns.fingerprint(headings)).first()
    if kept is None:
        return columns.proposed(headings), ""
    return [kept.fields.get(columns.key_of(heading), columns.IGNORED) for heading in headings], kept.group_field
