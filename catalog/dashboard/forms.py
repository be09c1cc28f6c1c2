"""What a reader of the dashboard chooses: the period, and what a list is narrowed to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agencies.calendar.models import EARLIEST, LATEST
from agencies.calendar.workdays import months_after
from agencies.models import Agency
from catalog.dashboard.records import DAY_SET, HAPPENED, MATTERS, NO_RULE, STEPS, Period
from hcm_registry.inputs import day_input

MONTHS, LONGEST = 12, 60
ALL = ("", _("Tất cả"))


def last_months(on: date, months: int) -> Period:
    """This month and those before it, so many together."""
    return Period(months_after(on.replace(day=1), 1 - months), on)


class PeriodForm(forms.Form):
    """From when to when; the last twelve months where nothing is said."""

    since = day_input(_("Từ ngày"), "", required=False)
    until = day_input(_("Đến hết ngày"), "", required=False)

    def __init__(self, given: QueryDict, *, on: date) -> None:
        self.usual = last_months(on, MONTHS)
        usual = {"since": f"{self.usual.since:%d/%m/%Y}", "until": f"{self.usual.until:%d/%m/%Y}"}
        super().__init__(usual | {name: value for name, value in given.dict().items() if value})

    @property
    def period(self) -> Period:
        """What was chosen; the usual one when that cannot be read."""
        return Period(self.cleaned_data["since"], self.cleaned_data["until"]) if self.is_valid() else self.usual

    def clean(self) -> dict[str, Any]:
        """A period has days, and not too many."""
        for name, day in list(self.cleaned_data.items()):
            if isinstance(day, date) and not EARLIEST <= day.year <= LATEST:
                self.add_error(name, _now("Nhập một năm từ 2000 đến 2100."))
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _now("Ngày cuối không được trước ngày đầu."))
        elif since and until and until >= months_after(since, LONGEST):
            self.add_error("since", _now("Chọn khoảng thời gian không quá 5 năm."))
        return self.cleaned_data


class ListForm(PeriodForm):
    """A list of one period, perhaps of one agency."""

    agency = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def narrow(self, agencies: Iterable[Agency]) -> None:
        """Offer the agencies that the list has."""
        choices = [ALL, *((one.key, str(one)) for one in agencies)]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]  # the stubs know no kind of field here

    @property
    def wanted(self) -> dict[str, str]:
        """Everything beside the period, for `records`."""
        return {name: str(value) for name, value in self.cleaned_data.items() if name not in {"since", "until", "show"} and value}


class StepsForm(ListForm):
    """Moves out of a state, or of one name."""

    source = forms.ChoiceField(label=_("Bước"), required=False, choices=[ALL, *((state, label) for state, (label, _m) in STEPS.items())])
    move = forms.ChoiceField(label=_("Việc"), required=False, choices=[ALL, *((move, label) for move, (label, _k) in HAPPENED.items())])
    field_order = ["source", "move", "agency", "since", "until"]


class DeadlinesForm(ListForm):
    """Deadlines that are over now, or that ended in the period."""

    show = forms.ChoiceField(
        label=_("Tình hình"),
        required=False,
        choices=[("", _("Đang quá hạn")), ("done", _("Đã xong trong kỳ")), ("late", _("Đã xong trong kỳ, quá hạn"))],
    )
    matter = forms.ChoiceField(label=_("Việc"), required=False, choices=[ALL, *((one, one.label) for one in MATTERS)])
    rule = forms.RegexField(rf"^(\d{{1,9}}|{NO_RULE}|{DAY_SET})$", required=False, widget=forms.HiddenInput)
    field_order = ["show", "matter", "agency", "since", "until", "rule"]
