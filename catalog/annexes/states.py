"""Where an import of an annex can stand, and what can come of one of its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """From the file to the catalogue; APPLIED, REFUSED and CANCELLED are final."""

    READING = "READING", _("Đang đọc tệp")
    READY = "READY", _("Chờ kiểm tra")
    APPLYING = "APPLYING", _("Đang nạp")
    APPLIED = "APPLIED", _("Đã nạp")
    REFUSED = "REFUSED", _("Không đọc được")
    CANCELLED = "CANCELLED", _("Đã hủy")


class RowKind(models.TextChoices):
    """What a row of the file is taken for."""

    ENTRY = "ENTRY", _("Cơ sở dữ liệu")
    GROUP = "GROUP", _("Dòng nhóm")
    NUMBERING = "NUMBERING", _("Dòng đánh số cột")
    TOTAL = "TOTAL", _("Dòng tổng cộng")
    HEADING = "HEADING", _("Tiêu đề cột")
    ABOVE = "ABOVE", _("Phía trên bảng")


class Outcome(models.TextChoices):
    """What a row is to the catalogue."""

    NEW = "NEW", _("Mới")
    SAME = "SAME", _("Không đổi")
    OTHER = "OTHER", _("Khác danh mục")
    WRONG = "WRONG", _("Phải sửa")


#: A job has something to do.
WORKING = frozenset({State.READING, State.APPLYING})
#: Nothing more happens.
OVER = frozenset({State.APPLIED, State.REFUSED, State.CANCELLED})
