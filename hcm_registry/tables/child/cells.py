"""What a cell may hold, and rows as they are passed on."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from .refusals import Refused

MOST_COLUMNS = 1_000
LONGEST = 131_072  # characters in a cell
LONGEST_ROW = 4_000_000  # characters in a row


def passed(rows: Iterable[tuple[int, Iterable[Any]]]) -> Iterator[tuple[int, list[Any]]]:
    """Rows that hold something, without the empty cells at their end, each cell as JSON can carry it."""
    for number, given in rows:
        cells = [_passed(cell, number) for cell in given]
        while cells and cells[-1] is None:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Refused("TOO_MANY_COLUMNS", row=number, most=MOST_COLUMNS)
        if sum(len(cell) for cell in cells if isinstance(cell, str)) > LONGEST_ROW:
            raise Refused("CELL_TOO_LONG", row=number, most=LONGEST)
        if cells:
            yield number, cells


def _passed(cell: Any, row: int) -> Any:
    if isinstance(cell, str):
        return _text(cell, row)
    if isinstance(cell, float):
        return _number(cell)
    return _in_time(cell)


def _text(cell: str, row: int) -> str | None:
    if len(cell) > LONGEST:
        raise Refused("CELL_TOO_LONG", row=row, most=LONGEST)
    return unicodedata.normalize("NFC", cell) or None


def _number(cell: float) -> int | float:
    if not isfinite(cell):  # no spreadsheet writes that
        raise Refused("BROKEN")
    return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell


def _in_time(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return str(cell) if isinstance(cell, time | timedelta) else cell
