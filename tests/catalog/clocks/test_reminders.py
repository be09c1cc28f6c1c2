"""Who is to be warned of a deadline and when: at the set points, once each, the head after the last day; never on a day off."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import loading
from catalog.clocks import actions
from catalog.clocks.reminders import due_for_warning, record
from catalog.models import ClockEvent
from tests.catalog.clocks.setting import add_holiday, at, clock_of, confirm_years, lay_down
from tests.factories import NOW

# Five working days from Monday 2 March 2026: the last day is Monday 9 March.
THURSDAY, FRIDAY, SUNDAY, MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, day) for day in (5, 6, 8, 9, 10, 11))


@pytest.fixture
def ground(city):
    loading.load_rules(at=NOW)
    confirm_years(city)
    lay_down(city, "OPINION", 5)
    return city


def warned(day):
    """What is to be warned of that day, as recorded."""
    found = list(due_for_warning(at(day)))
    assert all(record(one, at=at(day)) for one in found)
    return [(one.clock.label, str(one.kind), one.point) for one in found]


def test_each_point_once_and_the_head_after_the_last_day(ground):
    clock_of(ground)
    told = {day: warned(day) for day in (date(2026, 3, 2), date(2026, 3, 4), THURSDAY, FRIDAY, SUNDAY, MONDAY, TUESDAY, WEDNESDAY)}
    assert {day: found for day, found in told.items() if found} == {
        THURSDAY: [("Cho ý kiến", "REMINDED", 2)],
        MONDAY: [("Cho ý kiến", "REMINDED", 0)],
        TUESDAY: [("Cho ý kiến", "ESCALATED", -1)],
    }
    assert warned(TUESDAY) == []


def test_after_a_standstill_only_the_nearest_point_is_used(ground):
    clock_of(ground)
    assert warned(MONDAY) == [("Cho ý kiến", "REMINDED", 0)]
    assert ClockEvent.objects.filter(kind="REMINDED").count() == 1


def test_nobody_is_reminded_on_the_day_it_begins(ground):
    lay_down(ground, "PROBLEM", 1)
    clock_of(ground, "PROBLEM", moment=at(THURSDAY))
    assert warned(THURSDAY) == []
    assert [point for _label, _kind, point in warned(FRIDAY)] == [0]


def test_what_is_paused_done_or_without_a_day_is_left_alone(ground):
    paused, done = clock_of(ground), clock_of(ground)
    clock_of(ground, "SPECIFIC_REQUEST")
    actions.pause(paused, at=NOW)
    actions.stop(done, at=NOW)
    assert warned(TUESDAY) == []


def test_a_deadline_that_moved_is_warned_of_again(ground):
    clock_of(ground)
    warned(THURSDAY)
    actions.recompute(add_holiday(ground, WEDNESDAY, at(THURSDAY)), at=at(THURSDAY))
    assert warned(FRIDAY) == []
    actions.recompute(add_holiday(ground, MONDAY, at(FRIDAY)), at=at(FRIDAY))
    assert warned(FRIDAY) == [("Cho ý kiến", "REMINDED", 2)]  # the last day is now Tuesday


def test_a_day_off_set_by_a_person_is_warned_of_before_it(ground):
    clock_of(ground, due_on=SUNDAY)
    assert [point for _label, _kind, point in warned(FRIDAY)] == [0]
    assert [point for _label, _kind, point in warned(MONDAY)] == [-1]


def test_what_moved_between_reading_and_writing_is_not_warned_of(ground):
    clock = clock_of(ground)
    (found,) = due_for_warning(at(MONDAY))
    assert record(found, at=at(MONDAY)) and not record(found, at=at(MONDAY))
    (late,) = due_for_warning(at(TUESDAY))
    actions.stop(clock, at=at(TUESDAY))
    assert not record(late, at=at(TUESDAY))


def test_the_points_are_rules(ground):
    lay_down(ground, "REMINDER_FIRST", 4, start=date(2026, 1, 1))
    lay_down(ground, "ESCALATION", 2, start=date(2026, 1, 1))
    clock_of(ground)
    assert [point for _label, _kind, point in warned(date(2026, 3, 3))] == [4]
    assert warned(TUESDAY) == [("Cho ý kiến", "REMINDED", 0)]
    assert [point for _label, _kind, point in warned(WEDNESDAY)] == [-2]


def test_without_rules_nobody_is_warned(city):
    confirm_years(city)
    clock_of(city, due_on=MONDAY)
    assert warned(MONDAY) == []


def test_a_thousand_deadlines_are_found_in_as_many_queries_as_one(ground):
    for _n in range(30):
        clock_of(ground)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(due_for_warning(at(MONDAY)))) == 30
    assert len(asked) <= 8
