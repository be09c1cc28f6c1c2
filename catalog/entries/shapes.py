"""How the catalogue looks from outside: the shapes of its answers, and how rows are put into them."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import get_language
from rest_framework import serializers

from agencies.api import names_on
from catalog.entries.content import GOVERNED, governed
from catalog.entries.models import DatabaseVersion, Dataset, Field
from hcm_registry.api.shapes import PeriodShape

Row = dict[str, Any]
META = ("code", "version", "in_force", "decision", "recorded_at", "content_hash", "is_demo")
SCALAR = tuple(name for name in GOVERNED if not isinstance(governed(name), models.ManyToManyField))
CHOSEN = tuple(name for name in SCALAR if governed(name).choices)
LISTED = (*META, *GOVERNED, "labels")
DETAILED = (*LISTED, "datasets")
#: Member of an answer → columns of the query.
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("database__code",),
    "version": ("number",),
    "in_force": ("in_force", "closed_at", "decision__effective_on"),
    "decision": ("decision_id", "decision__number", "decision__symbol"),
    "recorded_at": ("recorded_at",),
    "content_hash": ("content_hash",),
    "is_demo": ("database__is_demo",),
    "managing_agency": ("managing_agency__key",),
    "coordinating_agencies": ("id",),
    "labels": (*CHOSEN, "managing_agency__key"),
}


class DecisionRef(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """The decision behind a version; an empty reference is a number not known."""

    id = serializers.IntegerField()
    reference = serializers.CharField(allow_blank=True)


class ContentShape(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What the catalogue says. Empty means not known. Agencies appear by their stable key."""

    managing_agency = serializers.CharField(allow_blank=True)
    coordinating_agencies = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = DatabaseVersion
        fields = GOVERNED


class FieldShape(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A column of the data dictionary."""

    class Meta:
        model = Field
        exclude = ("id", "dataset", "position")


class DatasetShape(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A table of the data dictionary."""

    fields = FieldShape(many=True)  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs

    class Meta:
        model = Dataset
        fields = ("name", "title", "description", "fields")


class DatabaseShape(ContentShape):
    """An entry of the catalogue on a day."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    in_force = PeriodShape()
    decision = DecisionRef()
    recorded_at = serializers.DateTimeField()
    content_hash = serializers.CharField()
    is_demo = serializers.BooleanField()
    labels = serializers.DictField(child=serializers.CharField())

    class Meta(ContentShape.Meta):
        fields = LISTED


class DatabaseDetailShape(DatabaseShape):
    """An entry of the catalogue with its data dictionary."""

    datasets = DatasetShape(many=True)

    class Meta(DatabaseShape.Meta):
        fields = DETAILED


def columns_for(wanted: Iterable[str]) -> list[str]:
    """The columns a query must fetch for these members."""
    return ["id", *dict.fromkeys(column for name in wanted for column in COLUMNS.get(name, (name,)))]


def listed(rows: list[Row], wanted: list[str], on: date, known_at: datetime | None) -> list[Row]:
    """Rows as entries, with whatever of agencies is asked for fetched for all of them at once."""
    partners = _partners(row["id"] for row in rows) if "coordinating_agencies" in wanted else {}
    keys = {row["managing_agency__key"] for row in rows if row.get("managing_agency__key")}
    names = names_on(keys, on) if "labels" in wanted and keys else {}
    return [{name: _member(name, row, partners, names, known_at) for name in wanted} for row in rows]


def _member(name: str, row: Row, partners: dict[int, list[str]], names: dict[str, str], known_at: datetime | None) -> Any:
    if name in _MADE:
        return _MADE[name](row)
    if name == "in_force":
        return span_known(row, known_at)
    if name == "coordinating_agencies":
        return sorted(partners.get(row["id"], []))
    if name == "labels":
        return labels(row, names.get(row["managing_agency__key"] or ""))
    return row[name]


_MADE: dict[str, Any] = {
    "code": lambda row: row["database__code"],
    "version": lambda row: row["number"],
    "is_demo": lambda row: row["database__is_demo"],
    "managing_agency": lambda row: row["managing_agency__key"] or "",
    "decision": lambda row: reference(row["decision_id"], row["decision__number"], row["decision__symbol"]),
}


def span_known(row: Row, known_at: datetime | None) -> Row:
    """The period as it was known: an end learned of later had not happened. Without a day of its own it ends on the day it begins.

    `row` has the columns that `in_force` needs.
    """
    span, closed_at, effective_on = (row[column] for column in COLUMNS["in_force"])
    start, end = (effective_on, effective_on) if span.isempty else (span.lower, span.upper)
    known = known_at is None or closed_at is None or closed_at <= known_at
    return {"from": start, "to": end if known else None}


def reference(pk: int, number: str, symbol: str) -> Row:
    """A decision by id and printed reference."""
    return {"id": pk, "reference": f"{number}/{symbol}" if number else ""}


def labels(row: Row, agency: str | None) -> dict[str, str]:
    """What people read for each code in the row, in the language asked for."""
    texts = _texts(get_language())
    found = {name: texts[name][row[name]] for name in CHOSEN if row.get(name)}
    return found | ({"managing_agency": agency} if agency else {})


@lru_cache
def _texts(language: str | None) -> dict[str, dict[str, str]]:
    """Every label in one language: translated once, not once a row."""
    return {name: {code: str(text) for code, text in governed(name).choices} for name in CHOSEN}


def _partners(ids: Iterable[int]) -> dict[int, list[str]]:
    through = DatabaseVersion.coordinating_agencies.through
    found: dict[int, list[str]] = {}
    for version, key in through._default_manager.filter(databaseversion__in=list(ids)).values_list("databaseversion", "agency__key"):
        found.setdefault(version, []).append(key)
    return found
