"""10,000 open deadlines computed anew after a change of the calendar: in one go, and stopped halfway and run again."""

import itertools
from datetime import date, timedelta
from functools import partial

from benchmarks.city import empty_city
from benchmarks.counting import Stopped, counted
from benchmarks.report import Took, figures_of, keep, timed
from catalog.clocks import actions
from catalog.clocks.models import DeadlineClock
from tests import factories as make
from tests.catalog.clocks.setting import add_holiday, confirm_years, lay_down, many

ROUNDS, CLOCKS = 4, 10_000


def run() -> None:
    """Another day off a round: every deadline lies behind, and most move."""
    with empty_city():
        city = make.build_city()
        confirm_years(city)
        many(city, lay_down(city, "OPINION", 10), CLOCKS)
        days = _working_days()
        rounds = [_round(city, next(days), next(days)) for _ in range(ROUNDS)]
    told = [figures_of("recompute", [whole, whole]) | figures_of("second_run", [rest, rest]) | found for whole, rest, found in rounds]
    figures = figures_of("recompute", [whole for whole, _r, _f in rounds]) | figures_of("second_run", [rest for _w, rest, _f in rounds])
    keep("deadlines", told, figures | {"open_deadlines": CLOCKS} | rounds[0][2], {})


def _round(city: make.City, one: date, other: date) -> tuple[Took, Took, dict[str, float]]:
    version = add_holiday(city, one)
    with counted() as statements:
        whole = timed(partial(actions.recompute, version, at=make.NOW))
    assert not DeadlineClock.objects.behind(version).exists()
    version = add_holiday(city, other)
    try:
        with counted(until=statements.number // 2):
            actions.recompute(version, at=make.NOW)
    except Stopped:
        left = DeadlineClock.objects.behind(version).count()
    rest = timed(partial(actions.recompute, version, at=make.NOW))
    assert 0 < left < CLOCKS and not DeadlineClock.objects.behind(version).exists()
    return whole, rest, {"statements": statements.number, "left_by_the_first_run": left}


def _working_days():
    """Days ahead on which the offices work."""
    days = (make.NOW.date() + timedelta(days=n) for n in itertools.count(1))
    return (day for day in days if day.weekday() < 5)
