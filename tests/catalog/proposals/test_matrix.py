"""Who may move what, tried: every role, at every kind of agency, every move, in every state; the table is restated here by hand.

Where a state has no such move, whoever makes it elsewhere tries, and somebody who holds every role at every agency at once: since the
state itself is what refuses them, and nothing about the person, it refuses everybody.
"""

import contextlib
from pathlib import Path

import pytest
from django.db import transaction

from agencies.models import Agency, Role
from catalog.proposals import actions
from catalog.proposals.states import State
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.errors import RuleBroken, WrongState
from tests import factories as make
from tests.kept import kept
from tests.verbs import NOTE, attempt

OWN, LEAD, ISSUER, OTHER = PLACES = ("so-khdt", "so-tttt", "ubnd-tp", "so-xay-dung")
BEFORE_FORWARDED = {"DRAFT", "SIGNED", "SUBMITTED", "RETURNED", "ACCEPTED", "CONSULTATION", "APPRAISAL", "APPROVED"}
# The design's table, chapter 5: move → (from, to, who).
LAW = {
    "sign_off": ({"DRAFT", "RETURNED"}, "SIGNED", {("HEAD", OWN)}),
    "submit": ({"DRAFT", "RETURNED", "SIGNED"}, "SUBMITTED", {("REGISTRAR", OWN)}),
    "accept": ({"SUBMITTED"}, "ACCEPTED", {("INTAKE", LEAD)}),
    "return": ({"SUBMITTED", "APPRAISAL"}, "RETURNED", {("INTAKE", LEAD), ("APPRAISER", LEAD)}),
    "consult": ({"ACCEPTED"}, "CONSULTATION", {("APPRAISER", LEAD)}),
    "gather": ({"CONSULTATION"}, "ACCEPTED", set()),
    "appraise": ({"ACCEPTED", "CONSULTATION"}, "APPRAISAL", {("APPRAISER", LEAD)}),
    "approve": ({"APPRAISAL"}, "APPROVED", {("HEAD", LEAD)}),
    "reject": ({"APPRAISAL"}, "REJECTED", {("HEAD", LEAD)}),
    "withdraw": (BEFORE_FORWARDED, "WITHDRAWN", {("REGISTRAR", OWN)}),
    "forward": ({"APPROVED"}, "AT_COMMITTEE", {("HEAD", LEAD)}),
    "issue": ({"AT_COMMITTEE"}, "ISSUED", {("CLERK", ISSUER)}),
    "send_back": ({"AT_COMMITTEE"}, "APPRAISAL", {("CLERK", ISSUER)}),
    "apply": ({"ISSUED"}, "APPLIED", set()),
}
#: Move → whether the agency's setting lets it be made: its head signs where it wants that, and then nothing leaves unsigned.
BY_SETTING = {"sign_off": lambda asks, state: asks, "submit": lambda asks, state: not asks or state == "SIGNED"}
QUIET = {"consult", "forward"}  # tried without a note
TABLE = Path(__file__).with_name("matrix.md")


#: State → what happens there by itself, once its day has come and every agency asked has answered.
BY_ITSELF = {"ISSUED": ["apply"], "CONSULTATION": ["gather"]}


class Undo(Exception):
    """Takes a tried cell back."""


def tried(verb, proposal, city, by, at, known):
    """(the step left by the attempt, nothing) or (nothing, why it was refused); undone in either case. `known`: the steps there were."""
    left, refusal = [], None
    with contextlib.suppress(Undo), transaction.atomic():
        try:
            attempt(verb, proposal, city, by=by, at=at)
        except RuleBroken as broken:
            refusal = broken
        left = list(proposal.steps.exclude(pk__in=known))
        raise Undo
    if left:
        proposal.refresh_from_db()
    assert len(left) == (0 if refusal else 1), f"{verb} by {by}"
    return (left or [None])[0], refusal


def told(step):
    """What a step says, and whether it says it without a note."""
    return step.move, step.source, step.target, step.by, step.note == ""


