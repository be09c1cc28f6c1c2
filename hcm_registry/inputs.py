"""Inputs that every form asks with in the same words: a legal day, one line of text, several lines of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hcm_registry.vietnamese.fields import NfcLineInput, NfcTextInput

DATE = _("Nhập ngày dạng 25/12/2026.")
EXAMPLE = _("Ví dụ: 25/12/2026.")
FILL_IN = _("Nhập mục này.")


def day_input(label: Any, hint: Any = EXAMPLE, *, required: bool = True) -> forms.DateField:
    """A legal day, typed as people write it."""
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
    messages = {"invalid": DATE, "required": DATE}
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget, error_messages=messages)


def line_input(label: Any, hint: Any = "", *, required: bool = True, length: int = 255) -> NfcLineInput:
    """One line of text, of at most so many characters."""
    return NfcLineInput(label=label, help_text=hint, required=required, max_length=length, error_messages={"required": FILL_IN})


def text_input(label: Any, message: Any = FILL_IN, hint: Any = "", *, required: bool = True, rows: int = 2) -> NfcTextInput:
    """Text of several lines; `message` is said where it is required and missing."""
    widget = forms.Textarea(attrs={"rows": rows})
    return NfcTextInput(label=label, help_text=hint, required=required, widget=widget, error_messages={"required": message})
