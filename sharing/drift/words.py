"""A difference in a sentence, and what is to be done about it."""

from django.utils.translation import gettext as _

from sharing.integration.drifts import Drift
from sharing.integration.states import Change


def sentence(drift: Drift) -> str:
    """What the source has instead."""
    told = drift.detail
    count, values = len(told.get("fields", [])), "; ".join(told.get("values", []))
    said = {
        Change.MISSING: _("Từ điển có cột này, nguồn không có."),
        Change.RETYPED: _("Nguồn có kiểu %(type)s, không đọc được thành kiểu trong từ điển."),
        Change.RENAMED: _("Nguồn không còn cột này nhưng có cột “%(now)s” giống nó."),
        Change.ADDED: _("Nguồn có thêm cột này, từ điển không có; cột này không được nạp."),
        Change.VALUES: _("Giá trị không có trong danh mục: %(values)s."),
        Change.TABLE: _("Từ điển không có bảng này; nguồn có %(count)d cột."),
    }
    return said[Change(drift.change)] % (told | {"count": count, "values": values})
