"""How a proposal moves: by the law, its deadline with it, and everybody told who is concerned; all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction

from agencies.models import User
from catalog.proposals import deadlines, notices
from catalog.proposals.models import ChangeProposal
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.errors import broken_by
from hcm_registry.kernel.workflow import Standing, moving


@contextmanager
def making(proposal: ChangeProposal, move: str, *, by: User | None, at: datetime, note: str = "") -> Iterator[Standing]:
    """Make the move; what the body of the `with` assigns is saved with it. Errors: RuleBroken."""
    try:
        with transaction.atomic():
            with moving(proposal, MOVES[move], by=by, at=at, note=note) as standing:
                yield standing
                deadlines.follow(move, proposal, by=by, at=at, reason=note)
            notices.tell_of(move, proposal, by=by, at=at, note=note)
    except IntegrityError as error:
        raise broken_by(error) from error
