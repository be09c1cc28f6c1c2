"""What people type about being told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.outbox.models import Preference
from hcm_registry.vietnamese.fields import NfcTextInput


class PreferenceForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """How the person wants to be told."""

    class Meta:
        model = Preference
        fields = ("mail", "language")
        widgets = {"mail": forms.RadioSelect, "language": forms.RadioSelect}
        help_texts = {"mail": _("Thông báo luôn có trong hệ thống; thư của cơ quan vẫn đến hộp thư cơ quan.")}


class SeenToForm(forms.Form):
    """What was done about somebody who could not be told."""

    note = NfcTextInput(
        label=_("Đã làm gì"),
        help_text=_("Ví dụ: đã bổ sung hộp thư của cơ quan và chuyển thông báo bằng công văn."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Ghi đã làm gì để việc này xong.")},
    )
