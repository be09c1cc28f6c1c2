"""What each move does to the deadline of the file: one table, carried out in the transaction of the move.

A file has one deadline at a time: intake's until it is taken in, the department's until its head decides. It stands still
while the proposing agency completes a returned file. Each consulted agency has a deadline of its own.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from agencies.authority import Holder, seats_of
from agencies.models import Agency, Role, User
from catalog.clocks import actions as clocks
from catalog.clocks.models import DeadlineClock
from catalog.proposals.models import ChangeProposal
from catalog.proposals.workflow import APPRAISER, HEAD, INTAKE
from catalog.rules.models import Matter

RUNNING, PAUSED = DeadlineClock.State.RUNNING, DeadlineClock.State.PAUSED
Effect = Callable[[ChangeProposal, dict[str, Any]], None]
LABEL = 255


def follow(move: str, proposal: ChangeProposal, *, by: User | None, at: datetime, reason: str = "") -> None:
    """What the move does to the deadline; the caller saves the proposal. Errors: those of `catalog.clocks.actions`."""
    EFFECTS.get(move, _nothing)(proposal, {"at": at, "by": by, "reason": reason})


def of_opinion(proposal: ChangeProposal, agency: Agency, *, due_on: date | None, by: User, at: datetime) -> DeadlineClock:
    """The deadline of a consulted agency: the day the appraiser sets, or the rule's."""
    given = {"label": _label(proposal), "path": f"/proposals/{proposal.code}/", "due_on": due_on, "by": by, "at": at}
    return clocks.start(Matter.OPINION, agency=agency, role=Role.REGISTRAR, **given)  # type: ignore[arg-type]  # checked by the form, the shape or the caller, which the checker cannot follow


def close(clock: DeadlineClock | None, said: dict[str, Any]) -> None:
    """It is done, if it was not before."""
    if clock is not None and clock.state != DeadlineClock.State.STOPPED:
        clocks.stop(clock, **said)


def _nothing(proposal: ChangeProposal, said: dict[str, Any]) -> None:
    """The deadline runs on."""


def _arrive(proposal: ChangeProposal, said: dict[str, Any]) -> None:
    """A returned file goes on where it stood still; any other begins with intake."""
    clock = proposal.clock
    if clock is None or clock.state != PAUSED:
        _begin(proposal, Matter.PROPOSAL_INTAKE, INTAKE, said)
        return
    clocks.resume(clock, **said)
    clocks.hand_to(clock, INTAKE.role)


def _accept(proposal: ChangeProposal, said: dict[str, Any]) -> None:
    """Intake is done; the department's time begins, or goes on when it had begun before the file was returned."""
    clock = proposal.clock
    if clock is not None and clock.kind == Matter.PROPOSAL_APPRAISAL and clock.state == RUNNING:
        clocks.hand_to(clock, APPRAISER.role)
        return
    close(clock, said)
    _begin(proposal, Matter.PROPOSAL_APPRAISAL, APPRAISER, said)


def _return(proposal: ChangeProposal, said: dict[str, Any]) -> None:
    if proposal.clock is not None and proposal.clock.state == RUNNING:
        clocks.pause(proposal.clock, **said)


def _to_the_head(proposal: ChangeProposal, said: dict[str, Any]) -> None:
    if proposal.clock is not None:
        clocks.hand_to(proposal.clock, HEAD.role)
    _close_opinions(proposal, said)


def _end(proposal: ChangeProposal, said: dict[str, Any]) -> None:
    close(proposal.clock, said)
    _close_opinions(proposal, said)


def _again(proposal: ChangeProposal, said: dict[str, Any]) -> None:
    """The Committee's office wants it judged once more: the head has it again, with a term of its own."""
    _begin(proposal, Matter.PROPOSAL_APPRAISAL, HEAD, said)


#: Every other move leaves the deadline as it is.
EFFECTS: dict[str, Effect] = {
    "submit": _arrive,
    "accept": _accept,
    "return": _return,
    "appraise": _to_the_head,
    "approve": _end,
    "reject": _end,
    "withdraw": _end,
    "send_back": _again,
}


def _begin(proposal: ChangeProposal, matter: Matter, holder: Holder, said: dict[str, Any]) -> None:
    """A new deadline of whoever holds the role now; none while nobody is in charge of the catalogue."""
    agency = Agency.objects.filter(pk=holder.agency(proposal, seats_of(said["by"], said["at"]).mandates) or 0).first()
    if agency is not None:
        given = {"label": _label(proposal), "path": f"/proposals/{proposal.code}/", "by": said["by"], "at": said["at"]}
        proposal.clock = clocks.start(matter, agency=agency, role=holder.role, **given)


def _close_opinions(proposal: ChangeProposal, said: dict[str, Any]) -> None:
    """Nobody is asked any more."""
    asked = proposal.opinions.exclude(clock__state=DeadlineClock.State.STOPPED).select_related("clock")
    for opinion in asked.order_by("pk"):
        clocks.stop(opinion.clock, **said)


def _label(proposal: ChangeProposal) -> str:
    return f"{proposal.code} {proposal.title}"[:LABEL]
