"""A form that carries out a verb: what it returns, and where the sentence of a refusal stands."""

import pytest
from django import forms

from hcm_registry.acting import ActingForm
from hcm_registry.kernel.errors import Forbidden, Invalid, NotAuthorised, RuleBroken
from hcm_registry.kernel.periods import ImpossiblePeriod
from tests.factories import NOW


class Form(ActingForm):
    places = {"one_a_day": "day", "impossible-period": "last"}

    day, last = forms.CharField(required=False), forms.CharField(required=False)

    def verb(self):
        return self.done


def acted(answer):
    """What the form returns, and its sentences by input, when the verb returns or raises this."""
    form = Form({})
    assert form.is_valid()

    def done(*, by, at):
        assert (by, at) == ("người làm", NOW)
        if isinstance(answer, Exception):
            raise answer
        return answer

    form.done = done
    return form.act(by="người làm", at=NOW), dict(form.errors)


@pytest.mark.parametrize(
    ("refusal", "sentences"),
    [
        (Forbidden("Đã có ngày này.", constraint="one_a_day"), {"day": ["Đã có ngày này."]}),
        (Forbidden("Trái một ràng buộc khác.", constraint="another"), {"__all__": ["Trái một ràng buộc khác."]}),
        (ImpossiblePeriod("Cuối trước đầu."), {"last": ["Cuối trước đầu."]}),
        (RuleBroken("Không làm được."), {"__all__": ["Không làm được."]}),
        (Invalid(errors={"last": ["Một.", "Hai."], "khác": ["Ba."]}), {"last": ["Một.", "Hai."], "__all__": ["Ba."]}),
    ],
)
def test_a_refusal_stands_beside_the_input_it_concerns(refusal, sentences):
    assert acted(refusal) == (None, sentences)


def test_what_was_done_is_answered_and_whoever_may_not_is_kept_out():
    assert (acted(2027), acted(None)) == ((2027, {}), (True, {}))
    with pytest.raises(NotAuthorised):
        acted(NotAuthorised())
