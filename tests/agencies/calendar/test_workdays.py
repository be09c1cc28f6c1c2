"""Working-day arithmetic, held against a walk from day to day over the real years 2020 to 2035: Tết, swapped days, edges."""

from datetime import date

import pytest
from hypothesis import given, settings

from agencies.calendar.workdays import UnknownYear, WorkCalendar
from tests.agencies.calendar.days import FIRST, LAST, ONE_DAY, REAL, calendars, counted, days, inner, terms, walk, works


def test_every_day_of_sixteen_years():
    day = FIRST
    while day <= LAST:
        assert REAL.is_working(day) == works(REAL, day)
        if day < date(2035, 12, 1):
            assert REAL.add(day, 5) == walk(REAL, day, 5)
        if day > date(2020, 2, 15):
            assert REAL.add(day, -5) == walk(REAL, day, -5)
        day += ONE_DAY


@settings(max_examples=60)
@given(calendars(), inner, terms)
def test_counting_is_a_walk_from_day_to_day(calendar, start, count):
    assert calendar.add(start, count) == walk(calendar, start, count)


@settings(max_examples=60)
@given(calendars(), days, days)
def test_between_is_a_count_of_days(calendar, one, other):
    assert calendar.between(one, other) == counted(calendar, one, other)


@settings(max_examples=60)
@given(calendars(), inner, terms)
def test_forward_and_backward_are_inverse(calendar, start, count):
    assert calendar.between(start, calendar.add(start, count)) == count
    worked = calendar.on_or_after(start)
    assert calendar.add(calendar.add(worked, count), -count) == worked


@settings(max_examples=60)
@given(calendars(), inner)
def test_a_last_day_off_gives_way_to_the_next_working_day(calendar, day):
    found = calendar.on_or_after(day)
    assert works(calendar, found)
    assert not any(works(calendar, day + n * ONE_DAY) for n in range((found - day).days))


@pytest.mark.parametrize(("start", "count", "end"), [
    (date(2026, 11, 18), 5, date(2026, 11, 26)),  # 24/11 is a holiday since 2026
    (date(2025, 1, 24), 1, date(2025, 2, 3)),     # over the whole of Tết
    (date(2025, 4, 25), 1, date(2025, 4, 26)),    # a Saturday that makes up for 2 May
    (date(2025, 4, 25), 5, date(2025, 5, 6)),     # 26, 28, 29 April; 30 April to 2 May off
    (date(2026, 12, 31), 1, date(2027, 1, 4)),    # over the year's end
    (date(2025, 2, 3), -1, date(2025, 1, 24)),
])  # fmt: skip
def test_known_days(start, count, end):
    assert REAL.add(start, count) == end


def gapped(*years):
    return WorkCalendar(version=1, years=frozenset(years))


@pytest.mark.parametrize(("ask", "year"), [
    (lambda c: c.is_working(date(2027, 1, 1)), 2027),
    (lambda c: c.add(date(2026, 12, 31), 1), 2027),
    (lambda c: c.add(date(2024, 1, 1), -1), 2023),
    (lambda c: c.add(date(2024, 12, 31), 1), 2025),      # 2026 is known, the year between is not
    (lambda c: c.between(date(2024, 6, 1), date(2026, 6, 1)), 2025),
    (lambda c: c.add(date(2031, 5, 5), 3), 2031),
    (lambda c: c.on_or_after(date(2024, 12, 31)), None),
    (lambda c: c.add(date(2024, 5, 5), 0), None),
])  # fmt: skip
def test_an_unconfirmed_year_is_refused_by_its_number(ask, year):
    calendar = gapped(2024, 2026)
    if year is None:
        assert ask(calendar)
        return
    with pytest.raises(UnknownYear, match=str(year)) as refused:
        ask(calendar)
    assert refused.value.detail == {"year": year}
    assert "xác nhận lịch năm này" in refused.value.text


def test_with_no_year_at_all_nothing_is_guessed():
    with pytest.raises(UnknownYear, match="2026"):
        WorkCalendar(version=0).add(date(2026, 3, 2), 1)


def test_how_far_ahead_the_days_are_known():
    calendar = gapped(2024, 2025, 2027)
    assert calendar.known_until(date(2024, 3, 1)) == date(2025, 12, 31)
    assert calendar.known_until(date(2027, 1, 1)) == date(2027, 12, 31)
    assert calendar.known_until(date(2026, 5, 1)) == date(2025, 12, 31)
