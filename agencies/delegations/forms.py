"""What somebody types to let a deputy act for them."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.delegations import actions, queries
from agencies.people import User
from hcm_registry.kernel.errors import NotAuthorised, RuleBroken
from hcm_registry.kernel.periods import ImpossiblePeriod
from hcm_registry.vietnamese.fields import NfcLineInput

MOMENT = _("Nhập giờ và ngày dạng 08:00 25/12/2026.")
FORMATS = ["%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M"]
CHOOSE = {"required": _("Chọn một mục."), "invalid_choice": _("Chọn một mục trong danh sách.")}
#: Where the sentence of a promise stands on the form.
BLAME = {"agencies_delegation_one_at_a_time": "start", "agencies_delegation_not_to_oneself": "to"}


def moment_input(label: Any) -> forms.DateTimeField:
    """A moment to the minute, as people write it."""
    widget = forms.DateTimeInput(format=FORMATS[0], attrs={"autocomplete": "off"})
    said = {"required": MOMENT, "invalid": MOMENT}
    return forms.DateTimeField(
        label=label, help_text=_("Ví dụ: 08:00 25/12/2026."), input_formats=FORMATS, widget=widget, error_messages=said
    )


class GiveForm(forms.Form):
    """Which role, to whom, from when to when, and why."""

    seat = forms.ChoiceField(label=_("Vai trò"), error_messages=CHOOSE)
    to = forms.ModelChoiceField(label=_("Người được ủy quyền"), queryset=User.objects.none(), empty_label=_("Chọn"), error_messages=CHOOSE)
    start = moment_input(_("Từ"))
    end = moment_input(_("Đến"))
    reason = NfcLineInput(label=_("Lý do"), max_length=255, error_messages={"required": _("Nhập lý do, ví dụ đi công tác.")})

    def __init__(self, *args: Any, by: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.at = by, at
        self.seats = {f"{seat.role}@{seat.agency.key}": seat for seat in queries.own_seats(by, at)}
        self.fields["seat"].choices = [(key, str(seat)) for key, seat in self.seats.items()]  # type: ignore[attr-defined]
        self.fields["to"].queryset = queries.possible_deputies(by, at)  # type: ignore[attr-defined]

    def act(self) -> bool:
        """Delegate; False, with the sentence on the form, when a rule refuses. Error: NotAuthorised."""
        given = dict(self.cleaned_data)
        seat = self.seats[given.pop("seat")]
        try:
            actions.delegate(seat.role, agency=seat.agency, by=self.by, at=self.at, **given)
        except NotAuthorised:
            raise
        except ImpossiblePeriod as broken:
            self.add_error("end", broken.text)
        except RuleBroken as broken:
            place = BLAME.get(broken.detail.get("constraint", ""))
            for name, sentences in (broken.detail.get("errors") or {place: [broken.text]}).items():
                self.add_error(name, sentences)
        return not self.errors
