"""Forms that carry out what was typed: one call of a verb, whose refusal stands beside the input it concerns."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms

from hcm_registry.kernel.errors import RuleBroken

FORBIDDEN = 403


class ActingForm(forms.Form):
    """What somebody types to have something done."""

    #: Promise (by its constraint) or rule (by its code) → the input beside which its sentence stands; otherwise it stands over the form.
    places: ClassVar[Mapping[str, str]] = {}

    def verb(self) -> Callable[..., Any]:
        """What is to be done with what was typed; called with `by` and `at`."""
        raise NotImplementedError

    def act(self, *, by: Any, at: datetime) -> Any:
        """Do it. Returns what the verb returns, True where that is nothing; None, with the sentences on the form, when a rule refuses.

        Error: the rule that keeps the person out.
        """
        try:
            done = self.verb()(by=by, at=at)
        except RuleBroken as broken:
            if broken.status == FORBIDDEN:
                raise
            blame(self, broken, self.places)
            return None
        return True if done is None else done


def blame(form: forms.BaseForm, broken: RuleBroken, places: Mapping[str, str] | None = None) -> None:
    """Put what a rule said beside the inputs it concerns, and over the form what concerns none."""
    place = (places or {}).get(broken.detail.get("constraint") or broken.code, "")
    errors = broken.detail.get("errors") or {place: [broken.text]}
    for name, sentences in errors.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
