"""The list as a file: Excel, CSV and JSON of the same rows. Text stays text; an empty cell means: not known."""

import csv
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import AgencyName
from catalog.entries.content import label
from catalog.entries.models import DatabaseVersion
from catalog.entries.querysets import WORDS
from hcm_registry.kernel.periods import last_day

GOVERNED = (
    "name",
    "name_en",
    "theme",
    "managing_agency",
    "managing_agency_basis",
    "status",
    "sharing_class",
    "sharing_method",
    "update_frequency",
    "personal_data",
    "purpose",
    "scope",
    "legal_basis",
)
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
CHUNK = 2000
Line = dict[str, Any]


def columns() -> dict[str, str]:
    """Key → heading, in order."""
    head = {"code": _("Mã"), "version": _("Phiên bản")}
    head |= {name: label(name) for name in GOVERNED}
    return head | {
        "valid_from": _("Hiệu lực từ"),
        "valid_to": _("Hết hiệu lực"),
        "decision": _("Quyết định"),
        "demo": _("Số liệu minh họa"),
    }


def lines(versions: QuerySet[Any]) -> Iterator[Line]:
    """One mapping a version, read in portions."""
    names = dict(AgencyName.objects.order_by("pk").values_list("agency_id", "name"))  # the latest name is the last
    found = versions.select_related("database", "decision").defer(*WORDS, "name_sort", "content", "data_source")
    for version in found.iterator(chunk_size=CHUNK):
        yield _line(version, names)


def as_json(versions: QuerySet[Any], about: Line) -> Iterator[str]:
    """`about` and `results`, written row by row."""
    yield json.dumps(about, ensure_ascii=False, default=str)[:-1] + ', "results": ['
    for place, line in enumerate(lines(versions)):
        yield (",\n" if place else "\n") + json.dumps(line, ensure_ascii=False, default=_iso)
    yield "\n]}\n"


def as_csv(versions: QuerySet[Any]) -> Iterator[str]:
    """UTF-8 with the mark that Excel looks for; nothing in it can be taken for a formula."""
    head, writer = columns(), csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(head.values())  # the echo gives the line back
    for line in lines(versions):
        yield writer.writerow([harmless(_text(line[name])) for name in head])


def as_excel(versions: QuerySet[Any], about: Iterable[tuple[str, str]]) -> Any:
    """A workbook in a temporary file, open at its start: the list, and a sheet that says what it is."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    _about(book, about)
    _list(book, versions)
    book.close()
    file.seek(0)
    return file


def harmless(text: str) -> str:
    """Text that a spreadsheet will not run: an apostrophe before what looks like a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _line(version: DatabaseVersion, names: dict[int, str]) -> Line:
    line: Line = {"code": version.database.code, "version": version.number}
    for name in GOVERNED:
        getter = getattr(version, f"get_{name}_display", None)
        line[name] = str(getter()) if getter else getattr(version, name) if name != "managing_agency" else ""
    line["managing_agency"] = names.get(version.managing_agency_id or 0, "")
    line["valid_from"], line["valid_to"] = version.since, last_day(version.in_force)
    return line | {"decision": version.decision.reference, "demo": version.database.is_demo}


def _about(book: Any, about: Iterable[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(_("Về tệp này"))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(about):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)


def _list(book: Any, versions: QuerySet[Any]) -> None:
    sheet, head = book.add_worksheet(_("Danh mục")), columns()
    sheet.freeze_panes(1, 3)
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, (name, title) in enumerate(head.items()):
        sheet.set_column(place, place, {"name": 48, "managing_agency": 34, "purpose": 60}.get(name, 18))
        sheet.write_string(0, place, title, bold)
    for row, line in enumerate(lines(versions), start=1):
        for place, name in enumerate(head):
            sheet.write_string(row, place, _text(line[name]))
    sheet.activate()


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(value)


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


class _Echo:
    """What csv writes is handed back instead of kept."""

    def write(self, text: str) -> str:
        return text
