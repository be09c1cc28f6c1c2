"""Proposals for other systems and for people's own tools: read, draft, remark, answer. What may be done is decided by the actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.response import Response

from agencies.authority import seats_of
from agencies.models import Agency, Role
from catalog.proposals import actions, drafts, shapes
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.papers import FieldComment
from catalog.proposals.queries import opinions_asked
from catalog.proposals.states import State
from catalog.proposals.workflow import MOVES
from hcm_registry.api import Keyset, conditional, parameters
from hcm_registry.api.doors import Operation, Reading, SignedIn
from hcm_registry.api.keyset import Order
from hcm_registry.api.shapes import page_of, picked
from hcm_registry.kernel.errors import Invalid
from hcm_registry.kernel.workflow import open_to

ORDERS = {"created": Order(("id",)), "-created": Order(("id",), down=True)}


class Files(SignedIn, Reading):
    """What every door to proposals shares: only what the person may see is there at all."""

    def visible(self) -> QuerySet[Any]:
        """Proposals the caller may read now."""
        return ChangeProposal.objects.visible_to(self.request.user, self.at)

    def proposal(self) -> ChangeProposal:
        """The proposal in the address. Error: Http404, whether it is absent or hidden."""
        found = self.visible().filter(code=self.kwargs["code"]).select_related("agency").first()
        if found is None:
            raise Http404
        return found

    def version(self) -> int:
        """The number that is the proposal's ETag, without its row. Error: Http404."""
        found = self.visible().filter(code=self.kwargs["code"]).values_list("version", flat=True).first()
        if found is None:
            raise Http404
        return int(found)

    @contextmanager
    def held(self, *, must_match: bool = True) -> Iterator[ChangeProposal]:
        """The proposal under its row lock, after If-Match was compared with it. Errors: Http404, Problem 428 or 412."""
        proposal = self.proposal()
        with transaction.atomic():
            locked = ChangeProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
            check = conditional.require_match if must_match else conditional.match_if_given
            check(self.request, tag_of(locked.version))
            yield proposal

    def item(self, proposal: ChangeProposal) -> ChangeItem:
        """The item in the address. Error: Http404."""
        found = proposal.items.filter(position=self.kwargs["position"]).select_related("database", "base_version", "result").first()
        if found is None:
            raise Http404
        found.proposal = proposal
        return found

    def whole(self, proposal: ChangeProposal, status: int = 200) -> Response:
        """The proposal as it is now, with its ETag."""
        data = shapes.detail_of(proposal)
        headers = {"ETag": tag_of(data["version"]), "Location": f"/api/v1/proposals/{proposal.code}/"}
        return Response(data, status=status, headers=headers)


class ProposalList(Files):
    """Proposals the caller may read; new ones by POST."""

    asks = (
        parameters.choice("state", State.values, "Trạng thái."),
        parameters.key("agency", "Khóa của cơ quan đề xuất."),
        parameters.choice("ordering", ORDERS, "Thứ tự theo lúc lập."),
        parameters.fields(shapes.HEAD),
        *parameters.page(),
    )
    operations = {
        "get": Operation("proposals_list", page_of(shapes.ProposalShape), about="Các đề xuất người hỏi được xem."),
        "post": Operation("proposals_create", shapes.ProposalDetailShape, shapes.ProposalBody, "Lập bản nháp, có thể kèm nội dung.", 201),
    }

    def validator(self) -> tuple[object, ...]:
        """Who may see how many, and the sum of their versions: every write makes one grow."""
        return tuple(self._rows().aggregate(Count("pk"), Sum("version"), Max("pk")).values())

    def answer(self) -> Any:
        """One page."""
        walk = Keyset(self.request, self.asked, ORDERS, "-created")
        return walk.page(self._rows(), list(shapes.HEAD_COLUMNS), lambda rows: [picked(shapes.head_of(row), self.asked) for row in rows])

    def post(self, request: Any) -> Response:
        """A new draft. Errors: NotAuthorised, NotYourDatabase, Invalid."""
        body = self.body()
        return self.once(lambda: self._draft(body))

    def _draft(self, body: dict[str, Any]) -> Response:
        items, agency = body.pop("items", []), body.pop("agency", None) or self._own_agency()
        with transaction.atomic():
            proposal = drafts.start(agency=agency, by=self.request.user, at=self.at, **body)
            for item in items:
                drafts.add_item(proposal, **item, by=self.request.user, at=self.at)
        return self.whole(proposal, 201)

    def _own_agency(self) -> Agency:
        own = {seat.agency.pk: seat.agency for seat in seats_of(self.request.user, self.at).with_role(Role.REGISTRAR)}
        if len(own) != 1:
            raise Invalid(errors={"agency": [_("Nêu cơ quan đề xuất.")]})
        return next(iter(own.values()))

    def _rows(self) -> QuerySet[Any]:
        lookups = {"state": "state", "agency": "agency__key"}
        return self.visible().filter(**{lookup: self.asked[name] for name, lookup in lookups.items() if name in self.asked})


