"""The catalogue for other systems, in two times: what was in force on a day, as known at a moment."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies import api as agencies
from catalog.entries import choices, table_schema
from catalog.entries.content import GOVERNED, content_of, governed
from catalog.entries.models import DatabaseVersion
from catalog.entries.querysets import VersionQuerySet
from catalog.entries.shapes import (
    CHOSEN,
    DETAILED,
    LISTED,
    DatabaseDetailShape,
    DatabaseShape,
    columns_for,
    labels,
    listed,
    reference,
    span_known,
)
from catalog.entries.wanted import FEW, agency_of, with_words
from catalog.journal.actions import latest
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation, Public, Reading
from hcm_registry.api.shapes import page_of, picked, sparse
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Order

ORDERS = {
    "code": Order(("database__number",)),
    "-code": Order(("database__number",), down=True),
    "name": Order(("name_sort", "id")),
    "-name": Order(("name_sort", "id"), down=True),
}
CLOSED = {
    "theme": choices.Theme,
    "core_entity": choices.CoreEntity,
    "status": choices.Status,
    "sharing_class": choices.SharingClass,
    "importance_class": choices.ImportanceClass,
    "update_frequency": choices.UpdateFrequency,
    "personal_data": choices.PersonalData,
}
FILTERS = (
    *(parameters.choice(name, values.values, governed(name).verbose_name) for name, values in CLOSED.items()),
    parameters.key("managing_agency", _("Khóa của cơ quan quản lý.")),
)


class ResourceShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A table, with its Table Schema."""

    def get_fields(self) -> dict[str, Any]:
        """Names of the standard."""
        words = {name: serializers.CharField(allow_blank=True) for name in ("name", "title", "description", "profile")}
        return {**words, "schema": serializers.DictField()}


class PackageShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A Frictionless Data Package."""

    name = serializers.CharField()
    title = serializers.CharField()
    version = serializers.CharField()
    profile = serializers.CharField()
    resources = ResourceShape(many=True)


class Catalogue(Public, Reading):
    """What every door to the catalogue shares: the day, the moment, and what makes an answer old."""

    @property
    def day(self) -> date:
        """The legal day asked about."""
        return self.asked.get("as_of") or today(self.at)

    def stamp(self) -> Stamp:
        """The journal's last entry is the version of the whole catalogue; names of agencies stand beside it."""
        (seq, entered), (grown, recorded) = latest(), agencies.state()
        return Stamp((seq, grown, self.day), max(filter(None, (entered, recorded)), default=None))

    def versions(self) -> VersionQuerySet:
        """The versions of the database in the address, as recorded by the moment. Error: Http404 when there was none."""
        found: VersionQuerySet = DatabaseVersion.objects.filter(database__code=self.kwargs["code"])
        if "known_at" in self.asked:
            found = found.filter(recorded_at__lte=self.asked["known_at"])
        if not found.exists():
            raise Http404
        return found

    def version_on_day(self) -> DatabaseVersion:
        """The version in force, with its dictionary. Error: Http404."""
        found = self.versions().as_of(self.day, self.asked.get("known_at")).with_dictionary().select_related("decision").first()
        if found is None:
            raise Http404(_("Cơ sở dữ liệu này không có trong danh mục vào ngày được hỏi."))
        return found


class DatabaseList(Catalogue):
    """The catalogue on a day."""

    asks = (
        parameters.AS_OF,
        parameters.KNOWN_AT,
        parameters.words(),
        *FILTERS,
        parameters.choice("ordering", ORDERS, _("Thứ tự; tên theo thứ tự tiếng Việt.")),
        parameters.fields(LISTED),
        *parameters.page(),
    )
    operations = {
        "get": Operation("databases_list", page_of(sparse(DatabaseShape)), about=_("Danh mục vào một ngày, theo những gì đã biết lúc đó."))
    }

    def answer(self) -> Any:
        """One page."""
        known_at = self.asked.get("known_at")
        rows = self._narrowed(DatabaseVersion.objects.as_of(self.day, known_at, today=today(self.at)))
        wanted = self.asked.get("fields") or list(LISTED)
        walk = Keyset(self.request, self.asked, ORDERS, "code")
        return walk.page(rows, columns_for(wanted), lambda page: listed(page, wanted, self.day, known_at))

    def _narrowed(self, rows: VersionQuerySet) -> QuerySet[Any]:
        given: dict[str, Any] = {name: self.asked[name] for name in CLOSED if name in self.asked}
        if "managing_agency" in self.asked:
            given["managing_agency"] = agency_of(self.asked["managing_agency"])
        found: QuerySet[Any] = rows.filter(**given)
        if "q" in self.asked:
            found = with_words(found, self.asked["q"])
        return found.gathered(FEW) if given or "q" in self.asked else found  # type: ignore[attr-defined]  # the stubs forget our querysets


class DatabaseDetail(Catalogue):
    """One entry on a day, with its data dictionary."""

    asks = (parameters.AS_OF, parameters.KNOWN_AT, parameters.fields(DETAILED))
    operations = {
        "get": Operation("databases_read", sparse(DatabaseDetailShape), about=_("Một cơ sở dữ liệu vào một ngày, kèm từ điển dữ liệu."))
    }

    def answer(self) -> Any:
        """The entry. Error: Http404."""
        return picked(detail(self.version_on_day(), self.day, self.asked), self.asked)


class DatabaseSchema(Catalogue):
    """The data dictionary for tools."""

    asks = (parameters.AS_OF, parameters.KNOWN_AT)
    operations = {"get": Operation("databases_schema", PackageShape, about=_("Từ điển dữ liệu theo Frictionless Table Schema."))}

    def answer(self) -> Any:
        """The package. Error: Http404."""
        version = self.version_on_day()
        return table_schema.package(version, content_of(version))


def detail(version: DatabaseVersion, on: date, asked: dict[str, Any]) -> dict[str, Any]:
    """A version as an entry, with its dictionary."""
    content = content_of(version)
    decision = version.decision
    span = {"in_force": version.in_force, "closed_at": version.closed_at, "decision__effective_on": decision.effective_on}
    names = agencies.names_on({content["managing_agency"]}, on) if content["managing_agency"] else {}
    return {
        "code": version.database.code,
        "version": version.number,
        "in_force": span_known(span, asked.get("known_at")),
        "decision": reference(decision.pk, decision.number, decision.symbol),
        "recorded_at": version.recorded_at,
        "content_hash": version.content_hash,
        "is_demo": version.database.is_demo,
        **{name: content[name] for name in GOVERNED},
        "labels": labels({name: content[name] for name in CHOSEN}, names.get(content["managing_agency"])),
        "datasets": content["datasets"],
    }
