"""The journal: what happened to the catalogue, newest first."""

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.journal import sheets
from catalog.journal.models import JournalEntry
from hcm_registry import lists
from hcm_registry.keyset import Order, beside, page
from hcm_registry.vietnamese.fields import NfcLineInput

NEWEST = Order(("seq",), down=True)
SIZE = 50


class JournalForm(forms.Form):
    """Narrow the journal."""

    kind = forms.ChoiceField(label=_("Sự việc"), required=False, choices=[("", _("Tất cả")), *JournalEntry.Kind.choices])
    subject = NfcLineInput(label=_("Đối tượng"), required=False, max_length=60, help_text=_("Ví dụ: HCM-CSDL-001."))


def journal(request: HttpRequest) -> HttpResponseBase:
    """One page of entries, narrowed by kind and subject; all of them as a file."""
    form = JournalForm(request.GET)
    said = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    found = JournalEntry.objects.filter(**said) if form.is_valid() else JournalEntry.objects.none()
    if lists.asked(request):
        return lists.as_file(request, sheets.JOURNAL, NEWEST.of(found), at=now(), said=lists.said_by(form))
    window = page(found, NEWEST, cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {
        "form": form,
        "said": said,
        "window": window,
        "rows": [(entry, subject_url(entry.subject), in_words(entry.subject)) for entry in window.rows],
    }
    return render(request, "catalog/journal/list.html", context | beside(window, said))


def in_words(subject: str) -> str:
    """What an entry is about, as a reader calls it."""
    kind, _sep, key = subject.partition(":")
    return gettext("Quyết định (bản ghi %(key)s)") % {"key": key} if kind == "decision" else subject


def subject_url(subject: str) -> str:
    """The page of what an entry is about."""
    kind, _sep, key = subject.partition(":")
    if kind == "decision" and key.isdecimal():
        return reverse("catalog:decision-detail", args=[key])
    return reverse("catalog:database-detail", args=[subject]) if not key else ""
