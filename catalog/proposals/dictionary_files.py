"""The data dictionary of a draft as a file: an Excel template to fill in, a CSV, or a Table Schema.

Every value of a file knows the cell it stood in, so that whatever is wrong with it is said there.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.utility import xl_col_to_name

from catalog.entries import table_schema
from catalog.entries.content import COLUMN
from catalog.entries.dictionary_sheets import HEADS, TABLE, TITLE, about, lines, shown
from catalog.proposals import dictionary
from catalog.proposals.dictionary import Row
from hcm_registry.kernel.errors import Invalid
from hcm_registry.sheets import Cell
from hcm_registry.tables import Encoding, opened
from hcm_registry.tables import Row as FileRow
from hcm_registry.vietnamese.text import clean, search_key

SALT = "dictionary-file"
HEADED = 20  # rows among which the headings are looked for
LARGEST_SCHEMA = 2_000_000  # bytes


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be taken as it is: where, what stands in it, why."""

    place: str
    said: str
    why: str


@dataclass
class Given:
    """What a file says: tables with the attributes it speaks of, where each was said, and the cells that say nothing that could be.

    `about` is the other way round: of which table, column and attribute a cell speaks.
    """

    tables: list[Row] = field(default_factory=list)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    about: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    encoding: Encoding | None = None

    def cell(self, key: str, place: str, value: Any) -> tuple[str, str]:
        """Where a value stood, and its text; what could not be stored is named, and shown with a mark in its place."""
        text = _plain(key, value)
        try:
            clean(text)
        except ValidationError as error:
            text = re.sub("[\0\ufffd]", "?", text.encode("utf-8", "replace").decode())
            self.wrong.append(Wrong(place, text, str(error.message)))
        return place, text

    def table(self, name: str, title: str, place: str) -> Row:
        """The table of that name, begun when it is named first."""
        found = next((one for one in self.tables if one["name"] == name), None)
        if found is None:
            found = {"name": name, "title": title, "fields": []}
            self.tables.append(found)
            self.places[f"datasets/{name}"] = self.places[f"datasets/{name}/title"] = (place, name)
            self.about[place] = (name, "", "name")
        return found

    def column(self, table: Row, cells: dict[str, tuple[str, str]]) -> None:
        """One column, from its cells by attribute: place and text."""
        place, name = cells["name"]
        self.about |= {where: (table["name"], name, attribute) for attribute, (where, _text) in cells.items() if name}
        if not name or any(one["name"] == name for one in table["fields"]):
            why = _("Tên “%(name)s” bị trùng trong bảng.") % {"name": name} if name else _("Nhập tên kỹ thuật của trường.")
            self.wrong.append(Wrong(place, name, why))
            return
        row: Row = {}
        for attribute, (where, text) in cells.items():
            row[attribute], why = dictionary.value_of(attribute, text)
            path = f"datasets/{table['name']}/fields/{name}"
            self.places[path if attribute == "name" else f"{path}/{attribute}"] = (where, text)
            if why:
                self.wrong.append(Wrong(where, text, why))
        table["fields"].append(row)

    def found_wrong(self, problems: dict[str, list[str]]) -> list[Wrong]:
        """Sentences about the content, each at the cell that it is about; what the file does not speak of is left out."""
        told = {one.place for one in self.wrong}
        found = [Wrong(*self.places[path], why) for path, sentences in problems.items() if path in self.places for why in sentences]
        return [one for one in found if one.place not in told]


@dataclass(frozen=True)
class Change:
    """One line of what a file would do."""

    kind: str
    table: str
    name: str
    what: str


def read(file: Any, encoding: str = "") -> Given:
    """What the file says. Errors: FileNotRead, Invalid."""
    if (file.name or "").lower().endswith(".json"):
        return _of_schema(file)
    with opened(file, encoding=encoding) as book:
        first = next((place for place, sheet in enumerate(book.sheets) if not sheet.hidden), 0)
        given = _of_rows(book.rows(first))
        given.encoding = book.encoding
    return given


def laid(given: Sequence[Row], present: Sequence[Row], *, whole: bool) -> tuple[list[Row], list[Change]]:
    """The dictionary with the file laid over it, and each thing that this changes; with `whole`, what the file leaves out goes."""
    wanted, known = {one["name"]: one for one in given}, {one["name"] for one in present}
    kept: list[Row] = []
    changes: list[Change] = []
    for table in [*present, *({"title": "", "description": "", "fields": []} | {"name": name} for name in wanted if name not in known)]:
        asked = wanted.get(table["name"])
        if asked is None and whole:
            changes.append(Change("remove", table["name"], "", _("Bỏ cả bảng")))
            continue
        merged, found = (table, []) if asked is None else _merged(asked, table, whole)
        kept.append(merged)
        changes += found
    return kept, changes


