"""What a managing agency types to tell that it will stop sharing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.queries import whom_to_ask
from catalog.documents import suspension
from catalog.documents.suspension import Notice, Reason
from catalog.entries.models import DatabaseVersion
from hcm_registry.acting import ActingForm
from hcm_registry.inputs import day_input, line_input, text_input
from hcm_registry.kernel.periods import today


class NoticeForm(ActingForm):
    """A planned stop, or one that nobody planned."""

    places = {"unknown-year": "since"}

    reason = forms.ChoiceField(
        label=_("Lý do tạm dừng"), choices=Reason, widget=forms.RadioSelect, error_messages={"required": _("Chọn lý do tạm dừng.")}
    )
    detail = text_input(_("Nội dung cụ thể"), "", _("Ví dụ: nâng cấp máy chủ cơ sở dữ liệu."), required=False)
    since = day_input(_("Tạm dừng từ ngày"))
    until = day_input(_("Dự kiến khôi phục ngày"))
    contact = line_input(_("Đầu mối liên hệ"), _("Họ tên, chức vụ, điện thoại, thư điện tử."))

    def __init__(self, *args: Any, version: DatabaseVersion, at: datetime, **kwargs: Any) -> None:
        self.version = version
        super().__init__(*args, **kwargs)
        self.initial["contact"] = whom_to_ask(version.managing_agency_id, today(at))

    def verb(self) -> Callable[..., Any]:
        """Tell it."""
        given = self.cleaned_data
        notice = Notice(**{**given, "reason": Reason(given["reason"])})
        return lambda **who: suspension.told(self.version, notice, **who)
