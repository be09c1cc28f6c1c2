"""Notices and e-mails as files."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from hcm_registry.lists import Column, Table

NOTICES = Table(
    "thong-bao",
    _("Thông báo"),
    (
        Column(_("Lúc"), lambda notice: notice.message.at, 20),
        Column(_("Tiêu đề"), lambda notice: notice.message.spoken["title"], 48),
        Column(_("Nội dung"), lambda notice: notice.message.spoken["body"], 60),
        Column(_("Đọc lúc"), lambda notice: notice.read_at, 20),
    ),
)
DELIVERIES = Table(
    "thu-da-gui",
    _("Thư đã gửi"),
    (
        Column(_("Lập lúc"), lambda letter: letter.at, 20),
        Column(_("Gửi đến"), lambda letter: str(letter.user or letter.agency), 34),
        Column(_("Địa chỉ"), lambda letter: letter.address, 34),
        Column(_("Thông báo"), lambda letter: letter.message.spoken["title"] if letter.message else _now("Bản tổng hợp trong ngày"), 48),
        Column(_("Kết quả"), lambda letter: _result(letter), 18),
        Column(_("Kết thúc lúc"), lambda letter: letter.sent_at or letter.failed_at, 20),
        Column(_("Lỗi gần nhất"), lambda letter: letter.last_error, 40),
    ),
)


def _result(letter: Any) -> str:
    if letter.sent_at:
        return pgettext("mail", "Đã gửi")
    return _now("Không đến được") if letter.failed_at else _now("Chờ gửi")
