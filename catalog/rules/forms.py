"""What an administrator types to lay down a rule, and the day a reader asks about."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.rules import actions
from catalog.rules.actions import Term
from catalog.rules.models import WARNINGS, LegalRule, Matter
from hcm_registry.acting import ActingForm
from hcm_registry.inputs import day_input, text_input

CHOOSE = {"required": _("Chọn một mục."), "invalid_choice": _("Chọn một mục trong danh sách.")}
LONGEST = 1000


class DayForm(forms.Form):
    """On which day."""

    as_of = day_input(_("Áp dụng cho hồ sơ ngày"), "", required=False)


class RuleForm(ActingForm):
    """A rule for one matter."""

    places = {
        "catalog_rule_one_a_day": "start",
        "catalog_rule_some_time": "value",
        "catalog_rule_warnings_in_working_days": "unit",
        "impossible-period": "last",
    }

    value = forms.IntegerField(label=_("Thời hạn"), min_value=0, max_value=LONGEST, error_messages={"required": _("Nhập một số, ví dụ 5.")})
    unit = forms.ChoiceField(label=_("Đơn vị tính"), choices=LegalRule.Unit, error_messages=CHOOSE)
    origin = forms.ChoiceField(
        label=_("Do ai đặt"),
        choices=[(one.value, one.label) for one in (LegalRule.Origin.CITY, LegalRule.Origin.LAW)],
        widget=forms.RadioSelect,
        initial=LegalRule.Origin.CITY,
        error_messages=CHOOSE,
    )
    start = day_input(_("Áp dụng từ ngày"), _("Theo ngày của hồ sơ; có thể ở quá khứ. Quy định đang áp dụng kết thúc ngay trước ngày này."))
    last = day_input(_("Đến hết ngày"), _("Để trống nếu chưa biết ngày kết thúc."), required=False)
    legal_basis = text_input(_("Căn cứ"), _("Nêu căn cứ của quy định."), _("Số, ngày, điều, khoản của văn bản."))
    source = text_input(_("Nguồn"), "", _("Nơi đọc được văn bản."), required=False)
    reason = text_input(_("Lý do đặt quy định"), _("Nêu lý do đặt quy định."))

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        self.matter = matter
        super().__init__(*args, **kwargs)
        if matter in WARNINGS:
            self.initial["unit"] = LegalRule.Unit.WORKING_DAYS

    def verb(self) -> Callable[..., Any]:
        """Lay the rule down."""
        return lambda **who: actions.lay_down(self._term(), reason=self.cleaned_data["reason"], **who)

    def _term(self) -> Term:
        typed = {name: value for name, value in self.cleaned_data.items() if name not in {"last", "reason"}}
        last: date | None = self.cleaned_data["last"]
        return Term(key=self.matter, end=last and last + timedelta(days=1), **typed)
