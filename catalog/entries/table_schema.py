"""The data dictionary of a version as a Frictionless Data Package whose resources carry a Table Schema."""

from collections.abc import Sequence
from typing import Any

from catalog.entries.content import Content
from catalog.entries.models import DatabaseVersion

_NUMBERS = {"integer": int, "year": int, "number": float}
#: Ours → the name of the constraint in Table Schema.
_CONSTRAINTS = {"required": "required", "unique": "unique", "pattern": "pattern", "min_length": "minLength", "max_length": "maxLength"}
_EXTRA = {"title_en": "titleEn", "unit": "unit", "code_list": "codeList", "personal_data": "personalData"}


def package(version: DatabaseVersion, content: Content) -> dict[str, Any]:
    """The package of one version."""
    return {
        "name": version.database.code.lower(),
        "title": content["name"],
        "version": str(version.number),
        "profile": "data-package",
        "resources": resources(content["datasets"]),
    }


def resources(datasets: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each table with its Table Schema."""
    return [_resource(dataset) for dataset in datasets]


def columns_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """What a Table Schema says of each column, by our names and as it spells it: the way back from `package`."""
    keys = schema.get("primaryKey") or []
    keys = [keys] if isinstance(keys, str) else keys
    return [_column(field, keys) for field in schema["fields"]]


def _column(field: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    bounds = field.get("constraints") or {}
    said = {name: field.get(name, "") for name in ("name", "title", "type", "description")}
    said |= {ours: field[theirs] for ours, theirs in _EXTRA.items() if theirs in field}
    given = {**_CONSTRAINTS, "minimum": "minimum", "maximum": "maximum", "enum": "enum"}
    said |= {ours: bounds[theirs] for ours, theirs in given.items() if theirs in bounds}
    return said | {"key": field.get("name") in keys}


def _resource(dataset: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "fields": [_field(column) for column in dataset["fields"]],
        "primaryKey": [column["name"] for column in dataset["fields"] if column["key"]],
        "missingValues": [""],
    }
    head = {"name": dataset["name"], "title": dataset["title"], "description": dataset["description"]}
    return head | {"profile": "tabular-data-resource", "schema": schema}


def _field(column: dict[str, Any]) -> dict[str, Any]:
    head = {name: column[name] for name in ("name", "title", "type", "description")}
    extra = {theirs: column[ours] for ours, theirs in _EXTRA.items() if column[ours]}
    return head | {"constraints": _constraints(column)} | extra


def _constraints(column: dict[str, Any]) -> dict[str, Any]:
    found = {theirs: column[ours] for ours, theirs in _CONSTRAINTS.items() if column[ours]}
    found |= {name: _typed(column["type"], column[name]) for name in ("minimum", "maximum") if column[name]}
    if column["enum"]:
        found["enum"] = [_typed(column["type"], value) for value in column["enum"]]
    return found


def _typed(kind: str, text: str) -> Any:
    """A bound as JSON's own number where the type is one; otherwise as spelled."""
    try:
        return _NUMBERS[kind](text) if kind in _NUMBERS else text
    except ValueError:
        return text
