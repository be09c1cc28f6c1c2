"""What the catalogue says, as one JSON document: the shape of a proposal, a version, an edition line and an API answer.

The list of what can be said is read from `DatabaseVersion` and `Field` themselves; nothing is described twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.entries.models import DatabaseVersion, Dataset, Field

Content = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A group of governed fields that are asked for on one page."""

    key: str
    title: Any
    names: tuple[str, ...]


SECTIONS = (
    Section(
        "general",
        _("Thông tin chung"),
        (
            "name",
            "name_en",
            "purpose",
            "scope",
            "content",
            "theme",
            "core_entity",
            "managing_agency",
            "managing_agency_basis",
            "coordinating_agencies",
            "status",
        ),
    ),
    Section("source", _("Nguồn và cập nhật"), ("collection_mechanism", "data_source", "update_frequency")),
    Section(
        "sharing",
        _("Phân loại và chia sẻ"),
        (
            "sharing_class",
            "importance_class",
            "sharing_mode",
            "sharing_method",
            "personal_data",
            "personal_data_ground",
            "security_level",
            "security_level_decision",
        ),
    ),
    Section("legal", _("Căn cứ pháp lý của cơ sở dữ liệu"), ("legal_basis", "conforms_to", "notes")),
)
GOVERNED = tuple(name for section in SECTIONS for name in section.names)
COLUMN = tuple(field.name for field in Field._meta.local_concrete_fields if field.name not in {"id", "dataset", "position"})
DATASET = ("name", "title", "description")
#: What a catalogue entry must show (NĐ 47/2020 Art. 11(4)) and what the decision's annex needs to say who and how.
REQUIRED = (
    "name",
    "purpose",
    "scope",
    "content",
    "collection_mechanism",
    "data_source",
    "managing_agency",
    "sharing_class",
    "personal_data",
    "update_frequency",
    "legal_basis",
)


def governed(name: str) -> Any:
    """The model field behind a governed name: its label, choices, length and help text."""
    return DatabaseVersion._meta.get_field(name)


def label(name: str) -> str:
    """What people read for a governed name."""
    return str(_("Từ điển dữ liệu") if name == "datasets" else governed(name).verbose_name)


def empty() -> Content:
    """A document in which nothing is known."""
    return _own(_unknown()) | {"datasets": []}


def content_of(version: DatabaseVersion) -> Content:
    """What a version says. Agencies appear by their stable key. Fetch with `with_dictionary` for lists."""
    document: Content = {name: value_of(version, name) for name in GOVERNED}
    document["datasets"] = [_dataset(dataset) for dataset in version.datasets.all()]
    return document


def value_of(version: DatabaseVersion, name: str) -> Any:
    """What a version says under one name. Agencies appear by their stable key."""
    field = governed(name)
    if isinstance(field, models.ManyToManyField):
        return sorted(agency.key for agency in getattr(version, field.name).all())
    if isinstance(field, models.ForeignKey):
        related = getattr(version, field.name)
        return related.key if related else ""
    return getattr(version, field.name)


def complete(document: Content) -> Content:
    """The document with every governed name present: absent means unknown. Unknown names are dropped by nobody: see validation."""
    known = empty() | document
    known["datasets"] = [_complete_dataset(dataset) for dataset in known["datasets"] or []]
    return known


def tidy(document: Content) -> Content:
    """The document as it will read from its rows: what is sent, hashed and approved is then word for word what is stored.

    A value of a wrong type stays as typed, for `validation` to name it.
    """
    head = {name: _tidy(governed(name), value) if name in GOVERNED else value for name, value in document.items()}
    return head | {"datasets": [_tidy_dataset(dataset) for dataset in document["datasets"]]}


def blank_column() -> dict[str, Any]:
    """A column of the dictionary before anything is said of it."""
    return _own(_unsaid())


@cache
def _unknown() -> Content:
    return {name: _blank(governed(name)) for name in GOVERNED}


@cache
def _unsaid() -> Content:
    return {name: _default(Field._meta.get_field(name)) for name in COLUMN}


def _own(document: Content) -> Content:
    """A copy that may be written in, its lists too."""
    return {name: [*value] if isinstance(value, list) else value for name, value in document.items()}


def _blank(field: Any) -> Any:
    if isinstance(field, models.ManyToManyField):
        return []
    return None if isinstance(field, models.IntegerField) else ""


def _tidy(field: Any, value: Any) -> Any:
    if isinstance(value, str):
        return field.tidy(value) if hasattr(field, "tidy") else value
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return value
    if isinstance(field, models.ManyToManyField):
        return sorted(set(value))
    return [_tidy(field.base_field, one) for one in value] if hasattr(field, "base_field") else value


def _tidy_dataset(dataset: dict[str, Any]) -> dict[str, Any]:
    head = {name: _tidy(Dataset._meta.get_field(name), dataset[name]) for name in DATASET}
    columns = [{k: _tidy(Field._meta.get_field(k), v) if k in COLUMN else v for k, v in column.items()} for column in dataset["fields"]]
    return head | {"fields": columns}


def _dataset(dataset: Dataset) -> dict[str, Any]:
    columns = [{name: getattr(field, name) for name in COLUMN} for field in dataset.fields.all()]
    return {name: getattr(dataset, name) for name in DATASET} | {"fields": columns}


def _complete_dataset(dataset: dict[str, Any]) -> dict[str, Any]:
    fields: Iterable[dict[str, Any]] = dataset.get("fields") or []
    head = {name: dataset.get(name) or "" for name in DATASET}
    return head | {"fields": [blank_column() | {k: v for k, v in field.items()} for field in fields]}


def _default(field: Any) -> Any:
    default = field.get_default()
    return default if default is not None or field.null else ""
