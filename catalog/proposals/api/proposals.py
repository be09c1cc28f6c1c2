"""Proposals: the list, a new one, one whole, what is still missing in it, and who is writing it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from agencies.authority import seats_of
from agencies.models import Agency, Role
from catalog.journal.actions import head
from catalog.proposals import drafts, guards
from catalog.proposals.api import bodies, shapes
from catalog.proposals.api.files import ByVersion, Files, tag_of
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import ProposalStep
from catalog.proposals.queries import opinions_asked
from catalog.proposals.states import State
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation
from hcm_registry.api.shapes import page_of, picked, sparse
from hcm_registry.kernel.errors import Invalid
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Order

ORDERS = {"created": Order(("id",)), "-created": Order(("id",), down=True)}


class ProposalList(Files):
    """Proposals the caller may read; new ones by POST."""

    asks = (
        parameters.choice("state", State.values, _("Trạng thái.")),
        parameters.key("agency", _("Khóa của cơ quan đề xuất.")),
        parameters.choice("waiting", ["me"], _("Chỉ những đề xuất đang chờ người hỏi: một bước hoặc một ý kiến.")),
        parameters.choice("ordering", ORDERS, _("Thứ tự theo lúc lập.")),
        parameters.fields(shapes.HEAD),
        *parameters.page(),
    )
    operations = {
        "get": Operation("proposals_list", page_of(sparse(shapes.ProposalShape)), about=_("Các đề xuất người hỏi được xem.")),
        "post": Operation(
            "proposals_create", shapes.ProposalDetailShape, bodies.ProposalBody, _("Lập bản nháp, có thể kèm nội dung."), 201
        ),
    }

    def stamp(self) -> Stamp:
        """Who may see how many, and sums over their versions: every write makes one grow."""
        rows = self._rows()
        counted = rows.aggregate(Count("pk"), Sum("version"), weighed=Sum(F("pk") * F("version")))
        moved = ProposalStep.objects.filter(proposal__in=rows).aggregate(at=Max("at"))["at"]
        saved = rows.aggregate(at=Max("saved_at"))["at"]
        return Stamp((self.user.pk, *counted.values()), max(filter(None, (moved, saved)), default=None))

    def answer(self) -> Any:
        """One page."""
        walk = Keyset(self.request, self.asked, ORDERS, "-created")
        return walk.page(self._rows(), list(shapes.HEAD_COLUMNS), lambda rows: [picked(shapes.head_of(row), self.asked) for row in rows])

    def post(self, request: Any) -> Response:
        """A new draft. Errors: NotAuthorised, NotYourDatabase, Invalid."""
        body = self.body()
        return self.once(lambda: self._draft(body))

    def pointer(self, field: str) -> str:
        """The body names places as the rule does."""
        return f"/{field}"

    def _draft(self, body: dict[str, Any]) -> Response:
        items, agency = body.pop("items", []), body.pop("agency", None) or self._own_agency()
        with transaction.atomic():
            proposal = drafts.start(agency=agency, by=self.user, at=self.at, **body)
            for place, item in enumerate(items):
                self._add(proposal, item, place)
        return self.whole(proposal, 201)

    def _add(self, proposal: ChangeProposal, item: dict[str, Any], place: int) -> None:
        try:
            drafts.add_item(proposal, **item, by=self.user, at=self.at)
        except Invalid as error:
            named = {f"items/{place}/{name}": sentences for name, sentences in error.detail["errors"].items()}
            raise Invalid(errors=named) from error

    def _own_agency(self) -> Agency:
        own = {seat.agency.pk: seat.agency for seat in seats_of(self.request.user, self.at).with_role(Role.REGISTRAR)}
        if len(own) != 1:
            raise Invalid(errors={"agency": [_("Nêu cơ quan đề xuất.")]})
        return next(iter(own.values()))

    def _rows(self) -> QuerySet[Any]:
        lookups = {"state": "state", "agency": "agency__key"}
        rows = self.visible().filter(**{lookup: self.asked[name] for name, lookup in lookups.items() if name in self.asked})
        if "waiting" not in self.asked:
            return rows
        mine = ChangeProposal.objects.waiting_for(self.user, self.at).values("pk")
        asked = opinions_asked(seats_of(self.user, self.at)).order_by().values("proposal")
        return rows.filter(Q(pk__in=mine) | Q(pk__in=asked))


class ProposalDetail(ByVersion):
    """One proposal."""

    asks = (parameters.fields(shapes.MEMBERS),)
    operations = {
        "get": Operation("proposals_read", sparse(shapes.ProposalDetailShape), about=_("Một đề xuất, kèm nội dung và các bước đã qua.")),
        "patch": Operation("proposals_update", shapes.ProposalDetailShape, bodies.HeadBody, _("Sửa các mục của bản nháp."), if_match=True),
    }

    def answer(self) -> Any:
        """The proposal. Error: Http404."""
        return picked(shapes.detail_of(self.proposal()), self.asked)

    def patch(self, request: Any, code: str) -> Response:
        """Keep some of its own members. Errors: NotAuthorised, WrongState, Elsewhere."""
        body = self.body()
        with self.drafting() as proposal:
            drafts.save_head(proposal, body, by=self.user, at=self.at)
        return self.whole(proposal)


class ProposalChecks(Files):
    """What the check page shows before the proposal is sent."""

    operations = {
        "get": Operation("proposals_checks_read", shapes.CheckShape, about=_("Còn thiếu gì, trùng gì với bản hiện hành thì chưa gửi được."))
    }

    def stamp(self) -> Stamp:
        """The proposal, the catalogue it is held against, and the day on which agencies must exist."""
        version, at = self.version()
        return Stamp((version, head(), today(self.at)), at)

    def answer(self) -> Any:
        """Every shortcoming with its place, and every collision with its three sides."""
        proposal = self.proposal()
        missing = guards.shortcomings(proposal, self.at)
        errors = [{"pointer": self.pointer(field), "detail": text} for field, many in missing.items() for text in many]
        conflicts = guards.collisions(proposal)
        return {"complete": not errors and not conflicts, "errors": errors, "conflicts": conflicts}


class ProposalPen(ByVersion):
    """Who is writing the draft; taking the pen, also from a colleague."""

    operations = {
        "get": Operation("proposals_pen_read", shapes.PenShape, about=_("Ai đang soạn bản nháp.")),
        "put": Operation("proposals_pen_take", shapes.PenShape, bodies.PenBody, _("Cầm bút soạn, hoặc tiếp quản."), if_match=True),
    }

    def answer(self) -> Any:
        """The pen."""
        return self._pen(self.proposal())

    def put(self, request: Any, code: str) -> Response:
        """Take it. Errors: NotAuthorised, WrongState, Elsewhere unless it is taken over."""
        body = self.body()
        with self.held() as proposal:
            drafts.take_pen(proposal, by=self.user, at=self.at, force=body["take_over"])
        return Response(self._pen(proposal), headers={"ETag": tag_of(proposal.version)})

    def _pen(self, proposal: ChangeProposal) -> dict[str, Any]:
        by, turn = proposal.editing_by, proposal.turns.last()
        until = proposal.editing_at and proposal.editing_at + timedelta(seconds=settings.EDIT_LEASE_SECONDS)
        return {"by": by and str(by), "since": turn and turn.at, "until": until, "yours": by == self.user}


class SignatureAsked(Files):
    """Laying the finished draft before the head of the agency, where the agency wants their signature."""

    http_method_names = ("post", "options")
    operations = {
        "post": Operation("proposals_signature_ask", shapes.ProposalDetailShape, about=_("Trình lãnh đạo cơ quan ký."), if_match=True)
    }

    def post(self, request: Any, code: str) -> Response:
        """Ask. Errors: NotAuthorised, WrongState, Elsewhere, and those of sending it."""
        self.body()
        return self.once(self._ask)

    def _ask(self) -> Response:
        with self.drafting() as proposal:
            drafts.ask_signature(proposal, by=self.user, at=self.at)
        return self.whole(proposal)
