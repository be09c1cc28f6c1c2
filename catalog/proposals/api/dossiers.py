"""Dossiers: approved proposals under one submission letter, and the decision that answers it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from catalog.decisions.actions import DecisionText
from catalog.proposals import actions, queries
from catalog.proposals.api import bodies, shapes
from catalog.proposals.api.files import Files
from catalog.proposals.api.moves import named
from catalog.proposals.models import Dossier
from hcm_registry.api import Keyset, conditional, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation
from hcm_registry.api.parsing import NfcJSONParser, NfcMultiPartParser
from hcm_registry.api.shapes import page_of, picked, sparse
from hcm_registry.keyset import Order

ORDERS = {"created": Order(("id",)), "-created": Order(("id",), down=True)}
COLUMNS = ("id", "code", "title", "letter_number", "letter_date", "created_by__full_name", "created_at", "decision_id")
MEMBERS = ("code", "title", "letter_number", "letter_date", "created_by", "created_at", "decision", "proposals")


class Dossiers(Files):
    """What the doors to dossiers share: one is there for whoever made it or may read a proposal in it."""

    def dossiers(self) -> QuerySet[Dossier]:
        """Those the caller may read."""
        return queries.dossiers_for(self.user, self.at).order_by()

    def contents(self, dossiers: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
        """Dossier → code and version of each proposal in it that the caller may read."""
        found = defaultdict(list)
        rows = self.visible().filter(dossier__in=list(dossiers)).order_by("pk").values_list("dossier", "code", "version")
        for dossier, code, version in rows:
            found[dossier].append((code, version))
        return found

    def shown(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows of COLUMNS as members."""
        inside = self.contents(row["id"] for row in rows)
        names = {"created_by": "created_by__full_name", "decision": "decision_id"}
        return [
            {name: row[names.get(name, name)] for name in MEMBERS if name != "proposals"}
            | {"proposals": [code for code, _version in inside[row["id"]]]}
            for row in rows
        ]


class DossierList(Dossiers):
    """Dossiers, the newest first; a new one forwards its proposals to the Committee."""

    asks = (parameters.choice("ordering", ORDERS, _("Thứ tự theo lúc lập.")), parameters.fields(MEMBERS), *parameters.page())
    operations = {
        "get": Operation("dossiers_list", page_of(sparse(shapes.DossierShape)), about=_("Các hồ sơ trình người hỏi được xem.")),
        "post": Operation(
            "dossiers_create", shapes.DossierShape, bodies.DossierBody, _("Lập tờ trình và trình các đề xuất đã duyệt."), 201
        ),
    }

    def stamp(self) -> Stamp:
        """Every dossier, its decision, and the proposals in it."""
        pairs = list(self.dossiers().order_by("pk").values_list("pk", "decision_id"))
        inside = self.contents(pk for pk, _decision in pairs)
        return Stamp((self.user.pk, pairs, sorted(inside.items())))

    def answer(self) -> Any:
        """One page."""
        walk = Keyset(self.request, self.asked, ORDERS, "-created")
        return walk.page(self.dossiers(), list(COLUMNS), lambda rows: [picked(row, self.asked) for row in self.shown(rows)])

    def post(self, request: Any) -> Response:
        """Bundle and forward. Errors: NotAuthorised, WrongState, Invalid."""
        body = self.body()
        return self.once(lambda: self._forward(body))

    def pointer(self, field: str) -> str:
        """Into the body."""
        return f"/{field}"

    def _forward(self, body: dict[str, Any]) -> Response:
        proposals = named(self, body.pop("proposals"))
        dossier = actions.forward(proposals, **body, by=self.user, at=self.at)
        (shown,) = self.shown(list(Dossier.objects.filter(pk=dossier.pk).values(*COLUMNS)))
        return Response(shown, status=201, headers={"Location": f"/api/v1/dossiers/{dossier.code}/"})


class OneDossier(Dossiers):
    """A dossier in the address. Its ETag grows with the versions of the proposals in it."""

    def dossier(self) -> Dossier:
        """Error: Http404, whether it is absent or hidden."""
        found = self.dossiers().filter(code=self.kwargs["code"]).first()
        if found is None:
            raise Http404
        return found

    def there(self) -> None:
        """Error: Http404."""
        self.dossier()

    def stamp(self) -> Stamp:
        """The dossier, its decision, and the proposals in it."""
        dossier = self.dossier()
        return Stamp((dossier.pk, dossier.decision_id, self.contents([dossier.pk])[dossier.pk]), dossier.created_at)

    def tag(self, stamp: Stamp) -> str:
        """The same for every way of reading it, since it is what a writer sends back."""
        return conditional.tag_of("dossier", *stamp.parts)


class DossierDetail(OneDossier):
    """One dossier."""

    asks = (parameters.fields(MEMBERS),)
    operations = {"get": Operation("dossiers_read", sparse(shapes.DossierShape), about=_("Một hồ sơ trình."))}

    def answer(self) -> Any:
        """The dossier."""
        (shown,) = self.shown(list(Dossier.objects.filter(pk=self.dossier().pk).values(*COLUMNS)))
        return picked(shown, self.asked)


class DossierDecision(OneDossier):
    """The decision on a dossier, by the clerk of the issuing body."""

    http_method_names = ("post", "options")
    parser_classes = (NfcJSONParser, NfcMultiPartParser)
    operations = {
        "post": Operation(
            "dossiers_decide",
            shapes.DossierShape,
            bodies.DecisionBody,
            _("Ghi nhận quyết định; bản PDF đã ký thì gửi multipart."),
            201,
            if_match=True,
            form=bodies.DecisionForm,
        )
    }

    def post(self, request: Any, code: str) -> Response:
        """Record it. Errors: NotAuthorised, WrongState, Invalid, FileTooLarge, FileNotTaken, Problem 428 or 412."""
        body = self.body()
        return self.once(lambda: self._decide(body))

    def pointer(self, field: str) -> str:
        """Into the body."""
        return f"/{field}"

    @transaction.atomic
    def _decide(self, body: dict[str, Any]) -> Response:
        dossier = self.dossier()
        actions.hold(dossier)
        conditional.require_match(self.request, self.tag(self.stamp()))
        decision = actions.issue(dossier, DecisionText(**body), by=self.user, at=self.at)
        (shown,) = self.shown(list(Dossier.objects.filter(pk=dossier.pk).values(*COLUMNS)))
        headers = {"Location": f"/api/v1/decisions/{decision.pk}/", "ETag": self.tag(self.stamp())}
        return Response(shown, status=201, headers=headers)
