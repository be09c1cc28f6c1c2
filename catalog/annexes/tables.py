"""The table in a sheet: where its headings are, and which rows are entries, groups, totals or numbers of columns. Nothing is dropped:
every row says what it was taken for."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, pairwise
from typing import Any

from django.utils.translation import gettext as _

from catalog.annexes.states import RowKind
from hcm_registry.vietnamese.text import clean, clean_line, search_key

Merged = Sequence[tuple[int, int, int, int]]
SEARCHED = 40  # rows in which headings may begin
NUMBER = re.compile(r"\(?\s*(\d{1,3})\s*\)?")
COUNTED = re.compile(r"([ivxlc]+|[a-h])[.)]?", re.IGNORECASE)
TOTALS = ("tong cong", "tong so", "cong:", "tong:")


@dataclass(frozen=True)
class Line:
    """A row of the file as text: its number there, what it is taken for, the group it stands in."""

    number: int
    kind: RowKind
    cells: list[str]
    group: str = ""


@dataclass(frozen=True)
class Found:
    """The headings of a sheet, and its rows one after another."""

    headings: list[str]
    lines: Iterator[Line]


def text_of(cell: Any) -> str:
    """A cell as it is read: days as people write them, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("Có") if cell else _("Không")
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))


def found_in(merged: Merged, rows: Iterable[Any], known: Callable[[str], str]) -> Found:
    """The table of a sheet. `known` names the field of a heading, empty when it is none we know."""
    stream = iter(rows)
    head = [(row.number, [text_of(cell) for cell in row.cells]) for _count, row in zip(range(SEARCHED), stream, strict=False)]
    place = _heading_row(head, known)
    first, last = head[place][0], _last_heading(head[place][0], merged)
    filled = _Filled(merged)
    headings = _headings([(number, cells) for number, cells in head if first <= number <= last], filled)
    rest = ((row.number, [text_of(cell) for cell in row.cells]) for row in stream)
    return Found(headings, _lines(head, rest, (first, last), headings, _Reader(merged, filled, headings, known)))


def _heading_row(head: Sequence[tuple[int, list[str]]], known: Callable[[str], str]) -> int:
    """The place of the row that names most fields; without any, of the first with two cells."""
    named = [len({known(clean_line(cell)) for cell in cells} - {""}) for _number, cells in head]
    if max(named, default=0) >= 2 or 1 in named:
        return named.index(max(named))
    return next((place for place, (_number, cells) in enumerate(head) if sum(map(bool, cells)) > 1), 0)


def _last_heading(first: int, merged: Merged) -> int:
    """Headings go on below where one of them spans rows, or spans columns that have their own."""
    spans = [(top, left, bottom, right) for top, left, bottom, right in merged if top == first]
    below = max([bottom for _top, _left, bottom, _right in spans], default=first)
    across = any(right > left and bottom == first for _top, left, bottom, right in spans)
    return max(below, first + 1 if across else first)


class _Filled:
    """What merged cells show: the text of their corner, remembered as rows go by."""

    def __init__(self, merged: Merged) -> None:
        self.ranges = sorted(merged)
        self.open: list[tuple[tuple[int, int, int, int], str]] = []
        self.next = 0

    def row(self, number: int, cells: list[str]) -> list[str]:
        """The row with the cells that others reach into."""
        while self.next < len(self.ranges) and self.ranges[self.next][0] <= number:
            top, left, _bottom, _right = found = self.ranges[self.next]
            corner = cells[left - 1] if top == number and left <= len(cells) else ""
            self.open.append((found, corner))
            self.next += 1
        self.open = [one for one in self.open if one[0][2] >= number]
        if not self.open:
            return cells
        full = cells + [""] * (max(right for (_t, _l, _b, right), _text in self.open) - len(cells))
        for (_top, left, _bottom, right), text in self.open:
            full[left - 1 : right] = [cell or text for cell in full[left - 1 : right]]
        return full


def _headings(rows: Sequence[tuple[int, list[str]]], filled: _Filled) -> list[str]:
    full = [filled.row(number, cells) for number, cells in rows]
    width = max(map(len, full), default=0)
    stacked = [[clean_line(cells[place]) if place < len(cells) else "" for cells in full] for place in range(width)]
    return [" ".join(dict.fromkeys(text for text in texts if text)) for texts in stacked]


class _Reader:
    """Tells what a row below the headings is."""

    def __init__(self, merged: Merged, filled: _Filled, headings: Sequence[str], known: Callable[[str], str]) -> None:
        fields = [known(heading) for heading in headings]
        self.name = fields.index("name") if "name" in fields else None
        self.position = fields.index("position") if "position" in fields else None
        self.width, self.filled = len(headings), filled
        self.wide = {top for top, left, _bottom, right in merged if right > left}

    def read(self, number: int, cells: list[str]) -> tuple[RowKind, list[str]]:
        """What the row is, and its cells with what merged ones show."""
        said = [clean_line(cell) for cell in cells if cell.strip()]
        if _is_numbering(said):
            return RowKind.NUMBERING, cells
        full = self.filled.row(number, cells)
        if said and search_key(said[0]).startswith(TOTALS):
            return RowKind.TOTAL, cells
        return (RowKind.GROUP if self._is_group(number, cells, said) else RowKind.ENTRY), full

    def _is_group(self, number: int, cells: list[str], said: list[str]) -> bool:
        if self.width < 3 or not said or len(said) > 2:
            return False
        if len(said) == 2:
            return bool(COUNTED.fullmatch(said[0]))
        alone = next(place for place, cell in enumerate(cells) if cell.strip())
        return number in self.wide or alone != self.name or self.position is not None


def _is_numbering(said: Sequence[str]) -> bool:
    """(1) (2) (3): the numbers of the columns."""
    numbers = [NUMBER.fullmatch(text) for text in said]
    if len(said) < 3 or not all(numbers):
        return False
    values = [int(found.group(1)) for found in numbers if found]
    return values[0] in (0, 1) and all(after - before == 1 for before, after in pairwise(values))


def _lines(
    head: Sequence[tuple[int, list[str]]],
    rest: Iterable[tuple[int, list[str]]],
    span: tuple[int, int],
    headings: Sequence[str],
    reader: _Reader,
) -> Iterator[Line]:
    first, last = span
    group = ""
    for number, cells in chain(head, rest):
        if number <= last:
            yield Line(number, RowKind.ABOVE if number < first else RowKind.HEADING, cells)
            continue
        kind, full = reader.read(number, cells)
        if kind is RowKind.GROUP:
            group = " ".join(clean_line(cell) for cell in cells if cell.strip())
        yield Line(number, kind, (full + [""] * len(headings))[: len(headings)], group)
