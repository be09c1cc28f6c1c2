"""Two at once: of two deciders exactly one wins, the other is told; and the same races without their locks, which must fail.

`RACE_ROUNDS` says how often each pair starts together (300).
"""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import count
from threading import Barrier

import pytest
from django.db import connections
from django.db.models import QuerySet

from catalog.entries.models import SharedDatabase
from catalog.models import Edition
from catalog.proposals import actions, deadlines, drafts, effects, notices
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import ProposalStep
from hcm_registry.kernel.errors import Forbidden, RuleBroken, WrongState
from hcm_registry.kernel.workflow import Move
from tests import factories as make
from tests.refusals import change
from tests.verbs import NOTE, ROADS, make_move

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("RACE_ROUNDS", "300"))
NOW = make.NOW


@pytest.fixture(autouse=True)
def _followed_now_and_then(monkeypatch):
    """What follows a decision, its deadline and who is told, has tests of its own and would take half the time: each tenth write has it."""
    for module, name in ((deadlines, "follow"), (notices, "tell_of")):
        monkeypatch.setattr(module, name, partial(_each_tenth, getattr(module, name)))


def _each_tenth(effect, move, proposal, **said):
    if proposal.version % 10 == 0:
        effect(move, proposal, **said)


def race(one, other, *, before=lambda number: None, rounds=ROUNDS):
    """Both calls started together, round after round, each in a thread with its own connection; what each of them raised, or None.

    `before` prepares a round, with its number from 0; whoever comes to the start last does it.
    """
    numbers = count()
    start = Barrier(2, action=lambda: before(next(numbers)), timeout=10)

    def run(call):
        try:
            return [_outcome(start, call) for _round in range(rounds)]
        except BaseException:
            start.abort()  # the other one need not wait
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(zip(*pool.map(run, (one, other)), strict=True))


def _outcome(start, call):
    start.wait()
    try:
        call()
    except RuleBroken as error:
        return error
    return None


def mover(verb, username):
    """Maker of a call that makes the move on a page opened before: what it knows of the file is old, what it holds is the person."""
    action = getattr(actions, verb)

    def prepare(proposal, city):
        mine, person = ChangeProposal.objects.get(pk=proposal.pk), city.fresh(username)
        return lambda: action(mine, by=person, at=NOW, note=NOTE)

    return prepare


APPROVE, REJECT = (mover(verb, "lanhdao.stttt") for verb in ("approve", "reject"))
WITHDRAW, SUBMIT = (mover(verb, "canbo.skhdt") for verb in ("withdraw", "submit"))
BLANK = {"approved_by": None, "approved_at": None, "approved_for": None, "approved_hash": "", "state_reason": ""}


def again(proposal, state):
    """The file as it stood, for the next round: quicker than another whole life."""
    change(proposal, state=state, **BLANK)


def decided(proposal):
    """How often it was decided."""
    return ProposalStep.objects.filter(proposal=proposal, move__in=["approve", "reject", "withdraw"]).count()


DECIDERS = pytest.mark.parametrize(
    ("one", "other"),
    [(APPROVE, APPROVE), (APPROVE, REJECT), (REJECT, WITHDRAW)],
    ids=["approve-approve", "approve-reject", "reject-withdraw"],
)


@DECIDERS
def test_of_two_deciders_one_wins(one, other, city):
    proposal = make.proposal_in("APPRAISAL", city)
    outcomes = race(one(proposal, city), other(proposal, city), before=lambda _number: again(proposal, "APPRAISAL"))
    assert {tuple(sorted(type(error).__name__ for error in outcome if error)) for outcome in outcomes} == {("WrongState",)}
    assert WrongState.status == 409
    assert decided(proposal) == len(outcomes) == ROUNDS


