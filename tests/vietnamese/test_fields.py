"""No door stores un-normalised text: form, full_clean, save, update, bulk_create and JSON."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from hcm_registry.vietnamese.fields import NfcCharField, NfcLineInput, NfcTextField, NfcTextInput, clean_json
from hcm_registry.vietnamese.text import clean

TYPED = " Đu\u031bo\u031b\u0300ng\u200b  \n lớn "
LINE, TEXT = "Đường lớn", "Đường  \n lớn"


@pytest.fixture
def note_model(db):
    with isolate_apps("hcm_registry.vietnamese"):

        class Note(models.Model):
            title = NfcCharField(max_length=20)
            body = NfcTextField(null=True, blank=True)

            class Meta:
                app_label = "vietnamese"

            def __str__(self):
                return self.title

        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield Note


def stored(model):
    return list(model.objects.order_by("pk").values_list("title", "body"))


def test_saving_cleans_the_row_and_the_object(note_model):
    note = note_model(title=TYPED, body=TYPED)
    note.save()
    assert stored(note_model) == [(LINE, TEXT)]
    assert (note.title, note.body) == (LINE, TEXT)


def test_bulk_doors_clean_too(note_model):
    note_model.objects.bulk_create([note_model(title=TYPED, body=None), note_model(title="x")])
    note_model.objects.filter(title="x").update(title=TYPED, body=TYPED)
    assert stored(note_model) == [(LINE, None), (LINE, TEXT)]


def test_a_lookup_finds_what_was_typed_the_other_way(note_model):
    note_model.objects.create(title=LINE)
    assert note_model.objects.filter(title=TYPED).exists()


def test_full_clean_cleans_then_measures(note_model):
    note = note_model(title="\u200b" * 30 + "đất", body="")
    note.full_clean()
    assert note.title == "đất"


def test_full_clean_refuses_what_cannot_be_stored(note_model):
    with pytest.raises(ValidationError) as refusal:
        note_model(title="a\x00", body="\ud800").full_clean()
    assert set(refusal.value.message_dict) == {"title", "body"}


def test_a_form_cleans_and_treats_the_invisible_as_empty(note_model):
    form_class = forms.modelform_factory(note_model, fields=["title", "body"])
    assert form_class({"title": TYPED, "body": TYPED}).save(commit=False).body == TEXT
    form = form_class({"title": "\u200b\ufeff", "body": "a\x00"})
    assert set(form.errors) == {"title", "body"}


@pytest.mark.parametrize(("input_class", "cleaned"), [(NfcLineInput, LINE), (NfcTextInput, TEXT)])
def test_an_input_without_a_model_cleans_by_itself(input_class, cleaned):
    assert input_class().clean(TYPED) == cleaned
    assert input_class(required=False, empty_value=None).clean("\u200b") is None
    with pytest.raises(ValidationError):
        input_class().clean("\u200b")


def test_a_form_may_still_choose_its_own_input(note_model):
    field = note_model._meta.get_field("title").formfield(form_class=forms.SlugField)
    assert type(field) is forms.SlugField
    assert field.max_length == 20


def test_json_is_cleaned_in_keys_and_at_every_depth():
    assert clean_json({"te\u0302n\u200b": [" a\u0301", {"b": ("c\r\nd", 1, None, True, 1.5)}]}) == {
        "tên": ["á", {"b": ["c\nd", 1, None, True, 1.5]}]
    }


def test_two_keys_that_become_one_are_refused_not_lost():
    with pytest.raises(ValidationError, match="trùng nhau"):
        clean_json({"tên": 1, "te\u0302n": 2})


@pytest.mark.parametrize("poison", ["a\x00", ["\ud800"], {"k": {"k": "\x00"}}, {"\x00": 1}], ids=ascii)
def test_json_that_cannot_be_stored_is_refused(poison):
    with pytest.raises(ValidationError):
        clean_json(poison)


def test_json_nested_without_end_is_refused_before_the_stack_ends():
    deep = []
    for _ in range(900):
        deep = [deep]
    with pytest.raises(ValidationError, match="quá sâu"):
        clean_json(deep)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5)
# Keys of plain letters: the invisible may make two of them one, which has its own test.
documents = st.recursive(st.none() | st.integers() | texts, lambda inner: st.lists(inner) | st.dictionaries(st.text("abđ"), inner))


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (text for item in value for text in strings(item))
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for item in pair for text in strings(item))


@given(documents)
def test_no_string_of_a_document_escapes_cleaning(document):
    assert list(strings(clean_json(document))) == [clean(text) for text in strings(document)]
