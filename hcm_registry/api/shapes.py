"""Shapes of bodies and answers. What a body may not contain is refused by name."""

import re
from functools import lru_cache
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers


class Body(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A body to be sent: unknown members are errors. `example` is one that is right in form, for the contract."""

    example: ClassVar[dict[str, Any]] = {}

    def to_internal_value(self, data: Any) -> Any:
        """The typed values. Error: ValidationError."""
        unknown = [name for name in data if name not in self.fields] if isinstance(data, dict) else []
        wrong: dict[str, Any] = {str(name): [_("Không có mục này.")] for name in unknown}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **wrong}) from error  # type: ignore[dict-item]  # a serializer's is a dict
        if wrong:
            raise serializers.ValidationError(wrong)
        return values


class Nothing(Body):
    """An empty body."""


class Text(serializers.CharField):
    """A JSON string; numbers are not quietly made into text."""

    def to_internal_value(self, data: Any) -> str:
        """The text. Error: ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A JSON number without a fraction; neither text nor true."""

    def to_internal_value(self, data: Any) -> int:
        """The number (to JSON, 5.0 is one too). Error: ValidationError."""
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """JSON true or false; no other spelling."""

    def to_internal_value(self, data: Any) -> bool:
        """The answer. Error: ValidationError."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Day(serializers.DateField):
    """yyyy-mm-dd, and not the other spellings of ISO 8601."""

    def to_internal_value(self, data: Any) -> Any:
        """The day. Error: ValidationError."""
        if not isinstance(data, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", data, re.ASCII):
            self.fail("invalid", format="yyyy-mm-dd")
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """RFC 3339 with its offset, and not the other spellings of ISO 8601."""

    PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})$"

    def to_internal_value(self, data: Any) -> Any:
        """The moment. Error: ValidationError."""
        if not isinstance(data, str) or not re.match(self.PATTERN, data, re.ASCII):
            self.fail("invalid", format="yyyy-mm-ddThh:mm:ss+07:00")
        return super().to_internal_value(data)


class ByKey(serializers.SlugRelatedField):  # type: ignore[type-arg]  # generic in the stubs only
    """An object of ours, named by its stable key; one that is not there is another problem than a key that cannot be one."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The object. Error: ValidationError."""
        if data is not serializers.empty and (not isinstance(data, str) or not data):
            self.fail("invalid")
        return super().run_validation(data)


class Upload(serializers.FileField):
    """A file sent in a form."""


class PersonShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """Somebody who signs in: the name of their account, which stands for a post, and what they are called."""

    username = serializers.CharField()
    name = serializers.CharField()


class ErrorShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One thing to mend: where (a JSON Pointer into the body, or the name of a query parameter), and how."""

    pointer = serializers.CharField(required=False, allow_blank=True)
    parameter = serializers.CharField(required=False)
    detail = serializers.CharField()


class ConflictShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A member that both the proposal and the version now in force changed since the base; null stands for: not there."""

    item = serializers.IntegerField()
    path = serializers.CharField(allow_blank=True)
    base = serializers.JSONField(allow_null=True)
    mine = serializers.JSONField(allow_null=True)
    theirs = serializers.JSONField(allow_null=True)


class ProblemShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """RFC 9457 problem details. `type` leads to what it means and what to do; the last members come where they apply."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    request_id = serializers.CharField()
    errors = ErrorShape(many=True)  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    conflicts = ConflictShape(many=True, required=False)
    agencies = serializers.ListField(child=serializers.CharField(), required=False)
    needed = serializers.CharField(required=False)
    who = serializers.CharField(required=False)
    since = serializers.DateTimeField(required=False)


class PeriodShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """Half-open: the day `to` no longer counts; null is open or unknown."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a Python keyword."""
        return {"from": serializers.DateField(allow_null=True), "to": serializers.DateField(allow_null=True)}


class LinkShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """Name → address."""

    links = serializers.DictField(child=serializers.CharField())


@lru_cache
def page_of(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:  # type: ignore[type-arg]  # generic in the stubs only
    """The shape of a keyset page of `shape`."""
    members = {
        "__doc__": "One page; `next` and `previous` are addresses or null.",
        "results": shape(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
    }
    return type(f"{shape.__name__.removesuffix('Shape')}PageShape", (serializers.Serializer,), members)


@lru_cache
def sparse(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:  # type: ignore[type-arg]  # generic in the stubs only
    """The shape of an answer from which `fields=` may leave members out."""

    def get_fields(self: Any) -> dict[str, Any]:
        fields = shape.get_fields(self)
        for field in fields.values():
            field.required = field.read_only = False
        return fields

    members = {"__doc__": f"{shape.__doc__} Only the members that `fields` names, where it is given.", "get_fields": get_fields}
    return type(f"Sparse{shape.__name__}", (shape,), members)


class Listing(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A short list, given whole."""


@lru_cache
def listing_of(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:  # type: ignore[type-arg]  # generic in the stubs only
    """The shape of a short list of `shape`, given whole."""
    return type(f"{shape.__name__.removesuffix('Shape')}ListShape", (Listing,), {"results": shape(many=True)})


@lru_cache
def outline(shape: type[serializers.Serializer] | None) -> tuple[object, ...]:  # type: ignore[type-arg]  # generic in the stubs only
    """The names of all members, nested: an answer of another release is another answer."""
    return _outline(shape()) if shape else ()


def _outline(field: Any) -> tuple[object, ...]:
    inner = getattr(field, "child", field)
    return tuple((name, _outline(child)) for name, child in getattr(inner, "fields", {}).items())


def period(span: Any) -> dict[str, Any] | None:
    """A range of days as an object."""
    return None if span is None else {"from": span.lower, "to": span.upper}


def person(user: Any) -> dict[str, str]:
    """A person as PersonShape."""
    return {"username": user.username, "name": str(user)}


def picked(row: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Only the members that `fields=` names."""
    wanted = asked.get("fields")
    return row if wanted is None else {name: row[name] for name in wanted}
