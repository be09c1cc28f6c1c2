"""Two at once: of two deciders exactly one wins, the other is told; and a canary shows that this test could fail."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, connections

from catalog.entries.models import SharedDatabase
from catalog.proposals import actions, drafts, effects
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import ProposalStep
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.errors import Forbidden, RuleBroken, WrongState
from tests import factories as make
from tests.refusals import change
from tests.thorough import rounds
from tests.verbs import NOTE, ROADS, make_move

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = rounds(40, 300)
NOW = make.NOW


class Racers:
    """Threads that keep a connection each, and start together."""

    def __init__(self, count):
        self.gate, self.pool, self.count = Barrier(count), ThreadPoolExecutor(count), count

    def __call__(self, *calls):
        """What each raised, or None."""
        return list(self.pool.map(self._run, calls))

    def _run(self, call):
        connection.ensure_connection()
        self.gate.wait(timeout=10)
        try:
            call()
        except RuleBroken as error:
            return error
        return None

    def close(self):
        self(*[connections.close_all] * self.count)
        self.pool.shutdown()


@pytest.fixture
def at_once():
    racers = Racers(2)
    yield racers
    racers.close()


def fresh(proposal):
    return ChangeProposal.objects.get(pk=proposal.pk)


def approve(proposal, city):
    return lambda: actions.approve(fresh(proposal), by=city.fresh("lanhdao.stttt"), at=NOW, note=NOTE)


def reject(proposal, city):
    return lambda: actions.reject(fresh(proposal), by=city.fresh("lanhdao.stttt"), at=NOW, note=NOTE)


def withdraw(proposal, city):
    return lambda: actions.withdraw(fresh(proposal), by=city.fresh("canbo.skhdt"), at=NOW, note=NOTE)


def accept(proposal, city):
    return lambda: actions.accept(fresh(proposal), by=city.fresh("tiepnhan.stttt"), at=NOW)


def submit(proposal, city):
    return lambda: actions.submit(fresh(proposal), by=city.fresh("canbo.skhdt"), at=NOW)


def write(proposal, city, text):
    item = proposal.items.get()
    return lambda: drafts.save_content(type(item).objects.get(pk=item.pk), {"purpose": text}, by=city.fresh("canbo.skhdt"), at=NOW)


def step_count(proposal, *moves):
    return ProposalStep.objects.filter(proposal=proposal, move__in=moves).count()


BLANK = {"approved_by": None, "approved_at": None, "approved_for": None, "approved_hash": "", "state_reason": ""}


def again(proposal, state):
    """The file as it stood, for the next round: quicker than another whole life."""
    change(proposal, state=state, **BLANK)


@pytest.mark.parametrize(("state", "one", "other", "moves"), [
    ("APPRAISAL", approve, approve, ("approve",)),
    ("APPRAISAL", approve, reject, ("approve", "reject")),
    ("APPRAISAL", reject, withdraw, ("reject", "withdraw")),
    ("SUBMITTED", accept, accept, ("accept",)),
])  # fmt: skip
def test_of_two_deciders_one_wins(state, one, other, moves, city, at_once):
    proposal = make.proposal_in(state, city)
    for played in range(1, ROUNDS + 1):
        outcome = at_once(one(proposal, city), other(proposal, city))
        assert [type(error) for error in outcome if error] == [WrongState]
        assert step_count(proposal, *moves) == played
        again(proposal, state)


def test_what_is_sent_is_what_was_written_whoever_is_first(city, at_once):
    proposal = make.draft(city)
    for played in range(ROUNDS):
        text = f"Lần {played}"
        sent, written = at_once(submit(proposal, city), write(proposal, city, text))
        found = fresh(proposal)
        assert sent is None
        assert written is None or isinstance(written, WrongState)
        assert found.content_hash == found.fingerprint() == found.revisions.latest("number").content_hash
        assert (found.items.get().content["purpose"] == text) == (written is None)
        again(proposal, "DRAFT")


def test_one_database_is_in_one_process(city, at_once):
    pair = [make.draft(city) for _n in range(2)]
    for _round in range(ROUNDS):
        outcome = at_once(*(submit(proposal, city) for proposal in pair))
        (refused,) = [error for error in outcome if error]
        assert isinstance(refused, Forbidden)
        assert refused.detail["constraint"] == "catalog_item_one_open_a_database"
        assert sorted(fresh(proposal).state for proposal in pair) == ["DRAFT", "SUBMITTED"]
        for proposal in pair:
            again(proposal, "DRAFT")


def issued_addition(city, name):
    author = city.people["canbo.skhdt"]
    head = {"title": "Bổ sung", "reason": "Mới xây dựng", "legal_ground": "NĐ 47/2020", "no_state_secret": True}
    proposal = drafts.start(agency=city.agencies["so-khdt"], by=author, at=NOW, **head)
    drafts.add_item(proposal, "ADD", content=make.content(name), by=author, at=NOW)
    for verb in ROADS["ISSUED"]:
        make_move(verb, proposal, city, at=NOW)
    return proposal.decision


def test_decisions_carried_out_at_once_take_turns_and_each_number_is_given_once(city, at_once):
    """Two that add a database, and one of them tried twice: nothing is done twice, nobody waits for another in a ring."""
    tomorrow = NOW + timedelta(days=1)
    for played in range(1, 6):
        pair = [issued_addition(city, f"Cơ sở dữ liệu {played}{n}") for n in range(2)]
        for decisions in (pair, pair):
            assert at_once(*(partial(effects.carry_out, decision, at=tomorrow) for decision in decisions)) == [None, None]
        numbers = list(SharedDatabase.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(city.databases) + 2 * played + 1))
        assert [decision.editions.count() for decision in pair] == [1, 1]
    decision = issued_addition(city, "Một lần")
    assert at_once(*[partial(effects.carry_out, decision, at=tomorrow)] * 2) == [None, None]
    assert (decision.versions.count(), decision.editions.count()) == (1, 1)


def test_the_canary_without_a_lock_decides_twice(city, at_once):
    """The same race without the row lock: if this stopped failing, the rounds above would prove nothing."""
    proposal = make.proposal_in("APPRAISAL", city)
    both_looked = Barrier(2)

    def unlocked():
        found = fresh(proposal)
        standing = MOVES["approve"].permit(found, city.fresh("lanhdao.stttt"), NOW)
        both_looked.wait(timeout=10)
        found.record(move="approve", source=found.state, standing=standing, at=NOW, note="")

    for _round in range(10):
        at_once(unlocked, unlocked)
    assert step_count(proposal, "approve") == 20
