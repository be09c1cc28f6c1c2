"""A decision that fails halfway leaves nothing: every statement of it fails once, and what is stored is before it or all of it."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection

from catalog import tasks
from catalog.proposals import actions, drafts, effects
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import day_start, today
from tests import factories as make
from tests.refusals import sql
from tests.stored import stored, taken_back
from tests.verbs import make_move

NOW = make.NOW
TOMORROW = today(NOW) + timedelta(days=1)
HEAD = {"title": "Rà soát", "reason": "Sắp xếp lại", "legal_ground": "NĐ 47/2020", "no_state_secret": True}


class Broken(OperationalError):
    """The server went away."""


class Failing:
    """Counts statements and lets the n-th fail, before PostgreSQL hears of it; 0 lets all of them pass."""

    def __init__(self, at):
        self.at, self.count = at, 0

    def __call__(self, execute, statement, parameters, many, context):
        self.count += 1
        if self.count == self.at:
            raise Broken
        return execute(statement, parameters, many, context)


def counters():
    """Where each sequence stands: no transaction takes that back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::int, coalesce(pg_sequence_last_value(oid), 0) FROM pg_class WHERE relkind = 'S'")
        return [list(column) for column in zip(*cursor.fetchall(), strict=True)]


def tried(act, failing, numbers):
    """What is stored after the attempt, seen before it is taken back. Every attempt numbers its new rows alike."""
    sql("SELECT setval(it, greatest(stood, 1), stood > 0) FROM unnest(%s::oid[], %s::bigint[]) AS known(it, stood)", *numbers)
    with taken_back():
        with suppress(Broken, RuleBroken), connection.execute_wrapper(failing):
            act()
        connection.needs_rollback = False  # PostgreSQL never heard of the statement, so it still answers
        return stored()


def in_between(act, *, every=1):
    """How many statements the act has, and which of them, when they fail, leave neither what was before nor all that comes after."""
    whole, numbers, before = Failing(0), counters(), stored()
    after = tried(act, whole, numbers)
    assert before != after == tried(act, Failing(0), numbers)
    return whole.count, [n for n in range(1, whole.count + 1, every) if tried(act, Failing(n), numbers) not in {before, after}]


@pytest.fixture
def _quiet(caplog):
    """Each failure is logged at length."""
    caplog.set_level("CRITICAL", logger=tasks.__name__)


def forwarded(city, *proposals):
    """The proposals before the Committee."""
    for proposal in proposals:
        for verb in ("submit", "accept", "appraise", "approve"):
            make_move(verb, proposal, city, at=NOW)
    head = city.people["lanhdao.stttt"]
    return actions.forward(proposals, title="Tờ trình", letter_number="1/TTr", letter_date=today(NOW), by=head, at=NOW)


def two(city):
    """One proposal changes a database, the other takes one out of the catalogue."""
    leaving = drafts.start(agency=city.agencies["so-khdt"], by=city.people["canbo.skhdt"], at=NOW, **HEAD)
    drafts.add_item(leaving, "RETIRE", database=city.databases["HCM-CSDL-003"], by=city.people["canbo.skhdt"], at=NOW)
    return forwarded(city, make.draft(city), leaving)


def issue(city, dossier, on):
    clerk, text = city.fresh("vanthu.ubnd"), make.decision_text(on, signed_on=today(NOW), number="77")
    return lambda: actions.issue(dossier, text, by=clerk, at=NOW)


def test_a_decision_effective_at_once_is_recorded_and_carried_out_or_neither(city):
    statements, found = in_between(issue(city, forwarded(city, make.draft(city)), today(NOW)))
    assert statements > 60 and found == []


@pytest.mark.usefixtures("_quiet")
def test_the_calendar_carries_a_decision_out_or_leaves_it_waiting(city):
    issue(city, two(city), TOMORROW)()
    with time_machine.travel(day_start(TOMORROW), tick=False):
        statements, found = in_between(tasks.apply_due)
    assert statements > 40 and found == []


@pytest.mark.usefixtures("_quiet")
def test_without_the_transaction_around_a_decision_something_in_between_is_stored(city, monkeypatch):
    """The canary of the two above."""
    issue(city, two(city), TOMORROW)()
    monkeypatch.setattr(effects, "carry_out", effects.carry_out.__wrapped__)
    with time_machine.travel(day_start(TOMORROW), tick=False):
        _statements, found = in_between(tasks.apply_due, every=5)
    assert found
