"""Texts of Word (.docx): each table that stands in the text by itself is a sheet."""

import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree  # no entity gets this far: the package was examined

from .cells import MOST_COLUMNS, passed
from .refusals import Refused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TABLE, _CELL, _PARAGRAPH = f"{_W}tbl", f"{_W}tc", f"{_W}p"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}noBreakHyphen": "-"}
_AROUND = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"}
MOST_CELLS = 200_000  # of all tables: a text is held whole


class Text:
    """A text and its tables."""

    kind = "docx"

    def __init__(self, path: str) -> None:
        self._tables: list[Any] = []
        try:
            with zipfile.ZipFile(path) as package, package.open("word/document.xml") as member:
                self._read(member)
        except (ElementTree.ParseError, zipfile.BadZipFile, EOFError, RecursionError) as error:
            raise Refused("BROKEN") from error
        if not self._tables:
            raise Refused("NOT_A_TABLE")

    def _read(self, member: Any) -> None:
        depth = cells = 0
        for event, element in ElementTree.iterparse(member, events=("start", "end")):  # noqa: S314  # see above
            if element.tag == _TABLE:
                depth += 1 if event == "start" else -1
            if event == "end":
                cells += element.tag == _CELL
                self._keep(element, depth, cells)

    def _keep(self, element: Any, depth: int, cells: int) -> None:
        if cells > MOST_CELLS:
            raise Refused("TOO_MANY_ROWS")
        if depth == 0 and element.tag == _TABLE:
            self._tables.append(element)
        elif depth == 0 and element.tag == _PARAGRAPH:
            element.clear()

    def sheets(self) -> list[dict[str, Any]]:
        """The tables have no names."""
        return [{"name": "", "hidden": False} for _ in self._tables]

    def encoding(self) -> None:
        """A text says itself how it is encoded."""

    def sheet(self, number: int) -> "Table":
        """The table at a place from 0."""
        return Table(self._tables[number])


class Table:
    """One table."""

    def __init__(self, table: Any) -> None:
        self._rows = [list(_cells(row)) for row in _inside(table, f"{_W}tr")]

    def merged(self) -> Iterator[tuple[int, int, int, int]]:
        """Merged ranges: first row and column, last row and column, from 1."""
        begun: dict[int, tuple[int, int, int, int]] = {}
        for number, row in enumerate(self._rows, start=1):
            left = 1
            for _text, span, goes_on in row:
                if goes_on and left in begun:
                    top, column, _bottom, right = begun[left]
                    begun[left] = (top, column, number, right)
                else:
                    yield from (one for one in [begun.pop(left, None)] if one and one[:2] != one[2:])
                    begun[left] = (number, left, number, left + span - 1)
                left += span
        yield from (one for one in begun.values() if one[:2] != one[2:])

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Rows by their number; what a merged cell says stands in its first cell."""
        yield from passed((number, _laid(row)) for number, row in enumerate(self._rows, start=1))


def _laid(row: list[tuple[str, int, bool]]) -> list[Any]:
    cells: list[Any] = []
    for text, span, goes_on in row:
        cells += ["" if goes_on else text, *[""] * (span - 1)]
    return cells


def _cells(row: Any) -> Iterator[tuple[str, int, bool]]:
    """Text, columns spanned, and whether the cell goes on from the row above."""
    yield from [("", 1, False)] * _columns(row.find(f"{_W}trPr/{_W}gridBefore"), usual=0)  # the row begins further right
    for cell in _inside(row, _CELL):
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        goes_on = merge is not None and merge.get(f"{_W}val") != "restart"
        yield _text(cell), _columns(cell.find(f"{_W}tcPr/{_W}gridSpan"), usual=1), goes_on


def _columns(said: Any, *, usual: int) -> int:
    return usual if said is None else min(int(said.get(f"{_W}val", usual)), MOST_COLUMNS)


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """Children of a name, also those that a content control, or a change that is tracked, stands around."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child, tag)


def _text(cell: Any) -> str:
    paragraphs = ("".join(_pieces(paragraph)) for paragraph in cell.iter(f"{_W}p"))
    return "\n".join(paragraphs).strip()


def _pieces(paragraph: Any) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            yield element.text or ""
        else:
            yield _SIGNS.get(element.tag, "")
