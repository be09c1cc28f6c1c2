"""Editions for other systems: the list each decision produced, as frozen."""

from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Count, F, QuerySet
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from catalog.editions import files, rows
from catalog.editions.models import Edition, EditionLine
from catalog.entries.shapes import DecisionRef, reference
from catalog.journal.actions import latest
from hcm_registry.api import Keyset, conditional, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Download, Operation, Public, Reading
from hcm_registry.api.shapes import page_of, picked, sparse
from hcm_registry.downloads import download
from hcm_registry.keyset import Order

COLUMNS = ("id", "revision", "on", "frozen_at", "content_hash", "decision_id", "decision__number", "decision__symbol", "line_count")
MEMBERS = ("id", "decision", "revision", "on", "frozen_at", "content_hash", "line_count")
TIMES = (
    parameters.day("as_of", _("Chốt đến hết ngày này; mặc định là bất kể ngày nào.")),
    parameters.moment("known_at", _("Đã chốt lúc này; mặc định là bây giờ.")),
)
ORDERS = {"on": Order(("on", "id")), "-on": Order(("on", "id"), down=True)}


class LineShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One line of the annex."""

    position = serializers.IntegerField()
    code = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    managing_agency = serializers.CharField(allow_blank=True)
    content_hash = serializers.CharField()


class EditionShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """The catalogue as a decision left it. `content_hash` covers position, code, version and content of every line."""

    id = serializers.IntegerField()
    decision = DecisionRef()
    revision = serializers.IntegerField()
    on = serializers.DateField()
    frozen_at = serializers.DateTimeField()
    content_hash = serializers.CharField()
    line_count = serializers.IntegerField()


class EditionDetailShape(EditionShape):
    """An edition with its lines."""

    lines = LineShape(many=True)


class Editions(Public, Reading):
    """What the doors to editions share."""

    def stamp(self) -> Stamp:
        """Freezing is in the journal; lines never change. An agency's key never does."""
        seq, at = latest()
        return Stamp((seq,), at)

    def rows(self) -> QuerySet[Any]:
        """Editions frozen for the day, by the moment, with the number of their lines."""
        lookups = {"as_of": "on__lte", "known_at": "frozen_at__lte"}
        asked = {lookup: self.asked[name] for name, lookup in lookups.items() if name in self.asked}
        return Edition.objects.filter(**asked).annotate(line_count=Count("lines"))


class EditionList(Editions):
    """Editions, the latest first."""

    asks = (
        *TIMES,
        parameters.choice("ordering", ORDERS, _("Thứ tự theo ngày.")),
        parameters.fields(MEMBERS),
        *parameters.page(),
    )
    operations = {"get": Operation("editions_list", page_of(sparse(EditionShape)), about=_("Các bản danh mục đã chốt theo quyết định."))}

    def answer(self) -> Any:
        """One page."""
        walk = Keyset(self.request, self.asked, ORDERS, "-on")
        return walk.page(self.rows(), list(COLUMNS), lambda found: [picked(_shown(row), self.asked) for row in found])


class EditionDetail(Editions):
    """One edition, line by line."""

    asks = (*TIMES, parameters.fields((*MEMBERS, "lines")))
    operations = {"get": Operation("editions_read", sparse(EditionDetailShape), about=_("Một bản danh mục với mọi dòng."))}

    def answer(self) -> Any:
        """The edition. Error: Http404."""
        row = self.rows().filter(pk=self.kwargs["id"]).values(*COLUMNS).first()
        if row is None:
            raise Http404
        return picked(_shown(row) | {"lines": _lines(row["id"])}, self.asked)


class EditionAnnex(Editions):
    """The annex of an edition as a file, made from what was frozen."""

    renderer_classes = (Download,)
    asks = (parameters.choice("format", files.FORMATS, _("Dạng tệp; mặc định là xlsx.")),)
    operations = {
        "get": Operation(
            "editions_annex",
            bytes,
            about=_("Phụ lục của bản danh mục, luôn là tải về; cùng bản danh mục thì cùng nội dung từng byte."),
            media=tuple(kind for _write, kind in files.FORMATS.values()),
        )
    }

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, by its hash. Error: Http404."""
        edition = Edition.objects.select_related("decision__issuing_body", "layout").filter(pk=self.kwargs["id"]).first()
        if edition is None:
            raise Http404
        form = self.asked.get("format", "xlsx")
        write, kind = files.FORMATS[form]
        annex = rows.of_edition(edition)
        data = write(annex)
        made = sha256(data).hexdigest()
        if conditional.fresh(request, f'"{made}"'):
            return Response(status=304, headers={"ETag": f'"{made}"'})
        response = download(ContentFile(data), name=files.name_of(annex, form), content_type=kind, sha256=made)
        response.headers["ETag"] = f'"{made}"'
        return response


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    decision = reference(row["decision_id"], row["decision__number"], row["decision__symbol"])
    return {name: row[name] for name in MEMBERS if name != "decision"} | {"decision": decision}


def _lines(edition: int) -> list[dict[str, Any]]:
    rows = EditionLine.objects.filter(edition=edition).order_by("position")
    found = rows.values(
        "position",
        code=F("version__database__code"),
        number=F("version__number"),
        name=F("version__name"),
        agency=F("version__managing_agency__key"),
        hash=F("version__content_hash"),
    )
    return [
        {
            "position": row["position"],
            "code": row["code"],
            "version": row["number"],
            "name": row["name"],
            "managing_agency": row["agency"] or "",
            "content_hash": row["hash"],
        }
        for row in found
    ]
