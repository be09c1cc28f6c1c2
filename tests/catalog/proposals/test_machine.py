"""Random lives of a proposal on the real database: only the law's moves happen, the steps retell the state, and an end is an end."""

import contextlib
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from agencies.models import Agency
from catalog.proposals import drafts
from catalog.proposals.states import FINAL, State
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.errors import RuleBroken
from tests import factories as make
from tests.verbs import ROADS, USUAL, attempt

LEGAL = {(state, move.name) for move in MOVES.values() for state in move.sources}
ILLEGAL = {(state, name) for state in State.values for name in MOVES} - LEGAL
NOW = make.NOW
NUMBERS = st.integers(0, 999)


class Life(RuleBasedStateMachine):
    """One proposal. Moves not yet seen anywhere in the run are preferred, so that none is left out."""

    city: make.City
    seen: set

    @property
    def state(self):
        return self.proposal.state

    def __init__(self):
        super().__init__()
        self.begin()

    def begin(self):
        """A life that starts where something has not been tried yet."""
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        lacking = sorted({state for state, _move in (LEGAL | ILLEGAL) - self.seen})
        self.proposal = make.proposal_in(lacking[0] if lacking else "DRAFT", self.city)

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def wanted(self, pairs, number):
        """A move of `pairs` in this state: one never seen, or any."""
        here = sorted(move for state, move in pairs if state == self.state)
        fresh = [move for move in here if (self.state, move) not in self.seen]
        return (fresh or here)[number % len(fresh or here)]

    def go(self, verb):
        name = USUAL[verb]
        if verb in {"sign_off", "submit"}:  # the agency's setting decides between the two
            Agency.objects.filter(pk=self.proposal.agency_id).update(requires_sign_off=verb == "sign_off")
        at = NOW if verb != "apply" else NOW + (timedelta(days=2))
        attempt(verb, self.proposal, self.city, by=self.city.people[name] if name else None, at=at)

    @rule(number=NUMBERS)
    def a_legal_move(self, number):
        if self.state in FINAL:
            self.teardown()
            self.begin()
        if self.state in FINAL:
            return
        verb, source = self.wanted(LEGAL, number), self.state
        if verb in {"appraise", "gather"} and source == "CONSULTATION":
            self.proposal.opinions.update(voided_at=NOW)
        self.go(verb)
        assert self.state == MOVES[verb].target
        self.seen.add((source, verb))

    @rule(number=NUMBERS)
    def an_illegal_move(self, number):
        if self.seen < LEGAL | ILLEGAL and not any(state == self.state for state, _move in ILLEGAL - self.seen):
            self.teardown()
            self.begin()
        verb, source, steps = self.wanted(ILLEGAL, number), self.state, self.proposal.steps.count()
        with pytest.raises(RuleBroken), transaction.atomic():
            self.go(verb)
        self.proposal.refresh_from_db()
        assert (self.state, self.proposal.steps.count()) == (source, steps)
        self.seen.add((source, verb))

    @rule(text=st.sampled_from(["Mục đích A", "Mục đích B"]))
    def a_write(self, text):
        before = self.proposal.fingerprint()
        with contextlib.suppress(RuleBroken):
            drafts.save_content(self.proposal.items.get(), {"purpose": text}, by=self.city.people["canbo.skhdt"], at=NOW)
        self.proposal.refresh_from_db()
        assert self.state in {"DRAFT", "RETURNED"} or self.proposal.fingerprint() == before

    @invariant()
    def the_steps_retell_the_state(self):
        state = "DRAFT"
        for step in self.proposal.steps.order_by("pk"):
            assert step.source == state
            assert (step.source, step.move) in LEGAL
            state = step.target
        assert state == self.proposal.state

    @invariant()
    def an_item_is_held_exactly_in_process(self):
        free = {"DRAFT", "SIGNED", "RETURNED", *FINAL}
        assert self.proposal.items.get().in_process == (self.state not in free)


@pytest.mark.long
def test_two_dozen_lives(city, monkeypatch):
    for effect in ("notices.tell_of", "deadlines.follow"):  # tried by tests of their own; here they would take half the time
        monkeypatch.setattr(f"catalog.proposals.moves.{effect}", lambda *_args, **_said: None)
    Life.city, Life.seen = city, set()
    run_state_machine_as_test(Life, settings=settings(max_examples=12, stateful_step_count=30, deadline=None, database=None))
    walk_what_chance_left_out(Life())
    assert Life.seen == LEGAL | ILLEGAL
    assert set(ROADS) == set(State.values)


def walk_what_chance_left_out(life):
    """Chance alone does not reach every pair in every run; each of these lives begins where one is lacking."""
    while lacking := (LEGAL | ILLEGAL) - life.seen:
        life.teardown()
        life.begin()
        legal_here = any(state == life.state for state, _move in lacking & LEGAL)
        (life.a_legal_move if legal_here else life.an_illegal_move)(number=0)
    life.teardown()
