"""Agencies for other systems: what each was called on a day, by what codes it is known, and what it came from."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

from django.db import connection
from django.db.models import Case, F, Func, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Collate, Concat
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.models import Agency, AgencyCode, AgencyName, Mandate, Succession
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation, Public, Reading
from hcm_registry.api.shapes import PeriodShape, page_of, period, picked, sparse
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Order
from hcm_registry.vietnamese.text import search_key

ROW = ("key", "kind", "name", "name_en", "abbreviation", "active")
ORDERS = {
    "name": Order(("sort", "id")),
    "-name": Order(("sort", "id"), down=True),
    "key": Order(("key",)),
    "-key": Order(("key",), down=True),
}


class AgencyShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """An agency on a day. `key` is stable and is not an official code."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=Agency.Kind.choices)
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    abbreviation = serializers.CharField(allow_blank=True)
    active = PeriodShape()


class NameShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What an agency was officially called during a period."""

    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    abbreviation = serializers.CharField(allow_blank=True)
    period = PeriodShape()


class CodeShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """An official identifier during a period."""

    scheme = serializers.ChoiceField(choices=AgencyCode.Scheme.choices)
    code = serializers.CharField()
    period = PeriodShape()


class SuccessionShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """Functions passed from one agency to another."""

    agency = serializers.CharField()
    kind = serializers.ChoiceField(choices=Succession.Kind.choices)
    on = serializers.DateField()
    legal_basis = serializers.CharField(allow_blank=True)
    scope = serializers.CharField(allow_blank=True)
    confirmed = serializers.BooleanField()


class MandateShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A charge for the whole city during a period."""

    kind = serializers.ChoiceField(choices=Mandate.Kind.choices)
    period = PeriodShape()


class AgencyDetailShape(AgencyShape):
    """An agency with its past."""

    names = NameShape(many=True)
    codes = CodeShape(many=True)
    predecessors = SuccessionShape(many=True)
    successors = SuccessionShape(many=True)
    mandates = MandateShape(many=True)


def state() -> tuple[int, datetime | None]:
    """A number that grows with every change of agencies, names, codes, mandates or successions, whose histories are only ever added
    to, and when one was last recorded.
    """
    with connection.cursor() as cursor:
        cursor.execute(_state_query())
        return cast("tuple[int, datetime | None]", cursor.fetchone())


@lru_cache
def _state_query() -> str:
    """One statement, written once: it runs before every answer."""
    kept = [model.history.model._meta.db_table for model in (Agency, AgencyName, AgencyCode, Mandate, Succession)]
    each = " UNION ALL ".join(f'SELECT count(*) AS n, max(history_date) AS at FROM "{table}"' for table in kept)  # noqa: S608  # our own table names
    return f"SELECT sum(n)::bigint, max(at) FROM ({each}) AS kept"  # noqa: S608  # names of our own tables


def names_on(keys: set[str], on: date) -> dict[str, str]:
    """Agency key → what it was called on the day (its latest name when it bore none)."""
    found: dict[str, str] = {}
    rows = AgencyName.objects.filter(agency__key__in=keys).order_by("pk").values_list("agency__key", "name", "period")
    borne: dict[str, str] = {}
    for key, name, span in rows:
        found[key] = name
        if on in span:
            borne[key] = name
    return found | borne


class Agencies(Public, Reading):
    """What the doors to agencies share: the day asked about, and the moment by which a fact had to be on record."""

    def stamp(self) -> Stamp:
        """Agencies, and the day."""
        grown, at = state()
        return Stamp((grown, self.day), at)

    @property
    def day(self) -> date:
        """The day asked about."""
        return self.asked.get("as_of") or today(self.at)

    @property
    def moment(self) -> datetime | None:
        """The moment asked about; None is now."""
        return self.asked.get("known_at")


