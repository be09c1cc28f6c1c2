"""What people type about duties: which they look for, what they ask to be shown, what they show, what they find."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.duties import actions
from catalog.duties.actions import Finding
from catalog.duties.models import ComplianceCheck, Responsibility
from catalog.rules.forms import CHOOSE
from hcm_registry import uploads
from hcm_registry.acting import ActingForm
from hcm_registry.inputs import day_input, text_input

ACCEPTED = ",".join(uploads.PAPERS)


class AskForm(ActingForm):
    """The department asks to be shown."""

    asked = text_input(_("Nội dung yêu cầu"), _("Nêu nội dung yêu cầu kiểm tra."))
    due_on = day_input(_("Báo cáo trước hoặc trong ngày"), _("Ví dụ: 25/12/2026."))

    def __init__(self, *args: Any, responsibility: Responsibility, **kwargs: Any) -> None:
        self.responsibility = responsibility
        super().__init__(*args, **kwargs)

    def verb(self) -> Callable[..., Any]:
        """Ask."""
        return lambda **who: actions.ask(self.responsibility, **self.cleaned_data, **who)


class CheckForm(ActingForm):
    """About one check."""

    def __init__(self, *args: Any, check: ComplianceCheck, **kwargs: Any) -> None:
        self.of = check
        super().__init__(*args, **kwargs)


class ReportForm(CheckForm):
    """The agency shows what it did."""

    text = text_input(_("Kết quả thực hiện"), _("Nêu kết quả thực hiện."))
    file = forms.FileField(
        label=_("Tệp minh chứng"),
        help_text=_("PDF, DOCX, XLSX, PNG hoặc JPG."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Chọn tệp minh chứng trước khi báo cáo."), "empty": _("Tệp rỗng. Chọn tệp khác.")},
    )

    def verb(self) -> Callable[..., Any]:
        """Report."""
        return lambda **who: actions.report(self.of, **self.cleaned_data, **who)


class ConcludeForm(CheckForm):
    """The department judges."""

    outcome = forms.ChoiceField(label=_("Kết luận"), choices=ComplianceCheck.Outcome, widget=forms.RadioSelect, error_messages=CHOOSE)
    text = text_input(_("Nhận xét"), _("Nêu nhận xét."))
    again_on = day_input(_("Phần còn lại phải xong trong ngày"), _("Chỉ khi chưa thực hiện đủ."), required=False)

    def verb(self) -> Callable[..., Any]:
        """Conclude."""
        return lambda **who: actions.conclude(self.of, Finding(**self.cleaned_data), **who)
