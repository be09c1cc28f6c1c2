"""Tables as an Excel file. Text stays text, numbers are numbers."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Cell = str | int | float


@dataclass
class Sheet:
    """One sheet: its name, headings and lines."""

    name: str
    head: Sequence[str]
    lines: list[Sequence[Cell]] = field(default_factory=list)


def as_excel(sheets: Iterable[Sheet]) -> Any:
    """A workbook in a temporary file, open at its start."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    book = xlsxwriter.Workbook(file, OPTIONS)
    bold = book.add_format({"bold": True, "bottom": 1})
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, bold)
    book.close()
    file.seek(0)
    return file


def _write(page: Any, sheet: Sheet, bold: Any) -> None:
    page.freeze_panes(1, 1)
    page.set_column(0, len(sheet.head) - 1, 24)
    for place, title in enumerate(sheet.head):
        page.write_string(0, place, title, bold)
    for number, line in enumerate(sheet.lines, start=1):
        for place, value in enumerate(line):
            write = page.write_number if isinstance(value, int | float) else page.write_string
            write(number, place, value)
