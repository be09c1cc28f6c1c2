"""One move on many proposals, each judged and made by itself: one that fails leaves the others done, and says why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from catalog.proposals import actions
from catalog.proposals.models import ChangeProposal
from hcm_registry.kernel.errors import RuleBroken, WrongState

#: What takes nothing but a reason; a conclusion, a dossier or a decision is written for each file.
VERBS: dict[str, Callable[..., None]] = {
    "accept": actions.accept,
    "return": actions.return_,
    "approve": actions.approve,
    "reject": actions.reject,
    "withdraw": actions.withdraw,
}
MOST = 200


@dataclass(frozen=True)
class Picked:
    """One proposal, as it was when it was picked."""

    code: str
    version: int


@dataclass(frozen=True)
class Result:
    """What became of one: done (or, in a trial, would be), or the sentence that says why not."""

    code: str
    title: str
    done: bool
    why: str = ""


def make(move: str, picked: Sequence[Picked], *, note: str, by: User, at: datetime, trial: bool = False) -> list[Result]:
    """Make the move on each, in the order given. A trial makes it too, by the same rules, and takes it back."""
    visible = ChangeProposal.objects.visible_to(by, at).filter(code__in=[one.code for one in picked]).select_related("agency")
    found = {proposal.code: proposal for proposal in visible}
    return [_one(move, found.get(one.code), one, note=note, by=by, at=at, trial=trial) for one in picked]


def waiting(user: Any, at: datetime) -> Iterable[ChangeProposal]:
    """Proposals of which somebody may make many moves at once: those that wait for them, the oldest first."""
    return ChangeProposal.objects.waiting_for(user, at).listed().order_by("pk")[:MOST]


def _one(move: str, proposal: ChangeProposal | None, asked: Picked, *, trial: bool, **said: Any) -> Result:
    if proposal is None:
        return Result(asked.code, "", done=False, why=_("Không có đề xuất này."))
    try:
        with transaction.atomic():
            if ChangeProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk).version != asked.version:
                raise WrongState(_("Đề xuất đã thay đổi từ khi bạn chọn. Mở hồ sơ để xem rồi chọn lại."))
            VERBS[move](proposal, **said)
            transaction.set_rollback(trial)
    except RuleBroken as broken:
        return Result(asked.code, proposal.title, done=False, why=broken.text)
    return Result(asked.code, proposal.title, done=True)
