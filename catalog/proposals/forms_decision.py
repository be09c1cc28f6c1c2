"""The clerk copies the text of a signed decision; its file follows, with the consequence before their eyes (`catalog.decisions.forms`)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.decisions.actions import DecisionText, prepare
from catalog.decisions.models import Decision
from catalog.proposals import actions
from catalog.proposals.models import Dossier
from hcm_registry.acting import blame
from hcm_registry.inputs import day_input, line_input, text_input
from hcm_registry.kernel.errors import Invalid
from hcm_registry.kernel.periods import today

#: Agencies are reorganised by acts of their own (`catalog.reorganisation`).
KINDS = [(kind.value, kind.label) for kind in Decision.Kind if kind != Decision.Kind.REORGANISE]


class DecisionForm(forms.Form):
    """What stands on the paper; `seen` says which state of the dossier the clerk had before them."""

    seen = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Loại quyết định"), choices=KINDS, initial=Decision.Kind.AMEND)
    number = line_input(_("Số"), hint=_("Chỉ phần số, ví dụ 4120."), length=20)
    symbol = line_input(_("Ký hiệu"), length=40)
    signed_on = day_input(_("Ngày ký"))
    effective_on = day_input(_("Ngày có hiệu lực"), hint=_("Không trước ngày ký. Ví dụ: 25/12/2026."))
    signer = line_input(_("Người ký"), length=150)
    signer_title = line_input(_("Chức vụ người ký"), required=False, length=150)
    abstract = text_input(_("Trích yếu"))
    legal_grounds = text_input(_("Căn cứ"), required=False, rows=3)

    def __init__(self, *args: Any, at: datetime, by: Any, **kwargs: Any) -> None:
        self.at, self.by = at, by
        super().__init__(*args, **kwargs)
        self.fields["symbol"].initial = Decision._meta.get_field("symbol").get_default()

    def clean(self) -> dict[str, Any]:
        """The decision's own rules answer before the clerk confirms, and again when it is recorded."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                prepare(self.text, by=self.by, at=self.at)
            except Invalid as error:
                blame(self, error)
        return cleaned

    @property
    def text(self) -> DecisionText:
        """The decision as it was copied."""
        return DecisionText(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})

    @property
    def at_once(self) -> bool:
        """Whether the catalogue changes the moment it is recorded."""
        return bool(self.cleaned_data["effective_on"] <= today(self.at))

    def act(self, dossier: Dossier, file: Any) -> Decision:
        """Record the decision. Errors: RuleBroken."""
        return actions.issue(dossier, replace(self.text, file=file), by=self.by, at=self.at, seen=self.cleaned_data["seen"])
