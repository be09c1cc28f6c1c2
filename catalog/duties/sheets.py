"""Duties as the sheets of an Excel file, the same tables as on the pages."""

from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.duties.queries import Overview, Row, Tally
from hcm_registry.sheets import Cell, Sheet


def responsibilities(rows: Iterable[Row]) -> Sheet:
    """The list."""
    head = [
        _("Cơ quan"),
        _("Nhiệm vụ"),
        _("Mã"),
        _("Cơ sở dữ liệu"),
        _("Căn cứ"),
        _("Quyết định"),
        _("Thời gian"),
        _("Hạn"),
        _("Tình hình"),
    ]
    return Sheet(_("Trách nhiệm"), head, [_line(row) for row in rows])


def standing(found: Overview) -> list[Sheet]:
    """The three tables of the overview."""
    head = [_("Đang chịu trách nhiệm"), _("Đang kiểm tra"), _("Quá hạn"), _("Đã thực hiện"), _("Chưa thực hiện đủ")]
    months: list[Sequence[Cell]] = [[f"{one.first:%m/%Y}", one.total, one.on_time, one.late, one.undone] for one in found.months]
    return [
        Sheet(_("Theo cơ quan"), [_("Cơ quan"), *head], [_tally(one) for one in found.agencies]),
        Sheet(_("Theo nhiệm vụ"), [_("Nhiệm vụ"), *head], [_tally(one) for one in found.duties]),
        Sheet(_("Theo tháng"), [_("Tháng"), _("Đến hạn"), _("Đúng hạn"), _("Trễ hạn"), _("Chưa báo cáo")], months),
    ]


def _line(row: Row) -> list[str]:
    borne, due = row.borne, row.due
    day = date_format(due.day, "SHORT_DATE_FORMAT") if due and due.day else ""
    how = due.words if due else _("Đã báo cáo, chờ kết luận") if row.check else _("Không có lần kiểm tra nào đang mở")
    whose = [str(borne.agency), str(borne.duty), borne.database.code if borne.database else "", borne.database_name]
    return [*whose, borne.duty.legal_basis, str(borne.decision), borne.period_in_words, day, how]


def _tally(one: Tally) -> list[Cell]:
    return [one.name, one.borne, one.open, one.overdue, one.met, one.missing]
