"""The dashboard as an Excel file: the tables of the page, and what they are about."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.dashboard.queries import Board, Term
from catalog.dashboard.records import BRIEFLY, DAY_SET, HAPPENED, Period
from catalog.dashboard.spans import Figures
from hcm_registry import lists
from hcm_registry.lists import Column, Table
from hcm_registry.sheets import Cell, Sheet

STEPS = Table(
    "cac-buoc-da-qua",
    gettext_lazy("Các bước đã qua"),
    (
        Column(gettext_lazy("Đề xuất"), lambda row: row[0].proposal.code, 18),
        Column(gettext_lazy("Trích yếu"), lambda row: row[0].proposal.title, 48),
        Column(gettext_lazy("Cơ quan đề xuất"), lambda row: str(row[0].proposal.agency), 34),
        Column(gettext_lazy("Việc"), lambda row: str(row[1]), 24),
        Column(gettext_lazy("Đến bước lúc"), lambda row: row[0].came, 20),
        Column(gettext_lazy("Rời bước lúc"), lambda row: row[0].at, 20),
        Column(gettext_lazy("Ngày làm việc"), lambda row: row[2], 10),
    ),
)
DEADLINES = Table(
    "han-xu-ly",
    gettext_lazy("Hạn xử lý"),
    (
        Column(gettext_lazy("Việc"), lambda row: row[0].label, 48),
        Column(gettext_lazy("Loại"), lambda row: row[0].get_kind_display(), 24),
        Column(gettext_lazy("Cơ quan phải làm"), lambda row: str(row[0].agency), 34),
        Column(gettext_lazy("Người phải làm"), lambda row: str(row[0].person) if row[0].person else None, 24),
        Column(gettext_lazy("Quy định"), lambda row: row[0].rule.in_words if row[0].rule else None, 24),
        Column(gettext_lazy("Hạn"), lambda row: row[0].due_on, 12),
        Column(gettext_lazy("Tình hình"), lambda row: row[1].words, 24),
        Column(gettext_lazy("Ngày làm việc"), lambda row: row[2], 10),
    ),
)


def pages(found: Board, period: Period, *, by: Any, at: datetime) -> list[Sheet]:
    """All of it."""
    months: list[Any] = [[f"{one.period.since:%m/%Y}", *one.moves.values()] for one in found.months]
    steps: list[Any] = [[str(one.label), one.waiting, *_took(one.took)] for one in found.steps]
    return [
        Sheet(_("Theo trạng thái"), [_("Trạng thái"), _("Số đề xuất")], [[str(one.state.label), one.number] for one in found.standing]),
        _behind(found),
        Sheet(_("So với quy định"), [_("Việc"), _("Quy định"), *_head(), _("Quá hạn")], [_term(one) for one in found.terms]),
        Sheet(_("Từng bước"), [_("Bước"), _("Đang chờ"), *_head()], steps),
        Sheet(_("Theo tháng"), [_("Tháng"), *(str(label) for label, _kind in HAPPENED.values())], months),
        lists.about_sheet(lists.about(said(period), by, at)),
    ]


def said(period: Period) -> list[tuple[str, str]]:
    """The period, in words."""
    days = {_("Từ ngày"): period.since, _("Đến hết ngày"): period.until}
    return [(label, date_format(day, "SHORT_DATE_FORMAT")) for label, day in days.items()]


def ground(term: Term) -> str:
    """By what a term was judged, in words."""
    if term.rule is not None:
        return f"{term.rule.in_words} ({term.rule.legal_basis})"
    return _("Hạn do người hỏi đặt") if term.ground == DAY_SET else _("Chưa có quy định")


def _behind(found: Board) -> Sheet:
    head = [_("Cơ quan"), *(str(label) for label in BRIEFLY.values()), _("Trách nhiệm")]
    return Sheet(_("Quá hạn theo cơ quan"), head, [[str(one.agency), *one.matters.values(), one.duties] for one in found.behind])


def _head() -> list[str]:
    return [_("Số lượt đã xong"), _("Trung vị, ngày làm việc"), _("90% xong trong, ngày làm việc")]


def _took(took: Figures) -> list[Cell]:
    return [took.number, *("" if days is None else days for days in (took.median, took.most))]


def _term(one: Term) -> list[Cell]:
    return [str(one.matter.label), ground(one), *_took(one.took), one.late]
