"""How the appraiser consolidates what consulted agencies said: each point is taken up, or it is explained why not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.authority import seats_of
from agencies.models import Role, User
from catalog.proposals import guards
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import Opinion, OpinionResponse
from catalog.proposals.states import ResponseKind, State
from catalog.proposals.workflow import APPRAISER
from hcm_registry.kernel.errors import Invalid, RuleBroken, WrongState

#: While the appraiser has the file.
OPEN = frozenset({State.CONSULTATION, State.ACCEPTED})


@transaction.atomic
def respond(opinion: Opinion, *, path: str, kind: str, text: str = "", by: User, at: datetime) -> OpinionResponse:
    """Answer one point of an opinion; a later answer takes its place. By an appraiser who is no party, before they conclude.

    Errors: WrongState, NotAuthorised, Involved, OfTheProposingAgency, Invalid.
    """
    proposal = ChangeProposal.objects.select_for_update().get(pk=opinion.proposal_id)
    opinion.refresh_from_db()
    guards.outsider(proposal, APPRAISER.standing(proposal, by, at), at)
    if proposal.state not in OPEN or opinion.answered_at is None or opinion.voided_at is not None:
        raise WrongState
    _check(opinion, path, kind, text)
    return OpinionResponse.objects.create(opinion=opinion, path=path, kind=kind, text=text.strip(), by=by, at=at)


def may_respond(proposal: ChangeProposal, by: User, at: datetime) -> bool:
    """Whether the person may answer points of opinions on this file now."""
    if proposal.state not in OPEN or not seats_of(by, at).with_role(Role.APPRAISER):
        return False
    try:
        guards.outsider(proposal, APPRAISER.standing(proposal, by, at), at)
    except RuleBroken:
        return False
    return True


def _check(opinion: Opinion, path: str, kind: str, text: str) -> None:
    errors = {}
    if path not in opinion.points:
        errors["path"] = [str(_("Cơ quan không góp ý về mục này."))]
    if kind not in ResponseKind.values:
        errors["kind"] = [str(_("Chọn tiếp thu hoặc giải trình."))]
    if kind == ResponseKind.EXPLAINED and not text.strip():
        errors["text"] = [str(_("Nêu lý do không tiếp thu."))]
    if errors:
        raise Invalid(errors=errors)
