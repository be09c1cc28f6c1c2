"""The life of a deadline, each step by its verb; what is said of it on pages; and a change of the calendar that reaches all of them."""

from datetime import date

import pytest

from agencies.calendar import actions as calendar
from agencies.calendar.queries import calendar_of
from agencies.calendar.workdays import UnknownYear
from agencies.models import CalendarDay, CalendarVersion
from catalog.clocks import actions, queries, reckoning, tasks
from catalog.clocks.actions import ClockNotRunning
from catalog.clocks.queries import Due, due
from catalog.models import ClockEvent, DeadlineClock
from tests import factories as make
from tests.catalog.clocks.setting import add_holiday, at, clock_of, confirm_years, lay_down, many
from tests.dying import killed_at
from tests.factories import NOW

COUNT = 2_000
KILLED_AT = 13  # statements: in the midst of the batches
CULTURE_DAY = date(2026, 11, 24)
RECEIVED = at(date(2026, 11, 18))


@pytest.fixture
def ground(city):
    """A city with a calendar of 2025 to 2027, and five working days for an opinion since 2026."""
    confirm_years(city)
    city.rule = lay_down(city, "OPINION", 5, start=date(2026, 1, 1))
    return city


def test_a_deadline_is_stored_once_with_its_calendar_and_its_words(ground):
    clock = clock_of(ground, moment=RECEIVED)
    assert (clock.due_on, clock.rule, clock.state) == (date(2026, 11, 26), ground.rule, "RUNNING")
    assert clock.explanation == "nhận 18/11, 5 ngày làm việc, nghỉ 24/11, hạn 26/11"
    assert clock.calendar_version == CalendarVersion.objects.first()
    event = clock.events.get()
    assert (event.kind, event.due_before, event.due_after, event.at) == ("STARTED", None, date(2026, 11, 26), RECEIVED)


def test_the_rule_is_the_one_of_the_record_s_own_day(ground):
    lay_down(ground, "OPINION", 3, start=date(2026, 6, 1))
    assert [clock_of(ground, moment=at(date(2026, month, 1))).rule.value for month in (5, 6)] == [5, 3]
    before = clock_of(ground, moment=at(date(2025, 12, 31)))
    assert (before.rule, before.due_on, before.explanation) == (None, None, "nhận 31/12, chưa có quy định về thời hạn")


def test_a_rule_laid_down_later_does_not_reach_back(ground):
    clock = clock_of(ground, "PROBLEM")
    lay_down(ground, "PROBLEM", 2)
    clock.refresh_from_db()
    assert (clock.rule, clock.due_on) == (None, None)


def test_a_day_set_by_a_person_stands_whatever_the_rule(ground):
    clock = clock_of(ground, due_on=CULTURE_DAY)
    assert (clock.rule, clock.due_on, clock.calendar_version) == (None, CULTURE_DAY, None)
    assert clock.explanation == "nhận 02/03, hạn đặt 24/11/2026".replace("/2026", "")


def test_pauses_are_segments_on_record(ground):
    clock = clock_of(ground, moment=RECEIVED)
    actions.pause(clock, at=at(date(2026, 11, 20)), by=ground.people["tiepnhan.stttt"], reason="Trả lại để bổ sung")
    assert (clock.state, clock.due_on) == ("PAUSED", None)
    actions.resume(clock, at=at(date(2026, 11, 30)))
    assert (clock.state, clock.due_on) == ("RUNNING", date(2026, 12, 3))
    assert clock.explanation == "nhận 18/11, 5 ngày làm việc, tạm dừng 20/11 đến 30/11, hạn 03/12"
    actions.stop(clock, at=at(date(2026, 12, 1)))
    assert (clock.state, clock.due_on, clock.stopped_at) == ("STOPPED", date(2026, 12, 3), at(date(2026, 12, 1)))
    told = clock.events.values_list("kind", "due_before", "due_after", "reason")
    assert list(told) == [
        ("STARTED", None, date(2026, 11, 26), ""),
        ("PAUSED", date(2026, 11, 26), None, "Trả lại để bổ sung"),
        ("RESUMED", None, date(2026, 12, 3), ""),
        ("STOPPED", date(2026, 12, 3), date(2026, 12, 3), ""),
    ]


