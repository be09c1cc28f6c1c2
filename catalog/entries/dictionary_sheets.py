"""The data dictionary as an Excel file: what each column says, and what may be written in it. It is read again by the file of a draft."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.entries.content import COLUMN
from catalog.entries.models import Field
from hcm_registry.sheets import Cell, Sheet

Row = dict[str, Any]
TABLE, TITLE = "table", "table_title"
HEADS = {TABLE: gettext_lazy("Bảng (tên kỹ thuật)"), TITLE: gettext_lazy("Tên bảng")}


def template(datasets: Sequence[Row]) -> list[Sheet]:
    """The dictionary as it stands, to be filled in; and what may be written where."""
    heads = [*(str(head) for head in HEADS.values()), *(capfirst(str(about(name).verbose_name)) for name in COLUMN)]
    rows = [[one["name"], one["title"], *(shown(name, column[name]) for name in COLUMN)] for one in datasets for column in one["fields"]]
    guide = [[head, _allowed(name)] for head, name in zip(heads[2:], COLUMN, strict=True)]
    first = [[heads[0], _("Để trống nếu cùng bảng với dòng trên.")], [heads[1], ""]]
    return [
        Sheet(_("Từ điển"), heads, rows, frozen=3, choices=_choices()),
        Sheet(_("Hướng dẫn"), [_("Cột"), _("Cách ghi")], [*first, *guide], [36, 90]),
    ]


def lines(values: list[str]) -> str:
    """One a line; a line end behind a single value keeps its semicolons from parting it."""
    return "\n".join(values) + ("\n" if len(values) == 1 else "")


def shown(name: str, value: Any) -> Cell:
    """A value as the template shows it."""
    if isinstance(value, list):
        return lines(value)
    options = dict(about(name).choices or ())
    found: Cell = str(options[value]) if value in options else value
    return found


def about(name: str) -> Any:
    """The model field behind an attribute of a column."""
    return Field._meta.get_field(name)


def _choices() -> dict[int, list[str]]:
    """What is chosen from a list, by the place of its column."""
    return {
        place: [str(text) for _key, text in about(name).choices]
        for place, name in enumerate(COLUMN, start=len(HEADS))
        if about(name).choices
    }


def _allowed(name: str) -> str:
    field = about(name)
    if field.choices:
        return ", ".join(str(text) for _key, text in field.choices)
    kinds = {"BooleanField": _("Có hoặc Không"), "PositiveIntegerField": _("Số nguyên không âm")}
    more = _("Mỗi giá trị một dòng trong ô, hoặc cách nhau bằng dấu chấm phẩy") if name == "enum" else str(field.help_text)
    return kinds.get(field.get_internal_type(), more)
