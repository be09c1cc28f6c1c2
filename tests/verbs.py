"""Every move as one call, with whatever else it needs, so that a test can try any move by anybody in any state."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from agencies.models import Agency, User
from catalog.proposals import actions, effects
from catalog.proposals.models import ChangeProposal
from catalog.proposals.moves import making
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.periods import today
from hcm_registry.kernel.workflow import take
from tests import factories as make

NOTE = "Lý do đã nêu trong công văn"
TRUNK = ("submit", "accept", "appraise", "approve", "forward", "issue", "apply")
#: State → the moves that lead there from a draft.
ROADS: dict[str, tuple[str, ...]] = {
    "DRAFT": (),
    "SIGNED": ("sign_off",),
    "SUBMITTED": TRUNK[:1],
    "RETURNED": (*TRUNK[:1], "return"),
    "ACCEPTED": TRUNK[:2],
    "CONSULTATION": (*TRUNK[:2], "consult"),
    "APPRAISAL": TRUNK[:3],
    "APPROVED": TRUNK[:4],
    "REJECTED": (*TRUNK[:3], "reject"),
    "WITHDRAWN": ("withdraw",),
    "AT_COMMITTEE": TRUNK[:5],
    "ISSUED": TRUNK[:6],
    "APPLIED": TRUNK[:7],
}
#: Move → who of the cast makes it on a proposal of so-khdt.
USUAL = {
    "sign_off": "lanhdao.skhdt",
    "submit": "canbo.skhdt",
    "accept": "tiepnhan.stttt",
    "return": "tiepnhan.stttt",
    "consult": "thamdinh.stttt",
    "appraise": "thamdinh.stttt",
    "approve": "lanhdao.stttt",
    "reject": "lanhdao.stttt",
    "withdraw": "canbo.skhdt",
    "forward": "lanhdao.stttt",
    "issue": "vanthu.ubnd",
    "send_back": "vanthu.ubnd",
    "apply": None,
    "gather": None,
}
_numbers = count(1)


def attempt(verb: str, proposal: ChangeProposal, city: make.City, *, by: User | None, at: datetime, on: date | None = None) -> None:
    """Make the move by its action; a RuleBroken says why not. The proposal in memory is fresh afterwards."""
    SPECIAL.get(verb, _plain)(verb, proposal, city, by, at, on)
    proposal.refresh_from_db()


def make_move(verb: str, proposal: ChangeProposal, city: make.City, *, at: datetime, on: date | None = None) -> None:
    """The move by whoever of the cast usually makes it; registrars and heads of the proposing agency on its own side.

    Once its head signs, the agency wants that of every proposal.
    """
    name = USUAL[verb]
    by = proposal.created_by if name == "canbo.skhdt" else city.people[name] if name else None
    if verb == "sign_off":
        Agency.objects.filter(pk=proposal.agency_id).update(requires_sign_off=True)
    if verb == "apply":
        at = max(at, at + (proposal.decision.effective_on - today(at)))
    attempt(verb, proposal, city, by=by, at=at, on=on)


class Back(Exception):
    """Takes a side road back."""


def every_state(city: make.City, *, at: datetime) -> Iterator[tuple[str, ChangeProposal]]:
    """Each state and one proposal in it, brought there by the road of ROADS: one life, whose side roads are taken back."""
    proposal = make.draft(city, at=at)
    for length in range(len(TRUNK) + 1):
        if length:
            make_move(TRUNK[length - 1], proposal, city, at=at)
        yield proposal.state, proposal
        for aside in {road[-1] for road in ROADS.values() if road and road[-1] not in TRUNK and road[:-1] == TRUNK[:length]}:
            with suppress(Back), transaction.atomic():
                make_move(aside, proposal, city, at=at)
                yield proposal.state, proposal
                raise Back
            proposal.refresh_from_db()


def _plain(verb: str, proposal: ChangeProposal, city: make.City, by: Any, at: datetime, on: date | None) -> None:
    action: Callable[..., None] = getattr(actions, {"return": "return_"}.get(verb, verb))
    action(proposal, by=by, at=at, note=NOTE)


def _consult(verb: str, proposal: ChangeProposal, city: make.City, by: Any, at: datetime, on: date | None) -> None:
    agencies = [city.agencies["so-tai-chinh"]]
    actions.consult(proposal, agencies=agencies, due_on=today(at) + timedelta(days=7), by=by, at=at)


def _forward(verb: str, proposal: ChangeProposal, city: make.City, by: Any, at: datetime, on: date | None) -> None:
    number = f"{next(_numbers)}/TTr-STTTT"
    actions.forward([proposal], title="Tờ trình", letter_number=number, letter_date=today(at), by=by, at=at)


def _issue(verb: str, proposal: ChangeProposal, city: make.City, by: Any, at: datetime, on: date | None) -> None:
    if proposal.dossier is None:
        take(proposal, MOVES["issue"], by=by, at=at)  # nothing to record a decision for: the law itself must refuse
        return
    day = on or today(at) + timedelta(days=1)
    actions.issue(proposal.dossier, make.decision_text(day, signed_on=min(day, today(at))), by=by, at=at)


def _apply(verb: str, proposal: ChangeProposal, city: make.City, by: Any, at: datetime, on: date | None) -> None:
    if by is None and proposal.state == "ISSUED":
        effects.carry_out(proposal.decision, at=at)
    elif by is None:
        effects.apply(proposal, at=at)
    else:
        take(proposal, MOVES["apply"], by=by, at=at)


def _gather(verb: str, proposal: ChangeProposal, city: make.City, by: Any, at: datetime, on: date | None) -> None:
    with making(proposal, verb, by=by, at=at):
        pass


SPECIAL = {"consult": _consult, "forward": _forward, "issue": _issue, "apply": _apply, "gather": _gather}
