"""What is said about a proposal: opinions of consulted agencies, and remarks on single members."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.response import Response

from agencies.authority import seats_of
from agencies.models import Agency
from catalog.proposals import actions, shapes
from catalog.proposals.api import Files
from catalog.proposals.papers import FieldComment
from catalog.proposals.queries import opinions_asked
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.doors import Operation
from hcm_registry.api.keyset import Order
from hcm_registry.api.shapes import page_of
from hcm_registry.kernel.errors import Invalid


class ProposalOpinions(Files):
    """What other agencies were asked and answered."""

    operations = {"get": Operation("proposals_opinions_list", shapes.listing_of(shapes.OpinionShape), about="Các ý kiến đã hỏi.")}
    COLUMNS = ("revision", "asked_at", "due_on", "stance", "comment", "field_comments", "answered_at", "voided_at")

    def validator(self) -> tuple[object, ...]:
        """Opinions are asked, answered once and voided once."""
        counted = self.proposal().opinions.aggregate(Count("pk"), Count("answered_at"), Count("voided_at"))
        return tuple(counted.values())

    def answer(self) -> Any:
        """Every opinion, in the order of asking."""
        rows = self.proposal().opinions.order_by("pk").values("agency__key", *self.COLUMNS)
        return {"results": [{"agency": row.pop("agency__key"), **row} for row in rows]}


class MyOpinion(Files):
    """The answer of the caller's agency."""

    operations = {"post": Operation("proposals_opinions_answer", shapes.OpinionShape, shapes.AnswerBody, "Trả lời ý kiến, một lần.")}
    http_method_names = ("post", "options")

    def post(self, request: Any, code: str) -> Response:
        """Answer. Errors: Http404 when the caller's agency is not asked, WrongState, Invalid."""
        body = self.body()
        return self.once(lambda: self._answer(body))

    def _answer(self, body: dict[str, Any]) -> Response:
        opinion = self._opinion(body.pop("agency", None))
        actions.answer(opinion, **body, by=self.user, at=self.at)
        return Response({"agency": opinion.agency.key} | {name: getattr(opinion, name) for name in ProposalOpinions.COLUMNS})

    def _opinion(self, agency: Agency | None) -> Any:
        asked = opinions_asked(seats_of(self.request.user, self.at)).filter(proposal=self.proposal())
        found = list(asked.filter(agency=agency) if agency else asked)
        if not found:
            raise Http404(_("Cơ quan của bạn không được hỏi ý kiến, hoặc đã trả lời."))
        if len(found) > 1:
            raise Invalid(errors={"agency": [_("Nêu cơ quan trả lời.")]})
        return found[0]


class ProposalComments(Files):
    """Remarks on single members of items."""

    asks = parameters.page()
    operations = {
        "get": Operation("proposals_comments_list", page_of(shapes.CommentShape), about="Góp ý từng mục."),
        "post": Operation("proposals_comments_create", shapes.CommentShape, shapes.CommentBody, "Góp ý một mục.", 201),
    }

    def validator(self) -> tuple[object, ...]:
        """Remarks are only added, and settled once."""
        return tuple(self._rows().aggregate(Count("pk"), Count("settled_at")).values())

    def answer(self) -> Any:
        """One page, the oldest first."""
        walk = Keyset(self.request, self.asked, {"id": Order(("id",))}, "id")
        return walk.page(self._rows(), list(_COMMENT.values()), lambda rows: [_comment(row) for row in rows])

    def post(self, request: Any, code: str) -> Response:
        """One more remark. Errors: Http404, NotAuthorised, WrongState, Invalid."""
        body = self.body()
        return self.once(lambda: self._remark(**body))

    def _remark(self, item: int, path: str, text: str) -> Response:
        self.kwargs["position"] = item
        made = actions.comment(self.item(self.proposal()), path=path, text=text, by=self.user, at=self.at)
        (row,) = FieldComment.objects.filter(pk=made.pk).values(*_COMMENT.values())
        return Response(_comment(row), status=201)

    def _rows(self) -> QuerySet[Any]:
        return FieldComment.objects.filter(item__proposal=self.proposal())


_COMMENT = {
    "id": "id",
    "item": "item__position",
    "path": "path",
    "text": "text",
    "by": "by__full_name",
    "at": "at",
    "settled_at": "settled_at",
}


def _comment(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[column] for name, column in _COMMENT.items()}
