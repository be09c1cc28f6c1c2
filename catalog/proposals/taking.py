"""Take a file on, hand it over, give it back to the pool. None of it moves the file or its deadline."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.authority import Seats, holders, seats_of
from agencies.models import User
from catalog.clocks import actions as clocks
from catalog.proposals.claims import Claim, awaited, claim_of, waits_for
from catalog.proposals.models import ChangeProposal
from catalog.proposals.states import State
from hcm_registry.kernel.errors import Invalid, NotAuthorised, RuleBroken, WrongState
from hcm_registry.kernel.periods import today

#: Steps of a file on which somebody of the department works.
DESKS = (State.SUBMITTED, State.ACCEPTED, State.CONSULTATION, State.APPRAISAL, State.APPROVED)


class AlreadyClaimed(RuleBroken):
    """Somebody was faster."""

    message = gettext_lazy("Hồ sơ này đã có người nhận.")


@dataclass(frozen=True)
class Desk:
    """How a file's page shows who has it: the claim, whether the reader may take it, and to whom they may hand it over."""

    claim: Claim | None
    may_take: bool
    mine: bool
    colleagues: list[User]

    @property
    def shown(self) -> bool:
        """Whether there is anything to say."""
        return self.claim is not None or self.may_take


def take(proposal: ChangeProposal, *, by: User, at: datetime) -> Claim:
    """Take a file on. Errors: AlreadyClaimed naming who has it, NotAuthorised when it does not wait for them."""
    with _locked(proposal):
        _require(proposal, by, at)
        held = claim_of(proposal)
        if held is not None:
            raise AlreadyClaimed(_taken(held), who=str(held.holder), since=held.at)
        return _give(proposal, to=by, by=by, at=at)


def hand_over(proposal: ChangeProposal, *, to: User, by: User, at: datetime) -> Claim:
    """The holder gives the file to a colleague for whom it waits too. Errors: WrongState (not theirs to give), NotAuthorised."""
    with _locked(proposal):
        _require_holder(proposal, by)
        _require(proposal, to, at)
        return _give(proposal, to=to, by=by, at=at)


def colleague(proposal: ChangeProposal, username: str, *, of: User, at: datetime) -> User:
    """The colleague of that account to whom the holder may hand the file. Errors: WrongState (not theirs to give), Invalid."""
    _require_holder(proposal, of)
    found = [one for one in _colleagues(proposal, seats_of(of, at)) if one.username == username]
    if not found:
        raise Invalid(errors={"to": [_("Hồ sơ không chờ ai có tài khoản này ở bước này.")]})
    return found[0]


def give_back(proposal: ChangeProposal, *, by: User, at: datetime) -> None:
    """The holder gives the file back to everybody for whom it waits. Error: WrongState (it is not theirs)."""
    with _locked(proposal):
        _require_holder(proposal, by)
        _end(proposal, at)
        _remind(proposal, None)


def desk(proposal: ChangeProposal, user: Any, at: datetime) -> Desk:
    """Who has the file, as the reader sees it."""
    if proposal.state not in DESKS:
        return Desk(None, may_take=False, mine=False, colleagues=[])
    claim = claim_of(proposal)
    mine = claim is not None and claim.holder_id == user.pk
    may_take = claim is None and waits_for(proposal, seats_of(user, at))
    return Desk(claim, may_take, mine, _colleagues(proposal, seats_of(user, at)) if mine else [])


def workload() -> list[dict[str, Any]]:
    """Who has how many files, and since when the oldest; whoever has most first."""
    held = Claim.objects.held().values("holder__full_name", "holder__username")
    return list(held.annotate(number=Count("pk"), since=Min("at")).order_by("-number", "holder__full_name"))


def pool() -> int:
    """How many files of the department nobody has."""
    taken = Claim.objects.held().values("proposal")
    return ChangeProposal.objects.filter(state__in=DESKS).exclude(pk__in=taken).count()


@contextmanager
def _locked(proposal: ChangeProposal) -> Iterator[None]:
    """The file's row lock makes two who take it take turns."""
    with transaction.atomic():
        proposal.refresh_from_db(from_queryset=ChangeProposal.objects.select_for_update(of=("self",)))
        yield


def _require(proposal: ChangeProposal, person: User, at: datetime) -> None:
    if proposal.state not in DESKS or not waits_for(proposal, seats_of(person, at)):
        raise NotAuthorised(_("Hồ sơ không chờ %(who)s ở bước này.") % {"who": person})


def _require_holder(proposal: ChangeProposal, by: User) -> None:
    held = claim_of(proposal)
    if held is None or held.holder_id != by.pk:
        raise WrongState(_("Bạn không còn giữ hồ sơ này. Tải lại trang."))


def _taken(held: Claim) -> str:
    return _("%(who)s đã nhận hồ sơ này lúc %(when)s.") % {"who": held.holder, "when": f"{today(held.at):%d/%m/%Y}"}


def _give(proposal: ChangeProposal, *, to: User, by: User, at: datetime) -> Claim:
    _end(proposal, at)
    _remind(proposal, to)
    return Claim.objects.create(proposal=proposal, state=proposal.state, holder=to, by=by, at=at)


def _end(proposal: ChangeProposal, at: datetime) -> None:
    """Also what a step before this one left."""
    Claim.objects.filter(proposal=proposal, ended_at__isnull=True).update(ended_at=at)


def _remind(proposal: ChangeProposal, person: User | None) -> None:
    """Reminders of the deadline go to whoever has the file; without one, to everybody for whom it waits."""
    if proposal.clock is not None:
        clocks.assign(proposal.clock, person)


def _colleagues(proposal: ChangeProposal, seats: Seats) -> list[User]:
    """Whoever else carries it on: two queries, whatever their number."""
    offices = [(holder.role, seats.mandates.get(holder.at, 0)) for holder in awaited(proposal)]
    people = {person for found in holders(offices, seats.at).values() for person in found}
    return list(User.objects.filter(pk__in=people - {seats.user.pk}, is_active=True).order_by("pk"))
