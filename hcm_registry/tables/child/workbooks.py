"""Workbooks of Excel (.xlsx)."""

from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .cells import MOST_COLUMNS, passed
from .refusals import Refused

MOST_CELLS = 12_000_000  # of the rectangle that the used cells span: it is held whole


class Workbook:
    """A workbook; formulas are what they were last computed to."""

    kind = "xlsx"

    def __init__(self, path: str) -> None:
        try:
            self._book = CalamineWorkbook.from_path(path)
        except CalamineError as error:
            raise Refused("BROKEN") from error
        self._names = [one.name for one in self._book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]

    def sheets(self) -> list[dict[str, Any]]:
        """Names and whether they are hidden."""
        shown = {one.name: one.visible == SheetVisibleEnum.Visible for one in self._book.sheets_metadata}
        return [{"name": name, "hidden": not shown[name]} for name in self._names]

    def encoding(self) -> None:
        """A workbook says itself how it is encoded."""

    def sheet(self, number: int) -> "Worksheet":
        """The sheet at a place from 0."""
        try:
            return Worksheet(self._book.get_sheet_by_name(self._names[number]))
        except CalamineError as error:
            raise Refused("BROKEN") from error


class Worksheet:
    """One sheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        if sheet.total_width > MOST_COLUMNS:
            raise Refused("TOO_MANY_COLUMNS", row=0, most=MOST_COLUMNS)
        if sheet.total_width * sheet.total_height > MOST_CELLS:
            raise Refused("TOO_MANY_ROWS")

    def merged(self) -> Iterator[tuple[int, int, int, int]]:
        """Merged ranges: first row and column, last row and column, from 1."""
        for (top, left), (bottom, right) in self._sheet.merged_cell_ranges or ():
            yield top + 1, left + 1, bottom + 1, right + 1

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Rows by their number in the sheet."""
        padding = [None] * (self._sheet.start or (0, 0))[1]  # rows come from the first of the sheet on, columns from the first used
        yield from passed((number, [*padding, *row]) for number, row in enumerate(self._sheet.iter_rows(), start=1))
