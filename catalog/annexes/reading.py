"""A file becomes rows of text with a kind each. What it means is not asked here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from catalog.annexes import columns
from catalog.annexes.models import AnnexColumns
from catalog.annexes.states import RowKind
from catalog.annexes.tables import Line, found_in
from hcm_registry.kernel.errors import Invalid
from hcm_registry.tables import Book, opened

Told = Callable[[int], None]
FEW = 25


@dataclass
class Table:
    """What a file holds: the sheets, how it is encoded, and the table of the sheet that was read."""

    sheets: list[str]
    sheet: int = 0
    encoding: str = ""
    encodings: list[list[str]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def table_of(file: Any, *, encoding: str = "", sheet: int | None = None, told: Told = lambda _number: None) -> Table:
    """The table in the file; without lines while a person has to say how a .csv is encoded. Error: Invalid (FileNotRead among them)."""
    with opened(file, encoding=encoding) as book:
        table = Table([one.name or _("Bảng %(number)d") % {"number": n} for n, one in enumerate(book.sheets, start=1)])
        if book.encoding is not None:
            table.encoding = book.encoding.name
            if not book.encoding.sure and not encoding:
                table.encodings = [list(one) for one in book.encoding.candidates]
                return table
        table.sheet = sheet if sheet is not None and sheet < len(book.sheets) else 0
        wanted = [table.sheet] if sheet is not None else [n for n, one in enumerate(book.sheets) if not one.hidden][:FEW]
        _read(book, wanted, table, told)
    return table


def _read(book: Book, wanted: Iterable[int], table: Table, told: Told) -> None:
    """The first sheet whose headings say where the names are; else the first with entries, for a person to map."""
    kept = False
    for number in wanted:
        merged, rows = book.read(number)
        found = found_in(merged, _counted(rows, told), columns.field_of)
        lines = list(found.lines)
        named = "name" in map(columns.field_of, found.headings)
        if (named or not kept) and any(line.kind == RowKind.ENTRY for line in lines):
            table.sheet, table.headings, table.lines, kept = number, found.headings, lines, True
            if named:
                break
    if not kept:
        raise Invalid(errors={"file": [_("Trong tệp không có bảng nào có dòng dữ liệu. Kiểm tra lại tệp hoặc trang tính.")]})


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