class AgencyList(Agencies):
    """Agencies that exist on a day."""

    asks = (
        parameters.AS_OF,
        parameters.KNOWN_AT,
        parameters.words(_("Tìm trong tên và tên viết tắt.")),
        parameters.choice("kind", Agency.Kind.values, _("Loại cơ quan.")),
        parameters.choice("ordering", ORDERS, _("Thứ tự; tên theo thứ tự tiếng Việt.")),
        parameters.fields(ROW),
        *parameters.page(),
    )
    operations = {"get": Operation("agencies_list", page_of(sparse(AgencyShape)), about=_("Các cơ quan tồn tại vào một ngày."))}

    def answer(self) -> Any:
        """One page."""
        rows = _rows(self.day, self.moment).filter(active__contains=self.day)
        if "kind" in self.asked:
            rows = rows.filter(kind=self.asked["kind"])
        if "q" in self.asked:
            rows = rows.filter(id__in=_called(self.asked["q"], self.day, self.moment))
        walk = Keyset(self.request, self.asked, ORDERS, "name")
        return walk.page(rows, list(ROW), lambda found: [picked(_row(row), self.asked) for row in found])


class AgencyDetail(Agencies):
    """One agency, whether it still exists or not."""

    asks = (parameters.AS_OF, parameters.KNOWN_AT, parameters.fields((*ROW, "names", "codes", "predecessors", "successors", "mandates")))
    operations = {
        "get": Operation("agencies_read", sparse(AgencyDetailShape), about=_("Một cơ quan: tên, mã, kế thừa và nhiệm vụ theo thời gian."))
    }

    def answer(self) -> Any:
        """The agency. Error: Http404."""
        found = _rows(self.day, self.moment).filter(key=self.kwargs["key"]).values("id", *ROW).first()
        if found is None:
            raise Http404
        return picked(_row(found) | _past(found["id"], self.moment), self.asked)


def known(model: Any, at: datetime | None) -> QuerySet[Any]:
    """Rows of the model as they were on record at the moment: each as its last history entry until then left it."""
    if at is None:
        return cast("QuerySet[Any]", model.objects.all())
    entries = model.history.filter(id=OuterRef("id"), history_date__lte=at).order_by("-history_date", "-history_id")
    return cast("QuerySet[Any]", model.history.filter(history_id=Subquery(entries.values("history_id")[:1])).exclude(history_type="-"))


def _rows(on: date, at: datetime | None) -> QuerySet[Any]:
    """Agencies with the name they bore on the day; the latest known one when none covers it."""
    names = known(AgencyName, at).filter(agency=OuterRef("id"))
    order = F("name_sort") if at is None else _ORDER
    borne = names.annotate(covers=Case(When(period__contains=on, then=1), default=0), order=order).order_by("-covers", "-id")
    named = {name: Coalesce(Subquery(borne.values(name)[:1]), Value("")) for name in ("name", "name_en", "abbreviation")}
    sort = Coalesce(Subquery(borne.values("order")[:1]), Value(""), output_field=TextField())
    return known(Agency, at).annotate(sort=sort, **named)


#: As `name_sort`, of which no history is kept.
_ORDER = Collate(Func(F("name"), function="vn_sort_key", output_field=TextField()), "C")


def _called(words: str, on: date, at: datetime | None) -> QuerySet[Any]:
    """Agencies whose name or abbreviation of the day holds every word."""
    called = Func(Concat("name", Value(" "), "abbreviation", output_field=TextField()), function="vn_search")
    rows = known(AgencyName, at).filter(period__contains=on).annotate(plain=called)
    for word in search_key(words).split():
        rows = rows.filter(plain__contains=word)
    return rows.values("agency")


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: period(row[name]) if name == "active" else row[name] for name in ROW}


def _past(agency: int, at: datetime | None) -> dict[str, Any]:
    names = known(AgencyName, at).filter(agency=agency).order_by("period", "id").values("name", "name_en", "abbreviation", "period")
    codes = known(AgencyCode, at).filter(agency=agency).order_by("scheme", "period").values("scheme", "code", "period")
    mandates = known(Mandate, at).filter(agency=agency).order_by("kind", "period").values("kind", "period")
    return {
        "names": _dated(names),
        "codes": _dated(codes),
        "predecessors": _successions("predecessor", at, successor=agency),
        "successors": _successions("successor", at, predecessor=agency),
        "mandates": _dated(mandates),
    }


def _dated(rows: Any) -> list[dict[str, Any]]:
    return [row | {"period": period(row["period"])} for row in rows]


def _successions(other: str, at: datetime | None, **of: int) -> list[dict[str, Any]]:
    rows = known(Succession, at).filter(**of).order_by("on", "id")
    return [dict(row) for row in rows.values("kind", "on", "legal_basis", "scope", "confirmed", agency=F(f"{other}__key"))]