@pytest.mark.parametrize(("made", "verb"), [
    ((), "resume"), (("pause",), "pause"), (("stop",), "stop"), (("stop",), "pause"), (("stop",), "resume"),
])  # fmt: skip
def test_what_does_not_fit_its_state_changes_nothing(made, verb, ground):
    clock = clock_of(ground)
    for name in made:
        getattr(actions, name)(clock, at=NOW)
    events = clock.events.count()
    with pytest.raises(ClockNotRunning):
        getattr(actions, verb)(clock, at=NOW)
    assert clock.events.count() == events


def test_who_takes_it_on_does_not_move_it(ground):
    clock = clock_of(ground)
    for person in (ground.people["canbo.stc"], None):
        actions.assign(clock, person)
        clock.refresh_from_db()
        assert (clock.person, clock.due_on) == (person, date(2026, 3, 9))


def test_a_deadline_into_an_unconfirmed_year_is_refused_with_what_to_do(ground):
    with pytest.raises(UnknownYear, match="2028"):
        clock_of(ground, moment=at(date(2027, 12, 30)))
    assert not DeadlineClock.objects.exists()


# --- what pages say -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("today", "state", "words"), [
    (date(2026, 11, 30), "overdue", "Quá hạn 2 ngày làm việc"),
    (date(2026, 11, 27), "overdue", "Quá hạn 1 ngày làm việc"),
    (date(2026, 11, 26), "today", "Hạn hôm nay"),
    (date(2026, 11, 25), "soon", "Còn 1 ngày làm việc"),
    (date(2026, 11, 20), "running", "Còn 3 ngày làm việc"),  # over a weekend and a holiday
    (date(2026, 11, 22), "running", "Còn 3 ngày làm việc"),
    (date(2029, 11, 22), "overdue", "Quá hạn 1092 ngày"),    # beyond what the calendar knows: plain days
])  # fmt: skip
def test_a_deadline_in_words(today, state, words, ground):
    found = due(clock_of(ground, moment=RECEIVED), today)
    assert (found.state, found.words, found.day) == (state, words, date(2026, 11, 26))
    assert found.why == "nhận 18/11, 5 ngày làm việc, nghỉ 24/11, hạn 26/11"


def test_other_deadlines_in_words(ground):
    fixed = clock_of(ground, due_on=date(2026, 3, 6))
    assert due(fixed, date(2026, 3, 2)).words == "Còn 4 ngày"
    assert due(fixed, date(2026, 3, 8)).words == "Quá hạn 2 ngày"
    assert due(None, NOW.date()) == Due("none", "Chưa đặt hạn")
    assert due(clock_of(ground, "PROBLEM"), NOW.date()).state == "none"
    paused = clock_of(ground)
    actions.pause(paused, at=NOW)
    assert due(paused, NOW.date()).state == "paused" and due(paused, NOW.date()).words == "Tạm dừng tính hạn"


@pytest.mark.parametrize(("done", "words"), [
    (date(2026, 11, 26), "Xong đúng hạn"), (date(2026, 11, 30), "Đã xong. Quá hạn 2 ngày làm việc"),
])  # fmt: skip
def test_what_is_done_says_whether_in_time(done, words, ground):
    clock = clock_of(ground, moment=RECEIVED)
    actions.stop(clock, at=at(done))
    assert due(clock, date(2027, 1, 4)).words == words


def test_a_list_of_deadlines_asks_the_calendar_once(ground, django_assert_num_queries):
    for n in range(20):
        clock_of(ground, moment=at(date(2026, 11, 2 + n)))
    queries.due(DeadlineClock.objects.select_related("rule").first(), NOW.date())
    with django_assert_num_queries(1):
        assert len([queries.due(clock, NOW.date()) for clock in DeadlineClock.objects.select_related("rule")]) == 20


