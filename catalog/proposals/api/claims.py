"""Who has taken a file on: read it, take it, hand it over, give it back. None of it moves the file, so none of it asks for If-Match."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from catalog.proposals import taking
from catalog.proposals.api.files import Files
from catalog.proposals.models import ChangeProposal
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation
from hcm_registry.api.shapes import Body, PersonShape, Text, person


class ClaimShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """Who has the file now (`holder` is null when nobody has), whether the caller may take it, and to whom they may hand it over."""

    holder = serializers.CharField(allow_null=True)
    given_by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    yours = serializers.BooleanField()
    may_take = serializers.BooleanField()
    colleagues = PersonShape(many=True)


class HandOverBody(Body):
    """The colleague, by the name of their account."""

    example = {"to": "thamdinh2.stttt"}

    to = Text(max_length=150)


class Claims(Files):
    """What the doors to claims share."""

    def now(self, proposal: ChangeProposal) -> dict[str, Any]:
        """How the file stands for the caller."""
        desk = taking.desk(proposal, self.user, self.at)
        claim = desk.claim
        held = {"holder": str(claim.holder), "given_by": str(claim.by), "at": claim.at} if claim else dict.fromkeys(HELD)
        return held | {"yours": desk.mine, "may_take": desk.may_take, "colleagues": [person(one) for one in desk.colleagues]}


HELD = ("holder", "given_by", "at")


class ProposalClaim(Claims):
    """The claim on a file."""

    operations = {
        "get": Operation("proposals_claim_read", ClaimShape, about=_("Ai đang giữ hồ sơ.")),
        "post": Operation("proposals_claim_take", ClaimShape, about=_("Nhận hồ sơ; hồ sơ đã có người nhận thì 409.")),
    }

    def stamp(self) -> Stamp:
        """The answer itself: it depends on who asks and on who holds which role now."""
        self.told = self.now(self.proposal())
        return Stamp((self.told,))

    def answer(self) -> Any:
        """Who has it."""
        return self.told

    def post(self, request: Any, code: str) -> Response:
        """Take it on. Errors: Http404, AlreadyClaimed (409, with `who` and `since`), NotAuthorised."""
        self.body()
        return self.once(self._take)

    def _take(self) -> Response:
        taking.take(self.proposal(), by=self.user, at=self.at)
        return Response(self.now(self.proposal()))


class ClaimHandedOver(Claims):
    """Handing the file to a colleague."""

    http_method_names = ("post", "options")
    operations = {"post": Operation("proposals_claim_hand_over", ClaimShape, HandOverBody, _("Chuyển hồ sơ cho đồng nghiệp."))}

    def post(self, request: Any, code: str) -> Response:
        """Hand it over. Errors: Http404, WrongState (not the caller's), Invalid (not for that person)."""
        body = self.body()
        return self.once(lambda: self._hand_over(**body))

    def _hand_over(self, to: str) -> Response:
        proposal = self.proposal()
        colleague = taking.colleague(proposal, to, of=self.user, at=self.at)
        taking.hand_over(proposal, to=colleague, by=self.user, at=self.at)
        return Response(self.now(proposal))

    def pointer(self, field: str) -> str:
        """Into the body."""
        return f"/{field}"


class ClaimGivenBack(Claims):
    """Giving the file back to everybody for whom it waits."""

    http_method_names = ("post", "options")
    operations = {"post": Operation("proposals_claim_give_back", ClaimShape, about=_("Trả hồ sơ về hàng chờ."))}

    def post(self, request: Any, code: str) -> Response:
        """Give it back. Errors: Http404, WrongState (not the caller's)."""
        self.body()
        return self.once(self._give_back)

    def _give_back(self) -> Response:
        taking.give_back(self.proposal(), by=self.user, at=self.at)
        return Response(self.now(self.proposal()))
