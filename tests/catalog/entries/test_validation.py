"""Each missing, contradictory or hostile input is named by its path, in Vietnamese, and nothing of it reaches the catalogue."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from catalog.entries import validation
from catalog.entries.content import REQUIRED, complete
from catalog.proposals import drafts
from hcm_registry.kernel.errors import Invalid
from tests import factories as make

DAY = date(2026, 3, 2)
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)


def found(city, base=None, **changes):
    return validation.problems(complete(make.content(**changes)), base=base, on=DAY)


def table(**column):
    return [make.dataset("ho_so", make.column("ma", **column))]


PLACE = "datasets/ho_so/fields/ma"
WRONG = [
    ("status", {"status": "UNKNOWN"}),
    ("security_level", {"security_level": 6}),
    ("security_level", {"security_level": True}),
    ("name", {"name": "a" * 256}),
    ("purpose", {"purpose": 7}),
    ("coordinating_agencies", {"coordinating_agencies": "so-khdt"}),
    ("managing_agency", {"managing_agency": "khong-co"}),
    ("coordinating_agencies", {"coordinating_agencies": ["khong-co"]}),
    ("sharing_class", {"personal_data": "SENSITIVE", "sharing_class": "OPEN", "personal_data_ground": "Luật"}),
    ("personal_data_ground", {"personal_data": "BASIC"}),
    ("managing_agency_basis", {"managing_agency_basis": ""}),
    ("personal_data", {"datasets": table(personal_data="BASIC")}),
    ("personal_data", {"personal_data": "BASIC", "personal_data_ground": "Luật", "datasets": table(personal_data="SENSITIVE")}),
    ("datasets/Hồ sơ", {"datasets": [make.dataset("Hồ sơ")]}),
    ("datasets/ho_so", {"datasets": [make.dataset(), make.dataset()]}),
    ("datasets/ho_so/title", {"datasets": [make.dataset(title="")]}),
    ("datasets/ho_so", {"datasets": [{"name": "ho_so", "title": "Hồ sơ", "fields": []}]}),
    (PLACE, {"datasets": [make.dataset("ho_so", make.column("ma"), make.column("ma"))]}),
    (f"{PLACE}/title", {"datasets": table(title="")}),
    (f"{PLACE}/type", {"datasets": table(type="money")}),
    (f"{PLACE}/required", {"datasets": table(key=True)}),
    (f"{PLACE}/code_list", {"datasets": table(code_list="khong-co")}),
    (f"{PLACE}/pattern", {"datasets": table(pattern="(")}),
    (f"{PLACE}/pattern", {"datasets": table(type="date", pattern="x")}),
    (f"{PLACE}/minimum", {"datasets": table(minimum="1")}),
    (f"{PLACE}/maximum", {"datasets": table(type="integer", minimum="10", maximum="9")}),
    (f"{PLACE}/min_length", {"datasets": table(min_length=-1)}),
    (f"{PLACE}/max_length", {"datasets": table(min_length=5, max_length=4)}),
    *((name, {name: ""}) for name in REQUIRED),
]


def test_a_whole_document_has_no_problem(city):
    assert found(city) == {}


@pytest.mark.parametrize(("path", "changes"), WRONG)
def test_what_is_wrong_is_named_where_it_is(path, changes, city):
    problems = found(city, **changes)
    assert path in problems
    assert all(VIETNAMESE.search(sentence) for sentences in problems.values() for sentence in sentences)


def test_names_nobody_knows_are_named(city):
    document = make.content(colour="đỏ", datasets=table(width=3))
    assert {"colour", f"{PLACE}/width"} <= validation.problems(document, base=None, on=DAY).keys()


def test_what_was_unknown_may_stay_unknown_and_what_was_known_may_not_vanish(city):
    base = complete(make.content(scope=""))
    assert found(city, base=base, scope="") == {}
    assert set(found(city, base=base, purpose="")) == {"purpose"}


def test_a_dissolved_agency_takes_nothing_new_but_may_still_be_named(city):
    old = city.agencies["so-xay-dung"]
    type(old).objects.filter(pk=old.pk).update(active=DateRange(make.SINCE, DAY))
    assert set(found(city, managing_agency="so-xay-dung")) == {"managing_agency"}
    assert found(city, base=complete(make.content(managing_agency="so-xay-dung")), managing_agency="so-xay-dung") == {}


@pytest.mark.parametrize("shape", [None, [], "x", {"datasets": 1}, {"datasets": [1]}, {"datasets": [{"fields": [1]}]},
                                   {"datasets": [{"name": 1}]}, {"datasets": [{}] * 101}])  # fmt: skip
def test_a_document_of_another_shape_is_not_read_further(shape):
    (sentence,) = validation.shape(shape)
    assert VIETNAMESE.search(sentence)


HOSTILE = ("Tên\u200b", "\u202eTên\u202c", "Te\u0302n", "  Tên  ", "\ufeffTên")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_the_eye_cannot_see_is_not_stored(text, city, now):
    item = make.draft(city).items.get()
    drafts.save_content(item, {"purpose": text}, by=city.people["canbo.skhdt"], at=now)
    item.refresh_from_db()
    assert item.content["purpose"] == "Tên"


@pytest.mark.parametrize("values", [{"purpose": "a\x00b"}, {"datasets": "x"}, {"datasets": [{"fields": [{}] * 5001}]}, {"notes": "\ud800"}])
def test_what_cannot_be_stored_is_refused_whole(values, city, now):
    item = make.draft(city).items.get()
    before = item.content
    with pytest.raises((Invalid, ValidationError)):
        drafts.save_content(item, values, by=city.people["canbo.skhdt"], at=now)
    item.refresh_from_db()
    assert item.content == before
