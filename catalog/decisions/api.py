"""Decisions for other systems: public acts, as recorded."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.decisions.models import Decision
from catalog.journal.actions import latest
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Download, Operation, Public, Reading
from hcm_registry.api.shapes import page_of, picked, sparse
from hcm_registry.files import findings
from hcm_registry.files.findings import Findings
from hcm_registry.files.shapes import ScanShape, SignaturesShape, as_json
from hcm_registry.keyset import Order

PLAIN = (
    "id",
    "kind",
    "number",
    "symbol",
    "signed_on",
    "effective_on",
    "day_known",
    "day_note",
    "signer",
    "signer_title",
    "abstract",
    "legal_grounds",
    "declared_count",
    "recorded_at",
)
MEMBERS = (*PLAIN, "reference", "issuing_body", "file")
TIMES = (
    parameters.day("as_of", _("Đã có hiệu lực vào ngày này; mặc định là bất kể ngày nào.")),
    parameters.moment("known_at", _("Đã được ghi nhận lúc này; mặc định là bây giờ.")),
)
ORDERS = {"effective_on": Order(("effective_on", "id")), "-effective_on": Order(("effective_on", "id"), down=True)}


class FileShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """The signed text, by its hash, and what was found in it."""

    name = serializers.CharField()
    sha256 = serializers.CharField()
    scan = ScanShape()
    signatures = SignaturesShape(allow_null=True)


class DecisionShape(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A legal act on the catalogue. With `day_known` false, `effective_on` only bounds a day that is not known."""

    reference = serializers.CharField(allow_blank=True)
    issuing_body = serializers.CharField()
    file = FileShape(allow_null=True)

    class Meta:
        model = Decision
        fields = MEMBERS


class Decisions(Public, Reading):
    """What the doors to decisions share."""

    def stamp(self) -> Stamp:
        """Decisions are recorded in the journal; what was unknown in one may be filled in once; files are looked at when they are there."""
        filled = {name: Count("pk", filter=~Q(**{name: ""})) for name in ("number", "signer", "signer_title", "legal_grounds", "file")}
        known = Decision.objects.aggregate(Count("signed_on"), **{f"{name}s": count for name, count in filled.items()})
        seq, at = latest()
        return Stamp((seq, *known.values(), *findings.mark()), at)

    def rows(self) -> QuerySet[Any]:
        """Decisions that had effect on the day, as recorded by the moment, and whatever else was asked for."""
        lookups = {"as_of": "effective_on__lte", "known_at": "recorded_at__lte", "kind": "kind", "issuing_body": "issuing_body__key"}
        return Decision.objects.filter(**{lookup: self.asked[name] for name, lookup in lookups.items() if name in self.asked})


class DecisionList(Decisions):
    """Decisions on record."""

    asks = (
        *TIMES,
        parameters.choice("kind", Decision.Kind.values, _("Loại quyết định.")),
        parameters.key("issuing_body", _("Khóa của cơ quan ban hành.")),
        parameters.choice("ordering", ORDERS, _("Thứ tự theo ngày có hiệu lực.")),
        parameters.fields(MEMBERS),
        *parameters.page(),
    )
    operations = {"get": Operation("decisions_list", page_of(sparse(DecisionShape)), about=_("Các quyết định về danh mục."))}

    def answer(self) -> Any:
        """One page."""
        walk = Keyset(self.request, self.asked, ORDERS, "-effective_on")
        return walk.page(self.rows(), list(COLUMNS), lambda rows: [picked(row, self.asked) for row in _shown(rows)])


class DecisionDetail(Decisions):
    """One decision."""

    asks = (*TIMES, parameters.fields(MEMBERS))
    operations = {"get": Operation("decisions_read", sparse(DecisionShape), about=_("Một quyết định."))}

    def answer(self) -> Any:
        """The decision. Error: Http404."""
        row = self.rows().filter(pk=self.kwargs["id"]).values(*COLUMNS).first()
        if row is None:
            raise Http404
        return picked(_shown([row])[0], self.asked)


class DecisionFile(Decisions):
    """The signed text."""

    renderer_classes = (Download,)
    operations = {"get": Operation("decisions_file", bytes, about=_("Văn bản đã ký của quyết định."), media=("application/pdf",))}

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, by its hash. Error: Http404 where we hold none."""
        decision = self.rows().filter(pk=self.kwargs["id"]).exclude(file="").first()
        if decision is None:
            raise Http404(_("Chưa có bản điện tử của quyết định này."))
        return self.kept(decision)


COLUMNS = (*PLAIN, "issuing_body__key", "file_name", "file_sha256")


def _shown(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    known = findings.known(row["file_sha256"] for row in rows)
    return [_one(row, known) for row in rows]


def _one(row: dict[str, Any], known: dict[str, Findings]) -> dict[str, Any]:
    digest = row["file_sha256"]
    file = {"name": row["file_name"], "sha256": digest, **as_json(known[digest])} if digest else None
    printed = f"{row['number']}/{row['symbol']}" if row["number"] else ""
    made = {"reference": printed, "issuing_body": row["issuing_body__key"], "file": file}
    return {name: row[name] for name in PLAIN} | made
