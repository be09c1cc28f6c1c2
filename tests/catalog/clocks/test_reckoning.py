"""When a term ends: held against a walk from day to day with pauses, over the real years 2020 to 2035; and the words for it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.calendar.workdays import UnknownYear, WorkCalendar
from catalog.clocks import reckoning
from catalog.clocks.reckoning import Pause
from hcm_registry.kernel.periods import LEGAL_ZONE
from tests.agencies.calendar.days import ONE_DAY, REAL, calendars, works

NOON = time(12, tzinfo=LEGAL_ZONE)


@dataclass(frozen=True)
class Term:
    value: int
    unit: str = "WORKING_DAYS"


def at(day, hour=12):
    return datetime.combine(day, time(hour), tzinfo=LEGAL_ZONE)


def pauses_from(start, gaps):
    """Pauses one after another: days until it begins, days it lasts; the last one may be open."""
    found, day = [], start
    for wait, length in gaps:
        since = day + timedelta(days=wait)
        day = since + timedelta(days=length) if length is not None else None
        found.append(Pause(at(since), at(day) if day else None))
        if day is None:
            break
    return found


gaps = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), max_size=4)
starts = st.dates(date(2020, 2, 1), date(2033, 1, 1))


def walked(calendar, start, count, pauses):
    """Day by day: a working day counts unless it lies in a pause; used up while paused, the term ends on the first working day after it."""
    spans = [(pause.since.date(), pause.until.date()) for pause in pauses]
    day, left = start, count
    while True:
        left -= day > start and works(calendar, day) and left > 0 and not any(one < day <= other for one, other in spans)
        held = any(one <= day < other for one, other in spans)
        if left == 0 and not held and works(calendar, day):
            return day
        day += ONE_DAY


@settings(max_examples=150)
@given(calendars(), starts, st.integers(1, 60), gaps)
def test_a_term_with_pauses_is_a_walk_from_day_to_day(calendar, start, count, given_gaps):
    pauses = pauses_from(start, given_gaps)
    found = reckoning.reckon(Term(count), at(start), pauses, calendar).due_on
    assert found == walked(calendar, start, count, pauses)


@settings(max_examples=60)
@given(calendars(), starts, st.integers(1, 60), st.integers(0, 80))
def test_while_it_is_paused_there_is_no_last_day_unless_it_had_run_out(calendar, start, count, wait):
    open_pause = pauses_from(start, [(wait, None)])
    ends = calendar.add(start, count)
    found = reckoning.reckon(Term(count), at(start), open_pause, calendar).due_on
    assert found == (ends if ends < open_pause[0].since.date() else None)


def calendar_2026(**given):
    return WorkCalendar(
        version=1, holidays=REAL.holidays, working_saturdays=REAL.working_saturdays, years=frozenset({2025, 2026, 2027}), **given
    )


D = date


@pytest.mark.parametrize(("term", "start", "pauses", "due", "words"), [
    (Term(5), D(2026, 11, 18), [], D(2026, 11, 26), "nhận 18/11, 5 ngày làm việc, nghỉ 24/11, hạn 26/11"),
    (Term(2), D(2025, 8, 19), [], D(2025, 8, 21), "nhận 19/08, 2 ngày làm việc, hạn 21/08"),
    (Term(5), D(2026, 2, 12), [], D(2026, 2, 26), "nhận 12/02, 5 ngày làm việc, nghỉ 16/02 đến 20/02, hạn 26/02"),
    (Term(6), D(2026, 8, 20), [], D(2026, 8, 27), "nhận 20/08, 6 ngày làm việc, làm bù 22/08, hạn 27/08"),
    (Term(5), D(2026, 12, 28), [], D(2027, 1, 5), "nhận 28/12, 5 ngày làm việc, nghỉ 01/01/2027, hạn 05/01/2027"),
    (Term(5), D(2026, 11, 16), [(D(2026, 11, 18), D(2026, 11, 25))], D(2026, 11, 30),
     "nhận 16/11, 5 ngày làm việc, tạm dừng 18/11 đến 25/11, hạn 30/11"),
    (Term(5), D(2026, 11, 16), [(D(2026, 11, 18), None)], None, "nhận 16/11, 5 ngày làm việc, tạm dừng từ 18/11, đang tạm dừng"),
    (Term(2), D(2026, 11, 16), [(D(2026, 11, 20), D(2026, 11, 30))], D(2026, 11, 18),
     "nhận 16/11, 2 ngày làm việc, tạm dừng 20/11 đến 30/11, hạn 18/11"),
    (Term(2), D(2026, 11, 16), [(D(2026, 11, 18), D(2026, 11, 24))], D(2026, 11, 25),
     "nhận 16/11, 2 ngày làm việc, tạm dừng 18/11 đến 24/11, hạn 25/11"),
    (Term(10, "DAYS"), D(2026, 11, 2), [], D(2026, 11, 12), "nhận 02/11, 10 ngày, hạn 12/11"),
    (Term(10, "DAYS"), D(2026, 11, 14), [], D(2026, 11, 25), "nhận 14/11, 10 ngày, ngày cuối 24/11 không làm việc, hạn 25/11"),
    (Term(6, "MONTHS"), D(2026, 8, 31), [], D(2027, 3, 1), "nhận 31/08, 6 tháng, ngày cuối 28/02/2027 không làm việc, hạn 01/03/2027"),
    (Term(1, "MONTHS"), D(2026, 3, 2), [(D(2026, 3, 3), D(2026, 3, 10))], D(2026, 4, 9),
     "nhận 02/03, 1 tháng, tạm dừng 03/03 đến 10/03, hạn 09/04"),
    (Term(72, "HOURS"), D(2026, 2, 15), [], D(2026, 2, 18), "nhận 12:00 15/02, 72 giờ, hạn 12:00 18/02"),
    (Term(72, "HOURS"), D(2026, 2, 15), [(D(2026, 2, 16), D(2026, 2, 17))], D(2026, 2, 19),
     "nhận 12:00 15/02, 72 giờ, tạm dừng 16/02 đến 17/02, hạn 12:00 19/02"),
])  # fmt: skip
def test_known_terms_and_their_words(term, start, pauses, due, words):
    spans = [Pause(at(one), at(other) if other else None) for one, other in pauses]
    found = reckoning.reckon(term, at(start), spans, calendar_2026())
    assert (found.due_on, found.explanation) == (due, words)


def test_a_day_set_by_a_person_moves_by_a_pause_alone():
    day, start = date(2026, 11, 24), date(2026, 11, 16)
    assert reckoning.fixed(day, at(start), []) == reckoning.Reckoning(day, "nhận 16/11, hạn đặt 24/11")
    paused = [Pause(at(date(2026, 11, 18)), at(date(2026, 11, 20)))]
    assert reckoning.fixed(day, at(start), paused).due_on == date(2026, 11, 26)
    assert reckoning.fixed(day, at(start), paused).explanation == "nhận 16/11, hạn đặt 24/11, tạm dừng 18/11 đến 20/11, hạn 26/11"


def test_without_a_rule_there_is_no_day_and_that_is_said():
    assert reckoning.unset(at(date(2026, 11, 16))) == reckoning.Reckoning(None, "nhận 16/11, chưa có quy định về thời hạn")


def test_the_legal_day_begins_at_midnight_in_the_city():
    late = datetime(2026, 11, 17, 23, 30, tzinfo=LEGAL_ZONE)
    early = datetime(2026, 11, 18, 0, 30, tzinfo=LEGAL_ZONE)
    dues = [reckoning.reckon(Term(1), moment, [], calendar_2026()).due_on for moment in (late, early)]
    assert dues == [date(2026, 11, 18), date(2026, 11, 19)]


def test_a_term_that_reaches_into_an_unconfirmed_year_is_refused():
    with pytest.raises(UnknownYear, match="2028"):
        reckoning.reckon(Term(30), at(date(2027, 12, 20)), [], calendar_2026())
