"""The list of the catalogue as a file: Excel, CSV and JSON of the same rows. An empty cell means: not known."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyName
from catalog.entries.content import governed
from catalog.entries.models import DatabaseVersion
from catalog.entries.querysets import WORDS
from hcm_registry.kernel.periods import last_day
from hcm_registry.lists import Column, Table, portions

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
#: Key → heading, in order.
COLUMNS = {
    "code": _("Mã"),
    "version": _("Phiên bản"),
    **{name: governed(name).verbose_name for name in GOVERNED},
    "valid_from": _("Hiệu lực từ"),
    "valid_to": _("Hết hiệu lực"),
    "decision": _("Quyết định"),
    "demo": _("Số liệu minh họa"),
}
WIDTHS = {"name": 48, "managing_agency": 34, "purpose": 60}
Line = dict[str, Any]


def lines(versions: QuerySet[Any]) -> Iterator[Line]:
    """One mapping a version, read in portions."""
    names = dict(AgencyName.objects.order_by("pk").values_list("agency_id", "name"))  # the latest name is the last
    found = versions.select_related("database", "decision").defer(*WORDS, "name_sort", "content", "data_source")
    for version in portions(found):
        yield _line(version, names)


def as_json(versions: QuerySet[Any], about: Line) -> Iterator[str]:
    """`about` and `results`, written row by row."""
    yield json.dumps(about, ensure_ascii=False, default=str)[:-1] + ', "results": ['
    for place, line in enumerate(lines(versions)):
        yield (",\n" if place else "\n") + json.dumps(line, ensure_ascii=False, default=_iso)
    yield "\n]}\n"


def _line(version: DatabaseVersion, names: dict[int, str]) -> Line:
    line: Line = {"code": version.database.code, "version": version.number}
    for name in GOVERNED:
        getter = getattr(version, f"get_{name}_display", None)
        line[name] = str(getter()) if getter else getattr(version, name) if name != "managing_agency" else ""
    line["managing_agency"] = names.get(version.managing_agency_id or 0, "")
    line["valid_from"], line["valid_to"] = version.since, last_day(version.in_force)
    return line | {"decision": version.decision.reference, "demo": version.database.is_demo}


def _of(name: str) -> Callable[[Line], Any]:
    return lambda line: line[name]


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


SHOWN = tuple(Column(title, _of(name), WIDTHS.get(name, 18)) for name, title in COLUMNS.items())
CATALOGUE = Table("danh-muc", _("Danh mục"), SHOWN, frozen=3)
