"""Dates are read and written day first in both languages, numbers grouped by thousands."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats, translation

MOMENT = datetime(2026, 4, 3, 14, 30)  # noqa: DTZ001


@pytest.fixture(params=["vi", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("typed", ["03/04/2026", "03-04-2026", "3/4/2026", "2026-04-03"])
def test_the_third_of_april_is_never_the_fourth_of_march(typed):
    assert forms.DateField().clean(typed) == date(2026, 4, 3)
    assert forms.DateTimeField().clean(typed).date() == date(2026, 4, 3)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("typed", ["12/25/2026", "04/31/2026", "25/12/26", "Apr 3 2026"])
@pytest.mark.parametrize("field", [forms.DateField, forms.DateTimeField])
def test_no_form_accepts_the_month_first(field, typed):
    with pytest.raises(forms.ValidationError):
        field().clean(typed)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("kind", ["DATE_INPUT_FORMATS", "DATETIME_INPUT_FORMATS"])
def test_no_input_format_begins_with_the_month(kind):
    assert not [pattern for pattern in formats.get_format(kind) if pattern.startswith(("%m", "%b", "%B"))]


@pytest.mark.usefixtures("language")
def test_what_we_show_can_be_typed_back():
    shown = formats.date_format(MOMENT, "SHORT_DATETIME_FORMAT")
    assert forms.DateTimeField().clean(shown).replace(tzinfo=None) == MOMENT
    assert forms.DateField().clean(formats.date_format(MOMENT, "SHORT_DATE_FORMAT")) == MOMENT.date()
    assert forms.DateField(localize=True).widget.format_value(MOMENT.date()) == "03/04/2026"


SHOWN = {
    "vi": {
        "SHORT_DATE_FORMAT": "03/04/2026",
        "SHORT_DATETIME_FORMAT": "14:30 03/04/2026",
        "DATE_FORMAT": "ngày 03 tháng 4 năm 2026",
        "YEAR_MONTH_FORMAT": "tháng 4 năm 2026",
        "TIME_FORMAT": "14:30",
    },
    "en": {
        "SHORT_DATE_FORMAT": "3 Apr 2026",
        "SHORT_DATETIME_FORMAT": "3 Apr 2026, 14:30",
        "DATE_FORMAT": "3 April 2026",
        "YEAR_MONTH_FORMAT": "April 2026",
        "TIME_FORMAT": "14:30",
    },
}


def test_dates_are_shown_as_readers_write_them(language):
    assert {name: formats.date_format(MOMENT, name) for name in SHOWN[language]} == SHOWN[language]


@pytest.mark.parametrize(("number", "vi", "en"), [(Decimal("1234567.50"), "1.234.567,50", "1,234,567.50"), (1500, "1.500", "1,500")])
def test_numbers_are_grouped_by_thousands(language, number, vi, en):
    assert formats.localize(number) == {"vi": vi, "en": en}[language]


@pytest.mark.usefixtures("language")
def test_the_week_begins_on_monday():
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
