"""Tables as Excel and CSV. Text stays text, days are days, and nothing in a file can be taken for a formula.

Both write the same cells: text as stored, numbers, days, moments (to the second, in the city's time), yes and no as words,
nothing for what is not known. What `harmless` puts before a text in CSV `plain` takes off again, and nothing else.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

Cell = str | int | float | bool | date | datetime | None
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: What Excel holds in one cell, and the first day it counts right.
LONGEST, FIRST_DAY = 32_767, date(1900, 3, 1)
#: More digits than these it rounds.
EXACT = 10**15
LAST = 2**20 - 1  # the last row of a sheet, from 0
TEXT = 49  # Excel's own format of text, "@"
MARK = "\ufeff"  # by which Excel knows UTF-8
#: Signs by which a spreadsheet begins a formula, as typed on a European and on an East Asian keyboard.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠﹦﹢﹣﹫]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # by XML
_LINE_END = re.compile(r"\r\n?")


@dataclass
class Sheet:
    """One sheet: its name, headings and lines; `widths` in characters, where they are not the usual.

    `choices`: what Excel offers in a column, by its place. A short list (255 characters with its commas) is all that Excel holds.
    """

    name: str
    head: Sequence[str]
    lines: Iterable[Sequence[Cell]] = ()
    widths: Sequence[int] = ()
    frozen: int = 1  # columns that stay in sight
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def harmless(text: str) -> str:
    """Text that a spreadsheet will not run: an apostrophe before what looks like a formula, also where apostrophes stand before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """The text that was made `harmless`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def as_csv(sheet: Sheet) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180), one after another."""
    writer = csv.writer(_Echo())
    yield MARK + writer.writerow([harmless(_text(title)) for title in sheet.head])  # the echo gives the line back
    for line in sheet.lines:
        yield writer.writerow([_in_csv(value) for value in line])


def as_excel(sheets: Iterable[Sheet], made: datetime) -> Any:
    """A workbook made at the moment, in a temporary file, open at its start. The same sheets give the same bytes."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    book = xlsxwriter.Workbook(file, OPTIONS)
    book.set_properties({"created": localtime(made).replace(tzinfo=None)})
    styles = _Styles(book)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, styles)
    book.close()
    file.seek(0)
    return file


class _Styles:
    """How cells look. Text bears the mark of text, so that it stays text when somebody goes on typing in it."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "num_format": TEXT, **top})
        self.text = book.add_format({"num_format": TEXT, "text_wrap": True, **top})
        self.quoted = book.add_format({"num_format": TEXT, "text_wrap": True, "quote_prefix": True, **top})
        self.number = book.add_format(top)
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", **top})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss", "align": "left", **top})


def _write(page: Any, sheet: Sheet, styles: _Styles) -> None:
    page.freeze_panes(1, sheet.frozen)
    for place, title in enumerate(sheet.head):
        width = sheet.widths[place] if sheet.widths else 24
        page.set_column(place, place, width)
        page.write_string(0, place, _text(title), styles.head)
    for place, offered in sheet.choices.items():
        page.data_validation(1, place, LAST, place, {"validate": "list", "source": list(offered), "error_type": "warning"})
    for number, line in enumerate(sheet.lines, start=1):
        for place, value in enumerate(line):
            _write_cell(page, number, place, value, styles)


def _write_cell(page: Any, row: int, column: int, value: Cell, styles: _Styles) -> None:
    if isinstance(value, datetime):
        page.write_datetime(row, column, localtime(value).replace(tzinfo=None, microsecond=0), styles.moment)
    elif isinstance(value, date) and value >= FIRST_DAY:
        page.write_datetime(row, column, value, styles.day)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < EXACT:
        page.write_number(row, column, value, styles.number)
    elif (text := _text(value)) != "":
        page.write_string(row, column, _fitting(text), styles.quoted if _FORMULA.match(text) else styles.text)


def _in_csv(value: Cell) -> str | int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return harmless(_text(value))


def _text(value: Any) -> str:
    """A value as text: the form CSV has it in."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime):
        return localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return _UNWRITABLE.sub("\ufffd", _LINE_END.sub("\n", str(value)))


def _fitting(text: str) -> str:
    """What is too long for a cell of Excel ends by saying so, and where all of it is."""
    if len(text) <= LONGEST:
        return text
    rest = _("… (còn nữa: ô Excel chỉ chứa được %(most)d ký tự, tệp CSV có đủ)") % {"most": LONGEST}
    return text[: LONGEST - len(rest)] + rest


def in_words(at: datetime) -> str:
    """A moment for the sheet that says what a file is."""
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")


class _Echo:
    """What csv writes is handed back instead of kept."""

    def write(self, text: str) -> str:
        return text
