"""What is said about a proposal: opinions of consulted agencies, and remarks on single members."""

from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from agencies.authority import seats_of
from agencies.models import Agency
from catalog.proposals import actions, responses
from catalog.proposals.api import bodies, shapes
from catalog.proposals.api.files import Files
from catalog.proposals.papers import FieldComment, OpinionResponse
from catalog.proposals.queries import opinions_asked
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation
from hcm_registry.api.shapes import listing_of, page_of
from hcm_registry.kernel.errors import Invalid
from hcm_registry.keyset import Order


class ProposalOpinions(Files):
    """What other agencies were asked and answered."""

    operations = {"get": Operation("proposals_opinions_list", listing_of(shapes.OpinionShape), about=_("Các ý kiến đã hỏi."))}

    def stamp(self) -> Stamp:
        """Opinions are asked, answered once and voided once; responses are only added."""
        asked = _grown(self.proposal().opinions, "asked_at", "answered_at", "voided_at")
        said = _grown(OpinionResponse.objects.filter(opinion__proposal=self.proposal()), "at")
        return Stamp((*asked.parts, *said.parts), max(filter(None, (asked.at, said.at)), default=None))

    def answer(self) -> Any:
        """Every opinion, in the order of asking."""
        found = self.proposal().opinions.order_by("pk").select_related("agency", "clock").prefetch_related("responses")
        return {"results": [shown(opinion) for opinion in found]}


class MyOpinion(Files):
    """The answer of the caller's agency."""

    operations = {"post": Operation("proposals_opinions_answer", shapes.OpinionShape, bodies.AnswerBody, _("Trả lời ý kiến, một lần."))}
    http_method_names = ("post", "options")

    def post(self, request: Any, code: str) -> Response:
        """Answer. Errors: Http404 when the caller's agency is not asked, WrongState, Invalid."""
        body = self.body()
        return self.once(lambda: self._answer(body))

    def _answer(self, body: dict[str, Any]) -> Response:
        opinion = self._opinion(body.pop("agency", None))
        actions.answer(opinion, **body, by=self.user, at=self.at)
        return Response(shown(opinion))

    def _opinion(self, agency: Agency | None) -> Any:
        asked = opinions_asked(seats_of(self.request.user, self.at)).filter(proposal=self.proposal())
        found = list(asked.filter(agency=agency) if agency else asked)
        if not found:
            raise Http404(_("Cơ quan của bạn không được hỏi ý kiến, hoặc đã trả lời."))
        if len(found) > 1:
            raise Invalid(errors={"agency": [_("Nêu cơ quan trả lời.")]})
        return found[0]


class OpinionResponses(Files):
    """What the appraiser does with the points of an opinion."""

    about = _("Tiếp thu hoặc giải trình một góp ý; trả lời sau thay trả lời trước.")
    operations = {"post": Operation("proposals_opinions_respond", shapes.OpinionShape, bodies.ResponseBody, about)}
    http_method_names = ("post", "options")

    def post(self, request: Any, code: str) -> Response:
        """Answer a point. Errors: Http404 when the agency has no opinion that stands, WrongState, NotAuthorised, Involved, Invalid."""
        body = self.body()
        return self.once(lambda: self._respond(**body))

    def _respond(self, agency: Agency, **said: Any) -> Response:
        opinion = self.proposal().opinions.filter(agency=agency, voided_at__isnull=True).select_related("agency", "clock").first()
        if opinion is None:
            raise Http404(_("Không lấy ý kiến cơ quan này."))
        responses.respond(opinion, **said, by=self.user, at=self.at)
        return Response(shown(opinion))


class Remarks(Files):
    """What the doors to remarks share."""

    def rows(self) -> QuerySet[Any]:
        """Every remark on the proposal."""
        return FieldComment.objects.filter(item__proposal=self.proposal())

    def remark(self, pk: Any) -> dict[str, Any]:
        """One remark. Error: Http404."""
        row = self.rows().filter(pk=pk).values(*_COMMENT.values()).first()
        if row is None:
            raise Http404
        return _comment(row)


class ProposalComments(Remarks):
    """Remarks on single members of items."""

    asks = parameters.page()
    operations = {
        "get": Operation("proposals_comments_list", page_of(shapes.CommentShape), about=_("Góp ý từng mục.")),
        "post": Operation("proposals_comments_create", shapes.CommentShape, bodies.CommentBody, _("Góp ý một mục."), 201),
    }

    def stamp(self) -> Stamp:
        """Remarks are only added, and settled once."""
        return _grown(self.rows(), "at", "settled_at")

    def answer(self) -> Any:
        """One page, the oldest first."""
        walk = Keyset(self.request, self.asked, {"id": Order(("id",))}, "id")
        return walk.page(self.rows(), list(_COMMENT.values()), lambda rows: [_comment(row) for row in rows])

    def post(self, request: Any, code: str) -> Response:
        """One more remark. Errors: Http404, NotAuthorised, WrongState, Invalid."""
        body = self.body()
        return self.once(lambda: self._remark(**body))

    def _remark(self, item: int, path: str, text: str) -> Response:
        self.kwargs["position"] = item
        made = actions.comment(self.item(self.proposal()), path=path, text=text, by=self.user, at=self.at)
        place = f"/api/v1/proposals/{self.kwargs['code']}/comments/{made.pk}/"
        return Response(self.remark(made.pk), status=201, headers={"Location": place})


class ProposalComment(Remarks):
    """One remark."""

    operations = {"get": Operation("proposals_comments_read", shapes.CommentShape, about=_("Một góp ý."))}

    def stamp(self) -> Stamp:
        """A remark is settled once."""
        return _grown(self.rows().filter(pk=self.kwargs["id"]), "at", "settled_at")

    def answer(self) -> Any:
        """The remark. Error: Http404."""
        return self.remark(self.kwargs["id"])


class CommentSettled(Remarks):
    """Marking a remark as dealt with."""

    operations = {"post": Operation("proposals_comments_settle", shapes.CommentShape, about=_("Đánh dấu góp ý đã giải quyết."))}
    http_method_names = ("post", "options")

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Settle it; a remark settled before stays as it was. Errors: Http404."""
        self.body()
        return self.once(self._settle)

    def _settle(self) -> Response:
        remark = self.rows().filter(pk=self.kwargs["id"]).select_related("item").first()
        if remark is None:
            raise Http404
        actions.settle(remark, by=self.user, at=self.at)
        return Response(self.remark(remark.pk))


def shown(opinion: Any) -> dict[str, Any]:
    """One opinion, with the responses that count."""
    said = {name: getattr(opinion, name) for name in OPINION}
    answers = [{name: getattr(one, name) for name in ("path", "kind", "text", "at")} for one in opinion.answers.values()]
    return {"agency": opinion.agency.key, "due_on": opinion.clock.due_on, **said, "responses": answers}


def _grown(rows: Any, *moments: str) -> Stamp:
    """How many rows, how many of them with each moment, and the last of all moments."""
    counted = rows.aggregate(Count("pk"), *(Count(name) for name in moments), *(Max(name) for name in moments))
    at = max((value for name, value in counted.items() if name.endswith("__max") and value), default=None)
    return Stamp(tuple(counted.values()), at)


OPINION = ("revision", "asked_at", "stance", "comment", "field_comments", "answered_at", "voided_at")
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
