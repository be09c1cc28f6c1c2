"""What a proposal changes, as a table of a paper: in force, proposed; the dictionary column by column."""

from collections.abc import Iterator, Sequence
from itertools import count

from catalog.entries.presentation import Changed
from catalog.proposals.reading import Sheet
from hcm_registry.documents.blocks import Column, Group, Row, Table

COLUMNS = (
    Column("STT", 13, centred=True),
    Column("Nội dung", 34),
    Column("Thay đổi", 16, centred=True),
    Column("Đang có hiệu lực", 52),
    Column("Đề xuất", 53),
)
DONE = {"add": "Thêm", "change": "Sửa", "remove": "Bỏ"}


def table(sheets: Sequence[Sheet]) -> Table:
    """Every change of every item, numbered through."""
    return Table(COLUMNS, tuple(_rows(sheets)), empty="Không có nội dung nào thay đổi.")


def title_of(sheet: Sheet) -> str:
    """“HCM-CSDL-001 Cơ sở dữ liệu … (Sửa đổi)”."""
    code = f"{sheet.item.database.code} " if sheet.item.database else ""
    return f"{code}{sheet.item.name} ({sheet.item.get_kind_display()})"


def _rows(sheets: Sequence[Sheet]) -> Iterator[Row | Group]:
    numbers = count(1)
    for sheet in sheets:
        yield Group(title_of(sheet))
        for one in sheet.changes:
            yield from _of_table(one.change, numbers) if one.change.rows else [_row(one.change, numbers)]


def _of_table(change: Changed, numbers: Iterator[int]) -> Iterator[Row | Group]:
    """A table of the dictionary: that it is new or goes, then what became of its columns."""
    whole = {"add": " (thêm cả bảng)", "remove": " (bỏ cả bảng)"}.get(change.kind, "")
    yield Group(f"{change.label}{whole}")
    for row in change.rows:
        yield _row(row, numbers)


def _row(change: Changed, numbers: Iterator[int]) -> Row:
    return str(next(numbers)), change.label, DONE[change.kind], change.old, change.new
