"""Shapes of bodies and answers. What a body may not contain is refused by name."""

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers


class Body(serializers.Serializer):  # type: ignore[type-arg]
    """A body to be sent: unknown members are errors."""

    def to_internal_value(self, data: Any) -> Any:
        """The typed values. Error: ValidationError."""
        if isinstance(data, dict):
            unknown = {str(name): [_("Không có mục này.")] for name in data if name not in self.fields}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class Nothing(Body):
    """An empty body."""


class ProblemShape(serializers.Serializer):  # type: ignore[type-arg]
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    request_id = serializers.CharField()
    errors = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))  # type: ignore[assignment]
    conflicts = serializers.ListField(child=serializers.DictField(), required=False)


class PeriodShape(serializers.Serializer):  # type: ignore[type-arg]
    """Half-open: the day `to` no longer counts; null is open or unknown."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a Python keyword."""
        return {"from": serializers.DateField(allow_null=True), "to": serializers.DateField(allow_null=True)}


class LinkShape(serializers.Serializer):  # type: ignore[type-arg]
    """Name → address."""

    links = serializers.DictField(child=serializers.CharField())


@lru_cache
def page_of(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:  # type: ignore[type-arg]
    """The shape of a keyset page of `shape`."""
    members = {
        "__doc__": "One page; `next` and `previous` are addresses or null.",
        "results": shape(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
    }
    return type(f"{shape.__name__.removesuffix('Shape')}PageShape", (serializers.Serializer,), members)


def period(span: Any) -> dict[str, Any] | None:
    """A range of days as an object."""
    return None if span is None else {"from": span.lower, "to": span.upper}


def picked(row: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Only the members that `fields=` names."""
    wanted = asked.get("fields")
    return row if wanted is None else {name: row[name] for name in wanted}
