"""Proposals for other systems and for people's own tools: read, draft, remark, answer. What may be done is decided by the actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.response import Response

from agencies.authority import seats_of
from agencies.models import Agency, Role, User
from catalog.proposals import drafts, shapes
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.states import State
from catalog.proposals.workflow import MOVES
from hcm_registry.api import Keyset, conditional, parameters
from hcm_registry.api.doors import Operation, Reading
from hcm_registry.api.keyset import Order
from hcm_registry.api.shapes import page_of, picked
from hcm_registry.kernel.errors import Invalid
from hcm_registry.kernel.workflow import open_to

ORDERS = {"created": Order(("id",)), "-created": Order(("id",), down=True)}


class Files(Reading):
    """What every door to proposals shares: only what the person may see is there at all."""

    @property
    def user(self) -> User:
        """The caller, whom the permission has seen to be signed in."""
        return cast(User, self.request.user)

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
            proposal = drafts.start(agency=agency, by=self.user, at=self.at, **body)
            for item in items:
                drafts.add_item(proposal, **item, by=self.user, at=self.at)
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
            drafts.save_head(proposal, self.body(), by=self.user, at=self.at)
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
            item = drafts.add_item(proposal, **body, by=self.user, at=self.at)
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
            drafts.save_content(self.item(proposal), self.body()["content"], by=self.user, at=self.at)
        return self.whole(proposal)

    def delete(self, request: Any, code: str, position: int) -> Response:
        """Ask nothing for this database any more. Errors: NotAuthorised, WrongState."""
        with self.held() as proposal:
            drafts.drop_item(self.item(proposal), by=self.user, at=self.at)
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


def tag_of(version: int) -> str:
    """A proposal's ETag."""
    return f'"{version}"'
