"""What an administrator types to change the calendar. Every change has its reason; each form answers with the year that changed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.calendar import actions
from agencies.calendar.models import EARLIEST, LATEST, CalendarDay
from hcm_registry.acting import ActingForm
from hcm_registry.inputs import day_input, line_input, text_input

REASON = _("Nhập lý do hoặc căn cứ.")


class DraftForm(ActingForm):
    """Which year to begin."""

    places = {"agencies_calendaryear_plausible": "year"}

    year = forms.IntegerField(label=_("Năm"), min_value=EARLIEST, max_value=LATEST, error_messages={"required": _("Nhập năm, ví dụ 2027.")})

    def verb(self) -> Callable[..., int]:
        """Draft the year."""
        return lambda **who: actions.draft(self.cleaned_data["year"], **who).pk


class ConfirmForm(ActingForm):
    """What a year was checked against."""

    reason = text_input(_("Căn cứ xác nhận"), REASON, _("Số, ngày của thông báo nghỉ lễ, Tết đã đối chiếu."))

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        self.year = year
        super().__init__(*args, **kwargs)

    def verb(self) -> Callable[..., int]:
        """Confirm the year."""
        return lambda **who: actions.confirm(self.year, reason=self.cleaned_data["reason"], **who).pk


class AddForm(ActingForm):
    """A day off, or a Saturday that makes up for one."""

    places = {
        "agencies_calendarday_one_a_day": "day",
        "agencies_calendarday_made_up_on_saturday": "day",
        "year-not-drafted": "day",
    }

    day = day_input(_("Ngày"), _("Ví dụ: 24/11/2026."))
    kind = forms.ChoiceField(label=_("Loại"), choices=CalendarDay.Kind, widget=forms.RadioSelect, initial=CalendarDay.Kind.HOLIDAY)
    name = line_input(_("Tên ngày"), _("Ví dụ: Ngày Văn hóa Việt Nam."))
    source = line_input(_("Nguồn"), _("Văn bản quy định hoặc thông báo ngày này."))
    reason = text_input(_("Lý do thay đổi"), REASON, _("Ghi vào nhật ký của lịch."))

    def verb(self) -> Callable[..., int]:
        """Add the day."""
        typed = self.cleaned_data | {"kind": CalendarDay.Kind(self.cleaned_data["kind"])}
        return lambda **who: actions.add_day(**typed, **who).year_id


class RemoveForm(ActingForm):
    """Why a day leaves the calendar."""

    reason = text_input(_("Lý do bỏ ngày này"), REASON, _("Ghi vào nhật ký của lịch."))

    def __init__(self, *args: Any, day: CalendarDay, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)

    def verb(self) -> Callable[..., int]:
        """Remove the day."""
        return lambda **who: actions.remove_day(self.day, reason=self.cleaned_data["reason"], **who).year_id
