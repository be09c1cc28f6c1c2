"""What somebody types to let a deputy act for them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.delegations import actions, queries
from agencies.people import User
from hcm_registry.acting import ActingForm
from hcm_registry.vietnamese.fields import NfcLineInput

MOMENT = _("Nhập giờ và ngày dạng 08:00 25/12/2026.")
FORMATS = ["%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M"]
CHOOSE = {"required": _("Chọn một mục."), "invalid_choice": _("Chọn một mục trong danh sách.")}


def moment_input(label: Any) -> forms.DateTimeField:
    """A moment to the minute, as people write it."""
    widget = forms.DateTimeInput(format=FORMATS[0], attrs={"autocomplete": "off"})
    said = {"required": MOMENT, "invalid": MOMENT}
    return forms.DateTimeField(
        label=label, help_text=_("Ví dụ: 08:00 25/12/2026."), input_formats=FORMATS, widget=widget, error_messages=said
    )


class GiveForm(ActingForm):
    """Which role, to whom, from when to when, and why."""

    places = {"agencies_delegation_one_at_a_time": "start", "agencies_delegation_not_to_oneself": "to", "impossible-period": "end"}

    seat = forms.ChoiceField(label=_("Vai trò"), error_messages=CHOOSE)
    to = forms.ModelChoiceField(
        label=_("Người được ủy quyền"),
        queryset=User.objects.none(),
        empty_label=_("Chọn"),
        error_messages=CHOOSE
        | {"invalid_choice": _("Không ủy quyền cho chính mình hoặc người ngoài cơ quan. Chọn một đồng nghiệp trong danh sách.")},
    )
    start = moment_input(_("Từ"))
    end = moment_input(_("Đến"))
    reason = NfcLineInput(label=_("Lý do"), max_length=255, error_messages={"required": _("Nhập lý do, ví dụ đi công tác.")})

    def __init__(self, *args: Any, by: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {f"{seat.role}@{seat.agency.key}": seat for seat in queries.own_seats(by, at)}
        self.fields["seat"].choices = [(key, str(seat)) for key, seat in self.seats.items()]  # type: ignore[attr-defined]  # the stubs know no kind of field here
        self.fields["to"].queryset = queries.possible_deputies(by, at)  # type: ignore[attr-defined]  # the stubs know no kind of field here

    def verb(self) -> Callable[..., Any]:
        """Delegate."""
        given = dict(self.cleaned_data)
        seat = self.seats[given.pop("seat")]
        return lambda **who: actions.delegate(seat.role, agency=seat.agency, **given, **who)