def crowded():
    """A city, and (role, place) → somebody who holds just that and took part in nothing; and one who holds all of it at once."""
    city = make.build_city()
    crowd = {(role, place): make.officer(role, city.agencies[place]) for role in Role for place in PLACES}
    everything = make.user("moi-vai-tro")
    for role, place in crowd:
        make.membership(everything, role, city.agencies[place])
    return city, crowd, everything


@pytest.mark.parametrize(("state", "asks"), [*((state, state == "SIGNED") for state in State.values), ("DRAFT", True), ("RETURNED", True)])
def test_everybody_tries_everything(state, asks, db, now):
    city, crowd, everything = kept(crowded)
    proposal = make.proposal_in(state, city)
    Agency.objects.filter(pk=proposal.agency_id).update(requires_sign_off=asks)
    if state == "CONSULTATION":
        proposal.opinions.update(voided_at=now)  # nobody is waited for
    known = list(proposal.steps.values_list("pk", flat=True))
    for verb, (sources, target, who) in LAW.items():
        if state not in sources:  # the state alone forbids it: to those who make it elsewhere, and to one who may do anything
            for person in [*(crowd[seat] for seat in sorted(who)), everything]:
                assert isinstance(tried(verb, proposal, city, person, now, known)[1], WrongState), f"{verb} in {state} by {person}"
            continue
        may = who if BY_SETTING.get(verb, lambda *_: True)(asks, state) else set()
        for seat, person in crowd.items():
            step, refusal = tried(verb, proposal, city, person, now, known)
            assert (step is not None) == (seat in may), f"{verb} in {state} by {seat}: {refusal}"
            assert step is None or told(step) == (verb, state, target, person, verb in QUIET)
    day = now + (proposal.decision.effective_on - now.date()) if state == "ISSUED" else now
    assert [verb for verb in LAW if tried(verb, proposal, city, None, day, known)[0]] == BY_ITSELF.get(state, [])


def test_the_code_and_the_design_have_the_same_moves():
    assert {name: (set(move.sources), str(move.target)) for name, move in MOVES.items()} == {n: law[:2] for n, law in LAW.items()}
    assert {name for name, move in MOVES.items() if move.needs_note} == {"return", "appraise", "reject", "withdraw", "send_back"}


@pytest.mark.parametrize("verb", [name for name, move in MOVES.items() if move.needs_note])
def test_a_move_that_takes_something_away_says_why(verb, city, now):
    proposal = make.proposal_in(min(LAW[verb][0]), city)
    action = getattr(actions, {"return": "return_"}.get(verb, verb))
    ((role, place),) = sorted(LAW[verb][2])[:1]
    with pytest.raises(RuleBroken):
        action(proposal, by=make.officer(Role(role), city.agencies[place]), at=now, note="  \n ")
    assert NOTE not in {step.note for step in proposal.steps.filter(move=verb)}
    assert not proposal.steps.filter(move=verb).exists()


PLACE_NAMES = {"agency": "cơ quan đề xuất", "LEAD": "cơ quan chủ trì", "ISSUER": "cơ quan ban hành"}


def seats(move):
    """Who makes it: (role, kind of agency); nobody for the calendar's move."""
    return {(holder.role.value, PLACE_NAMES[str(holder.at)]) for holder in getattr(move.by, "holders", ())} or {("", "lịch")}


def table() -> str:
    """State × who → moves, as a reader wants it, from the code."""
    columns = sorted(set().union(*map(seats, MOVES.values())))
    lines = ["| | " + " | ".join(", ".join(filter(None, column)) for column in columns) + " |", "|" + "---|" * (len(columns) + 1)]
    for state in State.values:
        cells = [[m.name for m in MOVES.values() if state in m.sources and column in seats(m)] for column in columns]
        lines.append(f"| **{state}** | " + " | ".join(", ".join(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def test_the_committed_table_is_the_code():
    assert TABLE.read_text() == table()
