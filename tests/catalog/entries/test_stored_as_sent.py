"""Whatever the rules let through is stored, and stored word for word: what was read, hashed and approved is what the catalogue says."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.entries import actions as entries
from catalog.entries import validation
from catalog.entries.content import COLUMN, DATASET, GOVERNED, content_of
from catalog.entries.models import DatabaseVersion
from catalog.proposals import drafts
from hcm_registry.kernel.errors import Invalid
from tests import factories as make

TEXT = ("", " hai  dấu cách ", "hai\ndòng", "Te\u0302n\u200b", "a" * 256, "a" * 64, "NaN", "12", "2026-13-45", "max_length", "(")
CHOICES = ("OPEN", "SENSITIVE", "BASIC", "integer", "date", "so-khdt", ["so-xay-dung", "so-khdt"])
ODD = (*TEXT, *CHOICES, None, True, 0, -1, 7, 2**31, 1.5, [], ["b", "a", "a"], ["a  b"], ["x" * 256], [1], {}, {"a": 1})
PLACES = [*((name,) for name in GOVERNED), *(("datasets", name) for name in DATASET), *(("datasets", "fields", name) for name in COLUMN)]
#: By itself each of these says nothing wrong, so that many documents pass: text in the fields that take any.
SOUND = [(place, text) for place in (("purpose",), ("name",), ("coordinating_agencies",)) for text in ODD]
EDITS = st.lists(st.one_of(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), st.sampled_from(SOUND)), min_size=1, max_size=3)


def document(edits):
    made = make.content()
    for place, value in edits:
        target = made if len(place) == 1 else made["datasets"][0] if len(place) == 2 else made["datasets"][0]["fields"][1]
        target[place[-1]] = value
    return made


@pytest.mark.usefixtures("city")
def test_what_passes_is_stored_as_it_was_sent(city):
    passed = []

    @settings(max_examples=150)
    @given(EDITS)
    def one(edits):
        try:
            content = drafts._checked(document(edits))
        except (Invalid, ValidationError):
            return  # of no shape at all: refused when it is saved
        if validation.problems(content, base=None, on=make.NOW.date()):
            return
        with transaction.atomic():
            made = entries.register(content, under=city.decision, at=make.NOW)
            version = DatabaseVersion.objects.with_dictionary().get(pk=made.pk)
            assert content_of(version) == content
            assert version.content_hash == entries.content_hash(content)
            transaction.set_rollback(True)
        passed.append(edits)

    one()
    assert len(passed) > 5  # the machine does not only find what is refused


@pytest.mark.parametrize("place", PLACES, ids="/".join)
def test_a_value_of_any_type_is_answered_with_a_sentence(place, city):
    for value in ODD:
        try:
            content = drafts._checked(document([(place, value)]))
        except Invalid:
            continue
        for sentences in validation.problems(content, base=None, on=make.NOW.date()).values():
            assert all(isinstance(sentence, str) for sentence in sentences)


WRONG = [
    (("coordinating_agencies",), None),
    (("datasets", "fields", "required"), "có"),
    (("datasets", "fields", "description"), None),
    (("datasets", "fields", "unit"), "a" * 61),
    (("datasets", "fields", "enum"), ["a" * 256]),
    (("datasets", "fields", "max_length"), 2**31),
    (("datasets", "fields", "type"), []),
    (("datasets", "title"), "a" * 256),
]


@pytest.mark.parametrize(("place", "value"), WRONG, ids=lambda value: str(value)[:40])
def test_what_no_column_could_hold_is_named_before_it_is_decided(place, value, city):
    content = drafts._checked(document([(place, value)]))
    problems = validation.problems(content, base=None, on=make.NOW.date())
    path = "/".join(place[-1:] if len(place) == 1 else ("datasets", "ho_so", *(("fields", "ten") if len(place) == 3 else ()), place[-1]))
    assert path in problems


@pytest.mark.parametrize(("kind", "low", "high", "path"), [
    ("integer", "10", "9", "maximum"),
    ("integer", "mười", "", "minimum"),
    ("number", "NaN", "1", "minimum"),
    ("date", "2026-13-45", "", "minimum"),
    ("datetime", "2026-01-01T00:00", "2026-01-01T00:00+07:00", "maximum"),
    ("string", "1", "", "minimum"),
])  # fmt: skip
def test_bounds_are_values_of_their_type_in_their_order(kind, low, high, path, city):
    column = make.column("ma", type=kind, minimum=low, maximum=high)
    content = drafts._checked(make.content(datasets=[make.dataset("ho_so", column)]))
    assert list(validation.problems(content, base=None, on=make.NOW.date())) == [f"datasets/ho_so/fields/ma/{path}"]
