"""Plain tables (.csv, .tsv): lines of cells between commas, semicolons or tabs, in an encoding that is recognised or asked for."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from . import alphabets
from .cells import LONGEST, passed
from .refusals import Refused

DELIMITERS = ";\t,"
LOOKED_AT = 20  # lines, for the delimiter
BINARY = (
    b"%PDF",
    b"PK\x05\x06",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ\x90\x00",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
)
MARKUP = (b"<?xml", b"<!doctype", b"<html", b"{\\rtf")


class Lines:
    """A plain table: one sheet."""

    kind = "csv"

    def __init__(self, path: str, encoding: str) -> None:
        self._path = path
        with open(path, "rb") as file:  # noqa: PTH123  # pathlib costs a tenth of the start
            start = file.read(alphabets.SAMPLE)
        if start.startswith(BINARY) or start.lstrip().lower().startswith(MARKUP):
            raise Refused("NOT_A_TABLE")
        if not start.strip():
            raise Refused("EMPTY")
        self._guess = alphabets.guess(start)
        self._chosen = encoding or (self._guess.name if self._guess.sure else "")

    def sheets(self) -> list[dict[str, Any]]:
        """The one sheet, without a name."""
        return [{"name": "", "hidden": False}]

    def encoding(self) -> dict[str, Any]:
        """What was recognised, and what else it could be."""
        return {"name": self._chosen or self._guess.name, "sure": bool(self._chosen), "candidates": self._guess.candidates}

    def sheet(self, number: int) -> "Lines":
        """Itself. Error: Refused where nobody knows the encoding."""
        if number or not self._chosen:
            raise Refused("ENCODING_UNKNOWN")
        return self

    def merged(self) -> Iterator[tuple[int, int, int, int]]:
        """Nothing is merged here."""
        return iter(())

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Rows by the number of their record."""
        csv.field_size_limit(LONGEST)
        self._at = 0
        try:
            with self._open() as file:
                yield from passed(self._counted(csv.reader(self._lines(file), delimiter=self._delimiter(), strict=True)))
        except UnicodeError as error:
            raise Refused("BROKEN_TEXT", row=self._at + 1) from error

    def _counted(self, records: Any) -> Iterator[tuple[int, list[str]]]:
        while True:
            try:
                record = next(records, None)
            except csv.Error as error:
                code = "CELL_TOO_LONG" if "field larger" in str(error) else "BROKEN_QUOTE"
                raise Refused(code, row=self._at + 1, most=LONGEST) from error
            if record is None:
                return
            self._at += 1
            yield self._at, record

    def _open(self) -> io.TextIOWrapper:
        name = "latin-1" if self._chosen in alphabets.OLD else self._chosen
        return open(self._path, encoding=name, newline="")  # noqa: PTH123

    def _lines(self, file: io.TextIOWrapper) -> Iterator[str]:
        read = alphabets.reader(self._chosen) if self._chosen in alphabets.OLD else str
        while line := file.readline(LONGEST * 2):
            yield read(line)

    def _delimiter(self) -> str:
        """The sign that cuts the first lines into equally many cells, and into most."""
        with self._open() as file:
            lines = [line for _, line in zip(range(LOOKED_AT), self._lines(file), strict=False) if line.strip()]
        return max(DELIMITERS[::-1], key=lambda sign: _cut(lines, sign))


def _cut(lines: list[str], sign: str) -> tuple[bool, int]:
    try:
        counts = [len(record) for record in csv.reader(lines, delimiter=sign)]
    except csv.Error:
        return False, 0
    return counts[0] > 1 and min(counts) == max(counts), min(counts) if counts else 0
