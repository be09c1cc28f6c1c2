"""What an administrator types to change the calendar. Every change has its reason."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.calendar import actions
from agencies.calendar.models import EARLIEST, LATEST, CalendarDay
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.vietnamese.fields import NfcLineInput, NfcTextInput

FILL_IN = {"required": _("Nhập mục này.")}
DATE = _("Nhập ngày dạng 25/12/2026.")


def reason_input(label: Any, hint: Any) -> NfcTextInput:
    """Why."""
    widget = forms.Textarea(attrs={"rows": 2})
    return NfcTextInput(label=label, help_text=hint, widget=widget, error_messages={"required": _("Nhập lý do hoặc căn cứ.")})


class ChangeForm(forms.Form):
    """A change of the calendar; what a rule says about it stands beside the input it concerns."""

    def act(self, *, by: Any, at: datetime) -> bool:
        """Make the change; False, with the sentence on the form, when a rule refuses."""
        try:
            self.make(by=by, at=at)
        except RuleBroken as error:
            if error.status not in {400, 409}:
                raise
            name = BLAME.get(error.detail.get("constraint", ""), "")
            self.add_error(name if name in self.fields else None, error.text)
        return not self.errors

    @property
    def shown_year(self) -> int:
        """The year to show once the change is made."""
        raise NotImplementedError

    def make(self, *, by: Any, at: datetime) -> None:
        """The verb."""
        raise NotImplementedError


class DraftForm(ChangeForm):
    """Which year to begin."""

    year = forms.IntegerField(label=_("Năm"), min_value=EARLIEST, max_value=LATEST, error_messages={"required": _("Nhập năm, ví dụ 2027.")})

    @property
    def shown_year(self) -> int:
        """The drafted one."""
        return int(self.cleaned_data["year"])

    def make(self, *, by: Any, at: datetime) -> None:
        """Draft the year."""
        actions.draft(self.cleaned_data["year"], by=by, at=at)


class ConfirmForm(ChangeForm):
    """What a year was checked against."""

    reason = reason_input(_("Căn cứ xác nhận"), _("Số, ngày của thông báo nghỉ lễ, Tết đã đối chiếu."))

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        self.year = year
        super().__init__(*args, **kwargs)

    @property
    def shown_year(self) -> int:
        """The confirmed one."""
        return self.year

    def make(self, *, by: Any, at: datetime) -> None:
        """Confirm the year."""
        actions.confirm(self.year, reason=self.cleaned_data["reason"], by=by, at=at)


class AddForm(ChangeForm):
    """A day off, or a Saturday that makes up for one."""

    day = forms.DateField(
        label=_("Ngày"),
        help_text=_("Ví dụ: 24/11/2026."),
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": DATE, "required": DATE},
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=CalendarDay.Kind, widget=forms.RadioSelect, initial=CalendarDay.Kind.HOLIDAY)
    name = NfcLineInput(label=_("Tên ngày"), max_length=255, help_text=_("Ví dụ: Ngày Văn hóa Việt Nam."), error_messages=FILL_IN)
    source = NfcLineInput(
        label=_("Nguồn"), max_length=255, help_text=_("Văn bản quy định hoặc thông báo ngày này."), error_messages=FILL_IN
    )
    reason = reason_input(_("Lý do thay đổi"), _("Ghi vào nhật ký của lịch."))

    @property
    def shown_year(self) -> int:
        """The one it stands in."""
        return int(self.cleaned_data["day"].year)

    def make(self, *, by: Any, at: datetime) -> None:
        """Add the day."""
        typed = self.cleaned_data
        actions.add_day(**{**typed, "kind": CalendarDay.Kind(typed["kind"])}, by=by, at=at)


class RemoveForm(ChangeForm):
    """Why a day leaves the calendar."""

    reason = reason_input(_("Lý do bỏ ngày này"), _("Ghi vào nhật ký của lịch."))

    def __init__(self, *args: Any, day: CalendarDay, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)

    @property
    def shown_year(self) -> int:
        """The one it stood in."""
        return self.day.day.year

    def make(self, *, by: Any, at: datetime) -> None:
        """Remove the day."""
        actions.remove_day(self.day, reason=self.cleaned_data["reason"], by=by, at=at)


BLAME = {
    "agencies_calendarday_one_a_day": "day",
    "agencies_calendarday_made_up_on_saturday": "day",
    "agencies_calendarday_in_its_year": "day",
    "agencies_calendaryear_plausible": "year",
}
