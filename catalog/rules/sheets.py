"""The terms laid down, as a file: for each matter the rule of the day asked about, then those of other days."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from catalog.rules.models import LegalRule
from catalog.rules.queries import Standing
from hcm_registry.kernel.periods import first_day, last_day
from hcm_registry.lists import Column, Table

Row = tuple[Standing, LegalRule | None, bool]

RULES = Table(
    "thoi-han",
    _("Thời hạn theo quy định"),
    (
        Column(_("Việc"), lambda row: str(row[0].matter.label), 40),
        Column(_("Thời hạn"), lambda row: row[1].in_words if row[1] else None, 18),
        Column(_("Áp dụng vào ngày đã chọn"), lambda row: row[2], 14),
        Column(_("Do ai đặt"), lambda row: row[1].get_origin_display() if row[1] else None, 20),
        Column(_("Căn cứ"), lambda row: row[1].legal_basis if row[1] else None, 50),
        Column(_("Từ ngày"), lambda row: first_day(row[1].period) if row[1] else None, 12),
        Column(_("Đến hết ngày"), lambda row: last_day(row[1].period) if row[1] else None, 12),
        Column(_("Lý do đặt"), lambda row: row[1].reason if row[1] else None, 40),
    ),
)


def rows(matters: Iterable[Standing]) -> list[Row]:
    """A row a rule; a matter without any has one too."""
    found: list[Row] = []
    for entry in matters:
        found.append((entry, entry.rule, entry.rule is not None))
        found += [(entry, rule, False) for rule in entry.others]
    return found


def narrowed(day: date) -> list[tuple[object, object]]:
    """What the list was asked for."""
    return [(_("Áp dụng cho hồ sơ ngày"), f"{day:%d/%m/%Y}")]