def sealed(given: Given) -> str:
    """What was read, to be sent back by the page that shows it; signed, so that it comes back as it was."""
    return signing.dumps(given.tables, salt=SALT, compress=True)


def unsealed(text: str) -> list[Row]:
    """What came back. Error: Invalid."""
    try:
        found: list[Row] = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise Invalid(errors={"file": [_("Chọn lại tệp rồi xem trước lần nữa.")]}) from error
    return found


def _merged(asked: Row, table: Row, whole: bool) -> tuple[Row, list[Change]]:
    result = dictionary.laid(asked["fields"], table["fields"], whole=whole)
    before = {row["name"]: row for row in table["fields"]}
    name, title = table["name"], asked["title"] or table["title"]
    renamed = [Change("change", name, "", f"{_('Tên bảng')}: {table['title']} → {title}")] if table["title"] not in ("", title) else []
    added = [Change("add", name, row["name"], row.get("title", "")) for row in result.added]
    changed = [Change("change", name, row["name"], _differing(before[row["name"]], row)) for row in result.changed]
    removed = [Change("remove", name, row["name"], row["title"]) for row in result.removed]
    return table | {"title": title, "fields": result.rows}, [*renamed, *added, *changed, *removed]


def _differing(before: Row, row: Row) -> str:
    told = [(name, before[name], value) for name, value in row.items() if before[name] != value]
    return "; ".join(f"{capfirst(str(about(name).verbose_name))}: {_words(name, old)} → {_words(name, new)}" for name, old, new in told)


def _of_rows(rows: Iterator[FileRow]) -> Given:
    """Rows under headings; where the cell of the table is empty, it is the table of the row above."""
    keys, given, name = _keys(rows), Given(), ""
    for row in rows:
        cells = {key: given.cell(key, f"{xl_col_to_name(place)}{row.number}", cell) for place, key, cell in _headed(keys, row.cells)}
        place, named = cells.pop(TABLE)
        _title_place, title = cells.pop(TITLE, ("", ""))
        name = named.strip() or name
        if name:
            given.column(given.table(name, title.strip(), place), cells)
        else:
            given.wrong.append(Wrong(place, "", _("Nhập tên kỹ thuật của bảng.")))
    return given


def _headed(keys: Sequence[str], cells: Sequence[Cell]) -> Iterator[tuple[int, str, Cell]]:
    """Each column that is spoken of, with its cell; a row may be shorter than its headings."""
    return ((place, key, cells[place] if place < len(cells) else None) for place, key in enumerate(keys) if key)


def _keys(rows: Iterator[FileRow]) -> list[str]:
    """The attributes that the line of headings names. Error: Invalid."""
    spoken = dictionary.headings_of(COLUMN) | {"bang": TABLE, TABLE: TABLE}
    for language, _label in settings.LANGUAGES:
        with override(language):
            spoken |= {search_key(str(head)): key for key, head in HEADS.items()}
    for _number, row in zip(range(HEADED), rows, strict=False):
        keys = [spoken.get(search_key(str(cell or "")), "") for cell in row.cells]
        if {TABLE, "name"} <= set(keys):
            return keys
    told = _("Không thấy dòng tiêu đề có cột “Bảng (tên kỹ thuật)” và “Tên kỹ thuật”. Dùng tệp mẫu tải từ trang này.")
    raise Invalid(errors={"file": [told]})


def _of_schema(file: Any) -> Given:
    """A Data Package whose resources carry a Table Schema, or one such schema. Error: Invalid."""
    given = Given()
    try:
        document = json.loads(file.read(LARGEST_SCHEMA + 1).decode("utf-8-sig"))
        resources = document.get("resources", [{"name": "bang_1", "schema": document}])
        for number, one in enumerate(resources):
            place = f"/resources/{number}"
            name, title = (given.cell(key, f"{place}/{key}", one.get(key))[1] for key in ("name", "title"))
            table = given.table(name, title, place)
            for row, column in enumerate(table_schema.columns_of(one["schema"])):
                where = f"{place}/schema/fields/{row}"
                given.column(table, {key: given.cell(key, f"{where}/{key}", value) for key, value in column.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        told = _("Tệp JSON không phải Table Schema hay Data Package. Xem mẫu bằng cách tải từ điển dạng JSON.")
        raise Invalid(errors={"file": [told]}) from error
    return given


def _plain(name: str, value: Any) -> str:
    """A value as the text of a cell."""
    if value is None or isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, list):
        return lines([str(one) for one in value])
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if name in ("enum", "description") else str(value).strip()


def _words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, list):
        return ", ".join(value) or "–"
    return str(shown(name, value) or "–")
