"""Every move of the law as one POST each; the calendar's own (apply) is nobody's to make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response

from agencies.models import Agency
from catalog.decisions.actions import DecisionText
from catalog.decisions.models import Decision
from catalog.proposals import actions
from catalog.proposals.api import Files
from catalog.proposals.models import ChangeProposal
from catalog.proposals.shapes import ProposalDetailShape, by_key
from catalog.proposals.workflow import MOVES
from hcm_registry.api.doors import Operation
from hcm_registry.api.shapes import Body
from hcm_registry.kernel.errors import WrongState


class NoteBody(Body):
    """A remark that goes on the step; the reason where one is needed."""

    note = serializers.CharField(required=False, allow_blank=True, default="")


class ConsultBody(NoteBody):
    """Whom to ask, until when."""

    agencies = by_key(Agency, "key", many=True)
    due_on = serializers.DateField()


class ForwardBody(NoteBody):
    """The submission letter. `proposals` are further approved proposals that go in the same dossier."""

    title = serializers.CharField(max_length=255)
    letter_number = serializers.CharField(max_length=40)
    letter_date = serializers.DateField()
    proposals = serializers.ListField(child=serializers.CharField(max_length=20), required=False, default=list, max_length=200)


class IssueBody(Body):
    """What the clerk copies from the signed paper. The decision covers the whole dossier."""

    number = serializers.CharField(max_length=20)
    symbol = serializers.CharField(max_length=40, required=False)
    signed_on = serializers.DateField()
    effective_on = serializers.DateField()
    signer = serializers.CharField(max_length=150)
    signer_title = serializers.CharField(max_length=150, required=False, allow_blank=True)
    abstract = serializers.CharField()
    legal_grounds = serializers.CharField(required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=Decision.Kind.choices, required=False)


@dataclass(frozen=True)
class Verb:
    """What a move takes, and the action that makes it."""

    act: Callable[..., Any]
    takes: type[Body] = NoteBody


def _forward(proposal: ChangeProposal, *, others: list[ChangeProposal], by: Any, at: datetime, **letter: Any) -> None:
    actions.forward([proposal, *others], by=by, at=at, **letter)


def _issue(proposal: ChangeProposal, *, by: Any, at: datetime, **text: date | str) -> None:
    if proposal.dossier is None:
        raise WrongState
    actions.issue(proposal.dossier, DecisionText(**text), by=by, at=at)  # type: ignore[arg-type]


VERBS = {
    "sign_off": Verb(actions.sign_off),
    "submit": Verb(actions.submit),
    "accept": Verb(actions.accept),
    "return": Verb(actions.return_),
    "consult": Verb(actions.consult, ConsultBody),
    "appraise": Verb(actions.appraise),
    "approve": Verb(actions.approve),
    "reject": Verb(actions.reject),
    "withdraw": Verb(actions.withdraw),
    "forward": Verb(_forward, ForwardBody),
    "issue": Verb(_issue, IssueBody),
    "send_back": Verb(actions.send_back),
}


class MoveDoor(Files):
    """One move."""

    move: ClassVar[str] = ""
    http_method_names = ("post", "options")

    def operation(self, method: str) -> Operation:
        """Each move has its own body and name."""
        about = f"{MOVES[self.move].label}."
        return Operation(f"proposals_moves_{self.move}", ProposalDetailShape, VERBS[self.move].takes, about, if_match=True)

    def post(self, request: Any, code: str) -> Response:
        """Make the move. Errors: whatever the law says (RuleBroken), Problem 428 or 412."""
        body = self.body()
        return self.once(lambda: self._make(body))

    def _make(self, body: dict[str, Any]) -> Response:
        with self.held() as proposal:
            if "proposals" in body:
                body = body | {"others": self._others(body["proposals"])}
                del body["proposals"]
            VERBS[self.move].act(proposal, **body, by=self.user, at=self.at)
        return self.whole(proposal)

    def _others(self, codes: list[str]) -> list[ChangeProposal]:
        wanted = set(codes) - {self.kwargs["code"]}
        found = list(self.visible().filter(code__in=wanted).order_by("pk"))
        if len(found) < len(wanted):
            raise Http404
        return found
