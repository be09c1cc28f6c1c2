"""Periods of legal days: half-open within, "đến hết ngày" for people, on the city's calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import assume, given
from hypothesis import strategies as st

from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import (
    AlreadyEnded,
    ImpossiblePeriod,
    closed_on,
    contains,
    day_start,
    first_day,
    is_open,
    last_day,
    period,
    period_in_words,
    starting,
    today,
)

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
days = st.dates(date(1945, 9, 2), date(2200, 1, 1))
ONE_DAY = timedelta(days=1)


def test_the_first_day_counts_and_the_end_does_not():
    october = period(OCTOBER, NOVEMBER)
    assert contains(october, OCTOBER)
    assert contains(october, date(2026, 10, 31))
    assert not contains(october, NOVEMBER)
    assert not contains(october, date(2026, 9, 30))


def test_people_see_the_last_day_that_counts():
    assert first_day(period(OCTOBER, NOVEMBER)) == OCTOBER
    assert last_day(period(OCTOBER, NOVEMBER)) == date(2026, 10, 31)
    assert last_day(starting(OCTOBER)) is None


def test_bounds_written_the_other_way_mean_the_same_days():
    other = DateRange(date(2026, 9, 30), date(2026, 10, 31), "(]")
    assert (first_day(other), last_day(other)) == (OCTOBER, date(2026, 10, 31))


def test_what_starts_is_open_until_closed():
    assert is_open(starting(OCTOBER))
    assert not is_open(closed_on(starting(OCTOBER), NOVEMBER))
    assert not is_open(DateRange(empty=True))


@given(days, days, days)
def test_closing_leaves_neither_gap_nor_overlap(start, change, day):
    assume(start < change)
    before, after = closed_on(starting(start), change), starting(change)
    assert contains(before, day) + contains(after, day) == (day >= start)


@pytest.mark.parametrize("end", [OCTOBER, date(2026, 9, 30)])
def test_a_period_has_at_least_one_day(end):
    with pytest.raises(ImpossiblePeriod, match="Ngày kết thúc"):
        period(OCTOBER, end)
    with pytest.raises(ImpossiblePeriod):
        closed_on(starting(OCTOBER), end)


def test_closing_never_lengthens():
    ended = period(OCTOBER, NOVEMBER)
    assert closed_on(ended, NOVEMBER) == ended
    with pytest.raises(AlreadyEnded):
        closed_on(ended, NOVEMBER + ONE_DAY)
    assert issubclass(AlreadyEnded, RuleBroken)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC), date(2026, 9, 30)),
        (datetime(2026, 9, 30, 17, 0, tzinfo=UTC), date(2026, 10, 1)),
    ],
)
def test_the_legal_day_changes_at_midnight_in_the_city(moment, day):
    assert today(moment) == day


def test_a_moment_without_a_zone_has_no_legal_day():
    with pytest.raises(ValueError, match="time zone"):
        today(datetime(2026, 10, 1))  # noqa: DTZ001


@given(days)
def test_a_day_begins_at_its_own_first_moment(day):
    start = day_start(day)
    assert today(start) == day
    assert today(start.astimezone(UTC) - timedelta(microseconds=1)) == day - ONE_DAY


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (starting(OCTOBER), "từ 01/10/2026"),
        (period(OCTOBER, date(2027, 1, 1)), "từ 01/10/2026 đến hết 31/12/2026"),
        (period(OCTOBER, date(2026, 10, 2)), "từ 01/10/2026 đến hết 01/10/2026"),
        (period(None, None), "chưa rõ ngày bắt đầu"),
        (period(None, NOVEMBER), "chưa rõ ngày bắt đầu, đến hết 31/10/2026"),
        (DateRange(empty=True), "không có ngày nào"),
    ],
)
def test_a_period_reads_as_people_say_it(span, words):
    assert period_in_words(span) == words
