"""The data dictionary of a draft: rows added, moved and removed by buttons, and lines pasted from a spreadsheet."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.entries.content import COLUMN, blank_column
from catalog.entries.models import Field
from hcm_registry.vietnamese.text import clean, clean_line, search_key

Row = dict[str, Any]
PASTED = ("name", "title", "type", "required", "key", "description")  # the order without a line of headings
NO = {"", "khong", "no", "false", "0"}
YES = {"x", "co", "yes", "true", "1", "v", "✓", "bat buoc", "khoa"}


@dataclass
class Pasted:
    """What a paste would do, by technical name, before anything is done."""

    rows: list[Row]
    added: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def lines(self) -> list[tuple[str, Row, str]]:
        """Kind of change, the row, and its type in words."""
        types = dict(_about("type").choices)
        found = [("add", row) for row in self.added] + [("change", row) for row in self.changed] + [("remove", row) for row in self.removed]
        return [(kind, row, str(types.get(row.get("type"), row.get("type") or ""))) for kind, row in found]


def rearranged(rows: list[Row], button: str, blank: Callable[[], Row]) -> tuple[list[Row], int]:
    """The rows after a button of the table (`add`, `up-3`, `down-3`, `remove-3`), and the row to look at next."""
    what, _dash, number = button.partition("-")
    if what == "add":
        return [*rows, blank()], len(rows)
    at = int(number) if number.isdecimal() else -1
    if not 0 <= at < len(rows):
        return rows, 0
    if what == "remove":
        return rows[:at] + rows[at + 1 :], max(at - 1, 0)
    to = max(at - 1, 0) if what == "up" else min(at + 1, len(rows) - 1)
    moved = rows[:at] + rows[at + 1 :]
    return [*moved[:to], rows[at], *moved[to:]], to


def new_column() -> Row:
    """A row nobody has filled in yet."""
    return blank_column() | {"type": "string"}


def new_table(tables: list[Row]) -> Row:
    """A table with a name that is not taken."""
    taken = {table["name"] for table in tables}
    name = next(f"bang_{number}" for number in range(1, len(taken) + 2) if f"bang_{number}" not in taken)
    return {"name": name, "title": "", "description": "", "fields": []}


def pasted(text: str, rows: list[Row], *, whole: bool) -> Pasted:
    """Lines of a spreadsheet laid over the rows there are; a row keeps what the paste does not speak of."""
    lines = [[clean_line(cell) for cell in line.split("\t")] for line in clean(text).split("\n") if line.strip()]
    names = _headings(lines[0]) if lines else None
    order, first = (names, 2) if names else (PASTED, 1)
    doubts: list[str] = []
    given = [_row(order, line, first + index, doubts) for index, line in enumerate(lines[1:] if names else lines)]
    result = laid(given, rows, whole=whole)
    result.doubts = doubts
    return result


def laid(given: list[Row], rows: list[Row], *, whole: bool) -> Pasted:
    """Rows given by name laid over those there are; with `whole`, what is not given goes."""
    result = Pasted(rows=[])
    known = {row["name"]: row for row in rows}
    wanted = {row["name"]: row for row in given}
    for name, row in wanted.items():
        (result.changed if name in known else result.added).append(row)
    result.changed = [row for row in result.changed if known[row["name"]] | row != known[row["name"]]]
    result.removed = [row for row in rows if row["name"] not in wanted] if whole else []
    kept = [row | wanted.get(row["name"], {}) for row in rows if row not in result.removed]
    result.rows = [*kept, *(new_column() | row for row in result.added)]
    return result


def value_of(name: str, text: str) -> tuple[Any, str]:
    """What the text of a cell says for an attribute, and why it says nothing that could be (empty when it does)."""
    about = _about(name)
    if isinstance(about, models.BooleanField):
        return search_key(text) in YES, "" if search_key(text) in YES | NO else _("Ghi “Có” hoặc “Không”.")
    if name == "enum":
        return [part.strip() for part in re.split(r"\n" if "\n" in text else r"[;|]", text) if part.strip()], ""
    if isinstance(about, models.IntegerField):
        number = text.strip()
        whole = number.isdecimal() and len(number) < 10
        return (int(number), "") if whole else (None, "" if not number else _("Ghi một số nguyên không âm."))
    if about.choices:
        return _chosen(about, text.strip())
    return (clean_line(text) if isinstance(about, models.CharField) else clean(text)), ""


def _chosen(about: Any, text: str) -> tuple[str, str]:
    found = _options(about).get(search_key(text))
    if found is None and text:
        return "", _("Không có “%(text)s”. Chọn một trong: %(all)s.") % {
            "text": text,
            "all": ", ".join(str(one) for _key, one in about.choices),
        }
    return found or about.get_default() or "string", ""


def headings_of(names: Iterable[str]) -> dict[str, str]:
    """What stands over a column of a file, in either language or as in the code, without marks → the attribute."""
    spoken = {search_key(name): name for name in names}
    for language, _label in settings.LANGUAGES:
        with override(language):
            spoken |= {search_key(str(_about(name).verbose_name)): name for name in names}
    return spoken


def _options(about: Any) -> dict[str, str]:
    """The same for the values of a choice."""
    found = {search_key(key): key for key, _text in about.choices}
    for language, _label in settings.LANGUAGES:
        with override(language):
            found |= {search_key(str(text)): key for key, text in about.choices}
    return found


def _headings(cells: list[str]) -> tuple[str, ...] | None:
    """The attributes that a line of headings names, or None when it is no such line. Unknown headings are passed over."""
    spoken = headings_of(COLUMN)
    found = tuple(spoken.get(search_key(cell), "") for cell in cells)
    return found if "name" in found else None


def _row(order: tuple[str, ...], cells: list[str], line: int, doubts: list[str]) -> Row:
    row = {name: _value(name, cell, line, doubts) for name, cell in zip(order, cells, strict=False) if name}
    if not row.get("name"):
        doubts.append(_("Dòng %(line)d chưa có tên kỹ thuật.") % {"line": line})
    return {"name": ""} | row


def _value(name: str, cell: str, line: int, doubts: list[str]) -> Any:
    about = _about(name)
    value, why = value_of(name, cell)
    if isinstance(about, models.IntegerField):
        return cell if why else value  # kept as typed, for the rules to say so
    if about.choices and why:
        values = {"line": line, "label": about.verbose_name, "cell": cell}
        doubts.append(_("Dòng %(line)d: %(label)s “%(cell)s” không có trong danh sách; chọn lại sau khi áp dụng.") % values)
        return str(about.get_default() or "string")
    return value


def _about(name: str) -> Any:
    """The model field behind an attribute of a column."""
    return Field._meta.get_field(name)
