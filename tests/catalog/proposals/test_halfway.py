"""A decision that fails halfway leaves nothing: every statement of it fails once, and what is stored is before it or all of it."""

from datetime import timedelta

import pytest
import time_machine

from catalog import tasks
from catalog.proposals import actions, drafts, effects
from hcm_registry.kernel.periods import day_start, today
from tests import factories as make
from tests.halfway import in_between
from tests.verbs import make_move

NOW = make.NOW
TOMORROW = today(NOW) + timedelta(days=1)
HEAD = {"title": "Rà soát", "reason": "Sắp xếp lại", "legal_ground": "NĐ 47/2020", "no_state_secret": True}


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
