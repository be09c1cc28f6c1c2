"""Every move of the law as one POST each; what happens by itself (gather, apply) is nobody's to make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from catalog.decisions.actions import DecisionText
from catalog.proposals import actions
from catalog.proposals.api import bodies, shapes
from catalog.proposals.api.files import Files
from catalog.proposals.models import ChangeProposal
from catalog.proposals.workflow import MOVES
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation
from hcm_registry.api.parsing import NfcJSONParser, NfcMultiPartParser
from hcm_registry.api.shapes import Body, listing_of
from hcm_registry.kernel.errors import Invalid, WrongState
from hcm_registry.kernel.workflow import open_to


class ProposalMoves(Files):
    """The moves the caller may make now, from the table of the law."""

    operations = {"get": Operation("proposals_moves_list", listing_of(shapes.MoveShape), about=_("Các bước làm được lúc này."))}

    def stamp(self) -> Stamp:
        """The moves themselves: they depend on who asks and when."""
        self.moves = open_to(self.proposal(), MOVES.values(), self.request.user, self.at)
        return Stamp(tuple(move.name for move in self.moves), self.version()[1])

    def answer(self) -> Any:
        """The moves, each with its address."""
        place = f"/api/v1/proposals/{self.kwargs['code']}/moves"
        shown = [{"name": m.name, "label": str(m.label), "needs_note": m.needs_note, "target": m.target} for m in self.moves]
        return {"results": [move | {"href": f"{place}/{move['name']}/"} for move in shown]}


@dataclass(frozen=True)
class Verb:
    """What a move takes, and the action that makes it."""

    act: Callable[..., Any]
    takes: type[Body] = bodies.NoteBody
    form: type[Body] | None = None


def _forward(proposal: ChangeProposal, *, proposals: list[ChangeProposal], by: Any, at: datetime, **letter: Any) -> None:
    actions.forward([proposal, *proposals], by=by, at=at, **letter)


def _issue(proposal: ChangeProposal, *, by: Any, at: datetime, **text: date | str) -> None:
    if proposal.dossier is None:
        raise WrongState
    actions.issue(proposal.dossier, DecisionText(**text), by=by, at=at)  # type: ignore[arg-type]  # checked by the form, the shape or the caller, which the checker cannot follow


VERBS = {
    "sign_off": Verb(actions.sign_off),
    "submit": Verb(actions.submit),
    "accept": Verb(actions.accept),
    "return": Verb(actions.return_, bodies.ReasonBody),
    "consult": Verb(actions.consult, bodies.ConsultBody),
    "appraise": Verb(actions.appraise, bodies.ReasonBody),
    "approve": Verb(actions.approve),
    "reject": Verb(actions.reject, bodies.ReasonBody),
    "withdraw": Verb(actions.withdraw, bodies.ReasonBody),
    "forward": Verb(_forward, bodies.LetterBody),
    "issue": Verb(_issue, bodies.DecisionBody, bodies.DecisionForm),
    "send_back": Verb(actions.send_back, bodies.ReasonBody),
}


class MoveDoor(Files):
    """One move."""

    move: ClassVar[str] = ""
    http_method_names = ("post", "options")

    def operation(self, method: str) -> Operation:
        """Each move has its own body and name."""
        verb, about = VERBS[self.move], f"{MOVES[self.move].label}."
        name = f"proposals_moves_{self.move}"
        return Operation(name, shapes.ProposalDetailShape, verb.takes, about, if_match=True, form=verb.form)

    def post(self, request: Any, code: str) -> Response:
        """Make the move. Errors: whatever the law says (RuleBroken), Problem 428 or 412."""
        body = self.body()
        return self.once(lambda: self._make(body))

    def _make(self, body: dict[str, Any]) -> Response:
        with self.held() as proposal:
            if "proposals" in body:
                body = body | {"proposals": named(self, body["proposals"], but=proposal.code)}
            VERBS[self.move].act(proposal, **body, by=self.user, at=self.at)
        return self.whole(proposal)


class IssueDoor(MoveDoor):
    """The decision may come with its signed text."""

    move = "issue"
    parser_classes = (NfcJSONParser, NfcMultiPartParser)


def named(door: Files, codes: list[str], *, but: str = "") -> list[ChangeProposal]:
    """The proposals a body names. Error: Invalid naming what the caller does not see, whether it is absent or hidden."""
    wanted = [code for code in dict.fromkeys(codes) if code != but]
    found = {proposal.code: proposal for proposal in door.visible().filter(code__in=wanted).order_by("pk")}
    missing = {f"proposals/{place}": [_("Không có đề xuất này.")] for place, code in enumerate(codes) if code != but and code not in found}
    if missing:
        raise Invalid(errors=missing)
    return [found[code] for code in wanted]
