"""A difference in a sentence, and what is to be done about it."""

from django.utils.translation import gettext as _

from sharing.integration.drifts import Drift
from sharing.integration.states import Change


def sentence(drift: Drift) -> str:
    """What the source has instead."""
    told = drift.detail
    return {
        Change.MISSING: lambda: _("Từ điển có cột này, nguồn không có."),
        Change.RETYPED: lambda: _("Nguồn có kiểu %(type)s, không đọc được thành kiểu trong từ điển.") % told,
        Change.RENAMED: lambda: _("Nguồn không còn cột này nhưng có cột “%(now)s” giống nó.") % told,
        Change.ADDED: lambda: _("Nguồn có thêm cột này, từ điển không có; cột này không được nạp."),
        Change.VALUES: lambda: _("Giá trị không có trong danh mục: %(values)s.") % {"values": "; ".join(told["values"])},
        Change.TABLE: lambda: _("Từ điển không có bảng này; nguồn có %(count)d cột.") % {"count": len(told["fields"])},
    }[Change(drift.change)]()
