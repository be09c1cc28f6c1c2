"""The past of one entry for other systems: its versions, and what changed between two of them."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.entries.api import Catalogue, detail
from catalog.entries.compatibility import breaks
from catalog.entries.content import content_of, label
from catalog.entries.difference import Difference, differences
from catalog.entries.models import DatabaseVersion
from catalog.entries.querysets import VersionQuerySet
from catalog.entries.shapes import COLUMNS, DETAILED, DatabaseDetailShape, DecisionRef, reference, span_known
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.doors import Operation
from hcm_registry.api.shapes import PeriodShape, page_of, picked, sparse
from hcm_registry.keyset import Order


class VersionShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One version of an entry, in short."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    in_force = PeriodShape()
    decision = DecisionRef()
    recorded_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    content_hash = serializers.CharField()


class DifferenceShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One path at which two versions differ; null stands for: not there. `breaking`: a promise to readers is withdrawn or loosened."""

    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    change = serializers.ChoiceField(choices=["added", "changed", "removed"])
    breaking = serializers.BooleanField()
    old = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)


class DiffShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """Where a later version differs from an earlier one."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a Python keyword."""
        ends = {"from": serializers.IntegerField(), "to": serializers.IntegerField()}
        rest = {"breaking": serializers.BooleanField(), "differences": DifferenceShape(many=True)}
        return {"code": serializers.CharField(), **ends, **rest}


class DatabaseVersions(Catalogue):
    """Every version there has been of one entry."""

    asks = (
        parameters.day("as_of", _("Chỉ phiên bản có hiệu lực vào ngày này; mặc định là mọi phiên bản.")),
        parameters.KNOWN_AT,
        *parameters.page(),
    )
    operations = {"get": Operation("databases_versions_list", page_of(VersionShape), about=_("Mọi phiên bản của một cơ sở dữ liệu."))}

    def answer(self) -> Any:
        """One page, the oldest first. Error: Http404."""
        known_at, found = self.asked.get("known_at"), self.versions()
        if "as_of" in self.asked:
            found = found.as_of(self.day, known_at)
        walk = Keyset(self.request, self.asked, {"number": Order(("number",))}, "number")
        columns = ["number", "name", "recorded_at", "closed_at", "content_hash", *COLUMNS["in_force"], *COLUMNS["decision"]]
        return walk.page(found, columns, lambda rows: [_short(row, known_at) for row in rows])


class DatabaseVersionDetail(Catalogue):
    """One version, whole."""

    asks = (parameters.KNOWN_AT, parameters.fields(DETAILED))
    operations = {"get": Operation("databases_versions_read", sparse(DatabaseDetailShape), about=_("Một phiên bản, kèm từ điển dữ liệu."))}

    def answer(self) -> Any:
        """The version. Error: Http404."""
        version = _numbered(self.versions(), int(self.kwargs["number"]))
        return picked(detail(version, version.since, self.asked), self.asked)


class DatabaseDiff(Catalogue):
    """Where two versions differ."""

    asks = (
        parameters.number("from", _("Số phiên bản trước."), required=True),
        parameters.number("to", _("Số phiên bản sau."), required=True),
        parameters.KNOWN_AT,
    )
    operations = {"get": Operation("databases_diff", DiffShape, about=_("Khác nhau giữa hai phiên bản, từng mục một."))}

    def answer(self) -> Any:
        """The differences in reading order. Error: Http404."""
        versions = self.versions()
        old, new = (_numbered(versions, self.asked[end]) for end in ("from", "to"))
        changes = [shown(change) for change in differences(content_of(old), content_of(new))]
        return {
            "code": self.kwargs["code"],
            "from": old.number,
            "to": new.number,
            "breaking": any(change["breaking"] for change in changes),
            "differences": changes,
        }


def _short(row: dict[str, Any], known_at: datetime | None) -> dict[str, Any]:
    kept = {name: row[name] for name in ("number", "name", "recorded_at", "closed_at", "content_hash")}
    if known_at and kept["closed_at"] and kept["closed_at"] > known_at:
        kept["closed_at"] = None
    decision = reference(row["decision_id"], row["decision__number"], row["decision__symbol"])
    return kept | {"in_force": span_known(row, known_at), "decision": decision}


def _numbered(versions: VersionQuerySet, number: int) -> DatabaseVersion:
    version = versions.filter(number=number).with_dictionary().select_related("decision").first()
    if version is None:
        raise Http404(_("Không có phiên bản %(number)d.") % {"number": number})
    return version


def shown(change: Difference) -> dict[str, Any]:
    """A difference as DifferenceShape has it."""
    top = change.path.split("/")[0]
    said = {"path": change.path, "label": label(top), "change": change.change.value, "breaking": breaks(change)}
    return said | {"old": change.old, "new": change.new}