class ProposalDetail(Files):
    """One proposal."""

    asks = (parameters.fields(shapes.MEMBERS),)
    operations = {
        "get": Operation("proposals_read", shapes.ProposalDetailShape, about="Một đề xuất, kèm nội dung và các bước đã qua."),
        "patch": Operation("proposals_update", shapes.ProposalDetailShape, shapes.HeadBody, "Sửa các mục của bản nháp.", if_match=True),
    }

    def tag(self) -> str:
        """The version, whatever `fields` asks for."""
        return tag_of(self.version())

    def answer(self) -> Any:
        """The proposal. Error: Http404."""
        return picked(shapes.detail_of(self.proposal()), self.asked)

    def patch(self, request: Any, code: str) -> Response:
        """Keep some of its own members. Errors: NotAuthorised, WrongState."""
        with self.held() as proposal:
            drafts.save_head(proposal, self.body(), by=request.user, at=self.at)
        return self.whole(proposal)


class ProposalItems(Files):
    """The items of a proposal."""

    operations = {
        "get": Operation("proposals_items_list", shapes.listing_of(shapes.ItemDetailShape), about="Nội dung của đề xuất."),
        "post": Operation("proposals_items_create", shapes.ProposalDetailShape, shapes.ItemBody, "Thêm vào bản nháp.", 201),
    }

    def validator(self) -> tuple[object, ...]:
        """The proposal's version."""
        return (self.version(),)

    def answer(self) -> Any:
        """Every item, in order."""
        items = self.proposal().items.select_related("database", "base_version", "result").order_by("position")
        return {"results": [shapes.item_of(item) for item in items]}

    def post(self, request: Any, code: str) -> Response:
        """One more item. Errors: NotAuthorised, WrongState, NotYourDatabase, Invalid."""
        body = self.body()
        return self.once(lambda: self._add(body))

    def _add(self, body: dict[str, Any]) -> Response:
        with self.held(must_match=False) as proposal:
            item = drafts.add_item(proposal, **body, by=self.request.user, at=self.at)
        response = self.whole(proposal, 201)
        response["Location"] = f"{response['Location']}items/{item.position}/"
        return response


class ProposalItem(Files):
    """One item. Its ETag is the proposal's: a proposal is judged as one file."""

    operations = {
        "get": Operation("proposals_items_read", shapes.ItemDetailShape, about="Nội dung đề xuất cho một cơ sở dữ liệu."),
        "patch": Operation("proposals_items_update", shapes.ProposalDetailShape, shapes.ContentBody, "Ghi một số mục.", if_match=True),
        "delete": Operation("proposals_items_delete", about="Bỏ khỏi bản nháp.", status=204, if_match=True),
    }

    def tag(self) -> str:
        """The proposal's version."""
        return tag_of(self.version())

    def answer(self) -> Any:
        """The item. Error: Http404."""
        return shapes.item_of(self.item(self.proposal()))

    def patch(self, request: Any, code: str, position: int) -> Response:
        """Keep some members of the content. Errors: NotAuthorised, WrongState, Invalid."""
        with self.held() as proposal:
            drafts.save_content(self.item(proposal), self.body()["content"], by=request.user, at=self.at)
        return self.whole(proposal)

    def delete(self, request: Any, code: str, position: int) -> Response:
        """Ask nothing for this database any more. Errors: NotAuthorised, WrongState."""
        with self.held() as proposal:
            drafts.drop_item(self.item(proposal), by=request.user, at=self.at)
        return Response(status=204, headers={"ETag": tag_of(self.version())})


class ProposalMoves(Files):
    """The moves the caller may make now, from the table of the law."""

    operations = {"get": Operation("proposals_moves_list", shapes.listing_of(shapes.MoveShape), about="Các bước làm được lúc này.")}

    def validator(self) -> tuple[object, ...]:
        """The moves themselves: they depend on who asks and when."""
        self.moves = open_to(self.proposal(), MOVES.values(), self.request.user, self.at)
        return tuple(move.name for move in self.moves)

    def answer(self) -> Any:
        """The moves, each with its address."""
        place = f"/api/v1/proposals/{self.kwargs['code']}/moves"
        shown = [{"name": m.name, "label": str(m.label), "needs_note": m.needs_note, "target": m.target} for m in self.moves]
        return {"results": [move | {"href": f"{place}/{move['name']}/"} for move in shown]}


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
        actions.answer(opinion, **body, by=self.request.user, at=self.at)
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
        made = actions.comment(self.item(self.proposal()), path=path, text=text, by=self.request.user, at=self.at)
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


def tag_of(version: int) -> str:
    """A proposal's ETag."""
    return f'"{version}"'