@DECIDERS
def test_the_canary_without_a_lock_decides_twice(one, other, city, monkeypatch):
    """The same race without the row lock: if this stopped failing, the rounds above would prove nothing.

    Both are held until both have read, which the lock forbids, so that one round shows it on any machine.
    """
    proposal, permit, both_read = make.proposal_in("APPRAISAL", city), Move.permit, Barrier(2, timeout=10)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)
    monkeypatch.setattr(Move, "permit", lambda *asked: [permit(*asked), both_read.wait()][0])
    assert race(one(proposal, city), other(proposal, city), rounds=1) == [(None, None)]
    assert decided(proposal) == 2


def test_what_is_sent_is_what_was_written_whoever_is_first(city):
    proposal = make.draft(city, datasets=[])
    item, author, numbers = proposal.items.get(), city.fresh("canbo.skhdt"), count()

    def write():
        drafts.save_content(item, {"purpose": f"Lần {next(numbers)}"}, by=author, at=NOW)

    def look(number):
        """What the last round left, then the file as it stood."""
        if number:
            found = ChangeProposal.objects.get(pk=proposal.pk)
            assert (found.state, found.content_hash) == ("SUBMITTED", found.fingerprint())
            written.append(found.items.get().content["purpose"] == f"Lần {number - 1}")
        again(proposal, "DRAFT")

    written = []
    outcomes = race(SUBMIT(proposal, city), write, before=look, rounds=ROUNDS // 3)
    look(len(outcomes))
    assert {sent for sent, _written in outcomes} == {None}
    assert written == [refused is None for _sent, refused in outcomes]
    assert {type(refused) for _sent, refused in outcomes} <= {type(None), WrongState}


@pytest.mark.long
def test_one_database_is_in_one_process(city):
    pair = [leaving(city) for _n in range(2)]
    sent = []

    def both_back(_number):
        sent.append(ChangeProposal.objects.filter(state="SUBMITTED").count())
        for proposal in pair:
            again(proposal, "DRAFT")

    outcomes = race(*(SUBMIT(proposal, city) for proposal in pair), before=both_back)
    assert sent[1:] == [1] * (ROUNDS - 1)
    refusals = [error for outcome in outcomes for error in outcome if error]
    assert {(type(error), error.status, error.detail["constraint"]) for error in refusals} == {
        (Forbidden, 409, "catalog_item_one_open_a_database")
    }
    assert len(refusals) == ROUNDS


HEAD = {"title": "Rà soát", "reason": "Sắp xếp lại", "legal_ground": "NĐ 47/2020", "no_state_secret": True}


def leaving(city):
    """A draft that takes a database out of the catalogue."""
    author = city.people["canbo.skhdt"]
    proposal = drafts.start(agency=city.agencies["so-khdt"], by=author, at=NOW, **HEAD)
    drafts.add_item(proposal, "RETIRE", database=city.databases["HCM-CSDL-001"], by=author, at=NOW)
    return proposal


def issued_addition(city, name):
    author = city.people["canbo.skhdt"]
    proposal = drafts.start(agency=city.agencies["so-khdt"], by=author, at=NOW, **HEAD)
    drafts.add_item(proposal, "ADD", content=make.content(name), by=author, at=NOW)
    for verb in ROADS["ISSUED"]:
        make_move(verb, proposal, city, at=NOW)
    return proposal.decision


def test_decisions_carried_out_at_once_take_turns_and_each_number_is_given_once(city):
    """Two that add a database, and one of them tried twice: nothing is done twice, nobody waits for another in a ring."""
    tomorrow = NOW + timedelta(days=1)
    for played in range(5):
        pair = [issued_addition(city, f"Cơ sở dữ liệu {played}{n}") for n in range(2)]
        assert race(*(partial(effects.carry_out, decision, at=tomorrow) for decision in pair), rounds=2) == [(None, None)] * 2
    decision = issued_addition(city, "Một lần")
    assert race(*[partial(effects.carry_out, decision, at=tomorrow)] * 2, rounds=1) == [(None, None)]
    numbers = list(SharedDatabase.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(city.databases) + 12))
    assert Edition.objects.count() == 11
