"""What the database itself refuses to do to a deadline: above all to move it without an event."""

from datetime import date, timedelta

import pytest
from django.db import connection

from catalog.clocks import actions
from catalog.models import ClockEvent, DeadlineClock
from tests.catalog.clocks.setting import clock_of, confirm_years, lay_down
from tests.factories import NOW
from tests.refusals import change, copy, refused, sql

DUE = date(2026, 3, 9)  # five working days after NOW, a Monday


@pytest.fixture
def ground(city):
    """A city with a calendar and a rule."""
    confirm_years(city)
    city.rule = lay_down(city, "OPINION", 5)
    return city


def stopped(city):
    clock = clock_of(city)
    actions.stop(clock, at=NOW)
    return clock


def event(clock, kind="REMINDED", point=2, **given):
    return ClockEvent.objects.create(clock=clock, kind=kind, point=point, at=NOW, **given)


BROKEN = {
    "catalog_clock_one_ground": lambda c: copy(clock_of(c), fixed_on=DUE, due_on=None),
    "catalog_clockevent_started_once": lambda c: copy(clock_of(c).events.get()),
    "catalog_clockevent_warned_once": lambda c: copy(event(clock_of(c))),
    "catalog_clockevent_warning_has_point": lambda c: event(clock_of(c), point=None),
    "catalog_clockevent_in_order": lambda c: event(stopped(c), kind="PAUSED", point=None),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, ground):
    with refused(name):
        BROKEN[name](ground)


@pytest.mark.parametrize("column", ["due_on", "state", "explanation", "stopped_at", "started_at", "rule", "fixed_on", "kind"])
def test_a_deadline_moves_with_an_event_and_at_no_other_time(column, ground):
    """Whoever has a console moves nothing; writing the event does, and says from when to when."""
    clock = clock_of(ground)
    other = {"due_on": date(2026, 3, 10), "state": "STOPPED", "explanation": "khác", "kind": "PROBLEM", "rule": None, "fixed_on": DUE}
    with refused("catalog_clock_moves_by_event"):
        change(clock, **{column: other.get(column, NOW + timedelta(days=1))})
    said = {"due_after": date(2026, 3, 10), "explanation": "tính lại"}
    ClockEvent.objects.create(clock=clock, kind="RECALCULATED", at=NOW, **said)
    clock.refresh_from_db()
    last = clock.events.latest("pk")
    assert (clock.due_on, clock.explanation) == (date(2026, 3, 10), "tính lại")
    assert (last.due_before, last.due_after) == (DUE, date(2026, 3, 10))


def test_saving_a_record_never_moves_its_deadline(ground):
    clock, stale = clock_of(ground), None
    stale = DeadlineClock.objects.get(pk=clock.pk)
    clock.label = "Tên khác"
    clock.save()
    actions.pause(clock, at=NOW)
    stale.label = "Một tên cũ"
    with refused("catalog_clock_moves_by_event"):
        stale.save()
    clock.refresh_from_db()
    assert (clock.state, clock.due_on) == ("PAUSED", None)


def test_a_deadline_does_not_begin_moved(ground):
    for given in ({"due_on": DUE}, {"state": "STOPPED"}, {"stopped_at": NOW}):
        with refused("catalog_clock_moves_by_event"):
            copy(clock_of(ground), **({"due_on": None} | given))


def test_the_trigger_is_what_refuses(ground):
    """Without it the same statement passes: if this failed, the refusals above would prove nothing."""
    clock = clock_of(ground)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE catalog_deadlineclock DISABLE TRIGGER catalog_clock_moves_by_event")
    change(clock, due_on=date(2026, 3, 10))
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 10)


@pytest.mark.parametrize(("made", "kind"), [
    ((), "RESUMED"), (("pause",), "PAUSED"), (("pause",), "REMINDED"), (("stop",), "STOPPED"), (("stop",), "RECALCULATED"),
    (("stop",), "RESUMED"), (("pause",), "ESCALATED"),
])  # fmt: skip
def test_events_come_in_an_order_that_makes_sense(made, kind, ground):
    clock = clock_of(ground)
    for verb in made:
        getattr(actions, verb)(clock, at=NOW)
    with refused("catalog_clockevent_in_order"):
        event(clock, kind=kind, point=2 if kind in {"REMINDED", "ESCALATED"} else None)


def test_history_is_never_rewritten(ground):
    row = clock_of(ground).events.get()
    with refused("catalog_clockevent_append_only"):
        change(row, due_after=date(2027, 1, 1))
    with refused("catalog_clockevent_append_only"):
        sql("DELETE FROM catalog_clockevent WHERE id = %s", row.pk)
