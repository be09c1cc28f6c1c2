"""Acts of reorganisation prepared, sent and recorded by other systems: the verbs of the pages, each a door."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from agencies.models import Agency
from catalog.decisions.actions import DecisionText
from catalog.decisions.models import Decision
from catalog.entries.models import SharedDatabase
from catalog.proposals.api.bodies import DECIDED, DecisionBody, NoteBody, ReasonBody, by_key
from catalog.reorganisation import actions
from catalog.reorganisation.actions import LineText
from catalog.reorganisation.api import OneAct, ReadableAct, ReadableActs, ReorganisationShape
from catalog.reorganisation.models import Reorganisation
from catalog.reorganisation.states import LineKind
from catalog.reorganisation.workflow import MOVES
from hcm_registry.api.doors import Operation
from hcm_registry.api.parsing import NfcJSONParser, NfcMultiPartParser
from hcm_registry.api.shapes import Body, Day, Flag, Text, Upload

ACT = {"title": "Hợp nhất hai sở", "wanted_on": "2026-07-01", "legal_ground": "Nghị quyết về sắp xếp bộ máy"}


class ActChangesBody(Body):
    """What a draft says of itself, as far as it changes."""

    example = ACT

    title = Text(max_length=255, required=False)
    wanted_on = Day(required=False)
    legal_ground = Text(required=False, allow_blank=True)


class ActBody(ActChangesBody):
    """A new draft."""

    title = Text(max_length=255)
    wanted_on = Day()


class LineBody(Body):
    """What happens to one agency: who takes over is an agency that exists (`successor`) or a new one (`name`)."""

    example = {"kind": "MERGE", "predecessor": "so-khdt", "name": "Sở Tài chính và Đầu tư"}

    kind = serializers.ChoiceField(choices=LineKind.choices)
    predecessor = by_key(Agency, "key")
    successor = by_key(Agency, "key", required=False, allow_null=True)
    name = Text(required=False, allow_blank=True, max_length=255)
    abbreviation = Text(required=False, allow_blank=True, max_length=40)
    scope = Text(required=False, allow_blank=True)
    databases = serializers.ListField(child=by_key(SharedDatabase, "code"), required=False, max_length=1000)
    source = Text(required=False, allow_blank=True)  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    confirmed = Flag(required=False)
    note = Text(required=False, allow_blank=True)


class PaperBody(DecisionBody):
    """What the clerk copies from the signed paper, which names the body that issued it."""

    example = DECIDED | {"issuing_body": "ubnd-tp", "symbol": "NQ-HĐND", "abstract": "Sắp xếp các cơ quan chuyên môn"}

    kind = None  # type: ignore[assignment]  # it reorganises
    symbol = Text(max_length=40)
    issuing_body = by_key(Agency, "key")


class PaperForm(PaperBody):
    """The same with the signed paper itself, as PDF."""

    file = Upload(required=False, max_length=255)


class ActList(ReadableActs):
    """Acts; an administrator begins one."""

    operations = {
        "get": ReadableActs.listed,
        "post": Operation("reorganisations_create", ReorganisationShape, ActBody, _("Lập văn bản sắp xếp cơ quan."), 201),
    }

    def post(self, request: Any) -> Response:
        """A new draft. Error: NotAuthorised."""
        body = self.body()
        return self.once(lambda: self.whole(actions.start(**body, by=self.user, at=self.at), 201))


class ActDetail(ReadableAct):
    """One act; while it is a draft, what it says of itself may change."""

    changed = Operation("reorganisations_update", ReorganisationShape, ActChangesBody, _("Sửa văn bản đang soạn."), if_match=True)
    operations = {"get": ReadableAct.listed, "patch": changed}

    def patch(self, request: Any, **kwargs: Any) -> Response:
        """Keep what changes. Errors: NotAuthorised, WrongState, Problem 428 or 412."""
        body = self.body()
        with self.held() as act:
            said = {name: getattr(act, name) for name in ("title", "wanted_on", "legal_ground")}
            actions.save(act, **said | body, by=self.user, at=self.at)
        return self.whole(act)


class ActLines(OneAct):
    """One more agency."""

    operations = {
        "post": Operation("reorganisations_lines_add", ReorganisationShape, LineBody, _("Thêm cơ quan thay đổi."), 201, if_match=True)
    }

    def post(self, request: Any, **kwargs: Any) -> Response:
        """Add it at the end. Errors: NotAuthorised, WrongState, Forbidden (a promise of lines), Problem 428 or 412."""
        body = self.body()
        return self.once(lambda: self._add(body))

    def _add(self, body: dict[str, Any]) -> Response:
        with self.held() as act:
            actions.add_line(act, LineText(**body), by=self.user, at=self.at)
        return self.whole(act, 201)


class ActLine(OneAct):
    """One agency less."""

    operations = {"delete": Operation("reorganisations_lines_drop", ReorganisationShape, about=_("Bỏ một dòng."), if_match=True)}

    def delete(self, request: Any, **kwargs: Any) -> Response:
        """Drop it. Errors: Http404, NotAuthorised, WrongState, Problem 428 or 412."""
        with self.held() as act:
            line = act.lines.filter(position=self.kwargs["position"]).first()
            if line is None:
                raise Http404
            actions.drop_line(line, by=self.user, at=self.at)
        return self.whole(act)


VERBS: dict[str, tuple[Callable[..., Any], type[Body]]] = {
    "propose": (actions.propose, NoteBody),
    "return": (actions.return_, ReasonBody),
    "withdraw": (actions.withdraw, ReasonBody),
}


class ActMove(OneAct):
    """One move without a paper."""

    move: ClassVar[str] = ""
    http_method_names = ("post", "options")

    def operation(self, method: str) -> Operation:
        """Each move has its own body and name."""
        takes, about = VERBS[self.move][1], f"{MOVES[self.move].label}."
        return Operation(f"reorganisations_moves_{self.move}", ReorganisationShape, takes, about, if_match=True)

    def post(self, request: Any, **kwargs: Any) -> Response:
        """Make it. Errors: whatever the law says (RuleBroken), Problem 428 or 412."""
        body = self.body()
        return self.once(lambda: self._make(body))

    def _make(self, body: dict[str, Any]) -> Response:
        with self.held() as act:
            VERBS[self.move][0](act, **body, by=self.user, at=self.at)
        return self.whole(act)


class ActDecided(OneAct):
    """The clerk records the signed paper; the act is applied at once when its day has come."""

    http_method_names = ("post", "options")
    parser_classes = (NfcJSONParser, NfcMultiPartParser)
    about = _("Ghi nhận văn bản; bản PDF đã ký thì gửi multipart.")
    operations = {
        "post": Operation("reorganisations_moves_decide", ReorganisationShape, PaperBody, about, if_match=True, form=PaperForm),
    }

    def post(self, request: Any, **kwargs: Any) -> Response:
        """Record it. Errors: NotAuthorised, Prepared, WrongState, Invalid, FileTooLarge, FileNotTaken, Problem 428 or 412."""
        body = self.body()
        return self.once(lambda: self._decide(body))

    def _decide(self, body: dict[str, Any]) -> Response:
        with self.held() as act:
            MOVES["decide"].permit(act, self.user, self.at)
            actions.decide(act, DecisionText(**body, kind=Decision.Kind.REORGANISE), by=self.user, at=self.at)
        return self.whole(Reorganisation.objects.get(pk=act.pk))