# --- the calendar changes ---------------------------------------------------------------------------------------------


def test_a_new_holiday_moves_open_deadlines_by_an_event_that_says_why(ground):
    touched, untouched, done = (clock_of(ground, moment=moment) for moment in (NOW, at(date(2026, 3, 10)), NOW))
    paused = clock_of(ground)
    fixed = clock_of(ground, due_on=date(2026, 3, 9))
    actions.pause(paused, at=at(date(2026, 3, 5)))
    actions.stop(done, at=NOW)
    version = add_holiday(ground, date(2026, 3, 4))
    assert actions.recompute(version, at=NOW) == 1
    for clock in (touched, untouched, done, paused, fixed):
        clock.refresh_from_db()
    event = touched.events.latest("pk")
    assert (event.kind, event.due_before, event.due_after) == ("RECALCULATED", date(2026, 3, 9), date(2026, 3, 10))
    assert event.reason == f"Lịch làm việc phiên bản {version}: Thêm ngày nghỉ 04/03/2026: Ngày nghỉ thêm"
    assert (touched.due_on, touched.explanation) == (date(2026, 3, 10), "nhận 02/03, 5 ngày làm việc, nghỉ 04/03, hạn 10/03")
    assert (untouched.calendar_version_id, untouched.events.count()) == (version, 1)
    assert (done.due_on, fixed.due_on, paused.due_on) == (date(2026, 3, 9), date(2026, 3, 9), None)
    actions.resume(paused, at=at(date(2026, 3, 9)))
    assert paused.due_on == date(2026, 3, 12)  # two of five days were used: the 3rd and the 5th


def test_a_removed_holiday_brings_them_back(ground):
    clock = clock_of(ground)
    version = add_holiday(ground, date(2026, 3, 4))
    actions.recompute(version, at=NOW)
    calendar.remove_day(CalendarDay.objects.get(day=date(2026, 3, 4)), reason="Bãi bỏ", by=ground.people["quantri"], at=NOW)
    assert tasks.recompute_clocks() == 1
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 9) and clock.events.filter(kind="RECALCULATED").count() == 2
    assert tasks.recompute_clocks() == 0


def test_a_deadline_pushed_into_an_unconfirmed_year_waits_for_it(ground):
    clock = clock_of(ground, moment=at(date(2027, 12, 24)))
    assert clock.due_on == date(2027, 12, 31)
    assert actions.recompute(add_holiday(ground, date(2027, 12, 30)), at=NOW) == 0
    clock.refresh_from_db()
    assert clock.due_on == date(2027, 12, 31)
    confirm_years(ground, 2028)
    assert actions.recompute(CalendarVersion.objects.latest("pk").pk, at=NOW) == 1
    clock.refresh_from_db()
    assert clock.due_on == date(2028, 1, 4)  # the 3rd makes up for New Year on a Saturday


@pytest.mark.django_db(transaction=True)
def test_thousands_of_deadlines_are_recomputed_though_the_task_was_killed():
    """With SIGKILL between two batches: the second run does the rest, and nothing twice."""
    city = make.build_city()
    confirm_years(city)
    many(city, lay_down(city, "OPINION", 15), COUNT)
    concerned = DeadlineClock.objects.running().filter(due_on__gte=date(2026, 3, 4)).count()
    version = add_holiday(city, date(2026, 3, 4))
    assert killed_at(KILLED_AT, "catalog.clocks.tasks:recompute_clocks")
    done_before = ClockEvent.objects.filter(kind="RECALCULATED").count()
    assert 0 < done_before < concerned
    assert actions.recompute(version, at=NOW) + done_before == concerned
    assert not DeadlineClock.objects.behind(version).exists()
    assert ClockEvent.objects.filter(kind="RECALCULATED").values("clock").distinct().count() == concerned
    for clock in DeadlineClock.objects.running().select_related("rule"):
        assert clock.due_on == reckoning.reckon(clock.rule, clock.started_at, [], calendar_of(version)).due_on
