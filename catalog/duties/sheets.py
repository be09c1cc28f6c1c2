"""Duties as files: the list, and the tables of the overview."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.duties import queries
from catalog.duties.models import Duty
from catalog.duties.queries import Overview, Row, Tally
from hcm_registry.kernel.periods import last_day
from hcm_registry.lists import Column, Table, portions
from hcm_registry.sheets import Cell, Sheet

RESPONSIBILITIES = Table(
    "trach-nhiem",
    gettext_lazy("Trách nhiệm"),
    (
        Column(gettext_lazy("Cơ quan"), lambda row: str(row.borne.agency), 34),
        Column(gettext_lazy("Nhiệm vụ"), lambda row: str(row.borne.duty), 34),
        Column(gettext_lazy("Mã"), lambda row: row.borne.database.code if row.borne.database else "", 14),
        Column(gettext_lazy("Cơ sở dữ liệu"), lambda row: row.borne.database_name, 48),
        Column(gettext_lazy("Căn cứ"), lambda row: row.borne.duty.legal_basis, 34),
        Column(gettext_lazy("Quyết định"), lambda row: str(row.borne.decision), 30),
        Column(gettext_lazy("Từ ngày"), lambda row: row.borne.period.lower, 12),
        Column(gettext_lazy("Đến hết ngày"), lambda row: last_day(row.borne.period), 12),
        Column(gettext_lazy("Hạn"), lambda row: row.due.day if row.due else None, 12),
        Column(gettext_lazy("Tình hình"), lambda row: _how(row), 34),
    ),
)


def rows_on(on: date) -> Callable[[Any], Iterator[Row]]:
    """How responsibilities become rows, as they stand on the day."""
    return lambda found: (queries.row_of(one, on) for one in portions(found))


def narrowed(wanted: queries.Wanted, agencies: Iterable[Any]) -> list[tuple[Any, Any]]:
    """What the list was narrowed by, in words."""
    names = {one.key: str(one) for one in agencies}
    shown = {"overdue": _("Quá hạn báo cáo"), "soon": _("Đến hạn trong 30 ngày"), "reported": _("Đã báo cáo, chờ kết luận")}
    shown["missing"] = _("Từng chưa thực hiện đủ")
    said = [
        (_("Cơ quan"), names.get(wanted.agency, wanted.agency)),
        (_("Nhiệm vụ"), dict(Duty.Kind.choices).get(wanted.duty, wanted.duty)),
        (_("Tình hình"), shown.get(wanted.show, "")),
    ]
    return [(label, value) for label, value in said if value]


def standing(found: Overview) -> list[Sheet]:
    """The three tables of the overview."""
    head = [_("Đang chịu trách nhiệm"), _("Đang kiểm tra"), _("Quá hạn"), _("Đã thực hiện"), _("Chưa thực hiện đủ")]
    months: list[Sequence[Cell]] = [[f"{one.first:%m/%Y}", one.total, one.on_time, one.late, one.undone] for one in found.months]
    return [
        Sheet(_("Theo cơ quan"), [_("Cơ quan"), *head], [_tally(one) for one in found.agencies]),
        Sheet(_("Theo nhiệm vụ"), [_("Nhiệm vụ"), *head], [_tally(one) for one in found.duties]),
        Sheet(_("Theo tháng"), [_("Tháng"), _("Đến hạn"), _("Đúng hạn"), _("Trễ hạn"), _("Chưa báo cáo")], months),
    ]


def _how(row: Row) -> str:
    if row.due:
        return row.due.words
    return _("Đã báo cáo, chờ kết luận") if row.check else _("Không có lần kiểm tra nào đang mở")


def _tally(one: Tally) -> list[Cell]:
    return [one.name, one.borne, one.open, one.overdue, one.met, one.missing]
