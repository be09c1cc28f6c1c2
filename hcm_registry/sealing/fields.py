"""A text column that only ever holds sealed bytes."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction

from hcm_registry.sealing.boxes import is_current, open_, seal


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]  # generic in the stubs only
    """Reads and is written as text; stored sealed for its row, so the row needs a primary key before it is saved (a UUID, say).

    It is opened when somebody looks, not when its row is read. Error on looking: Unsealable. An empty text is stored as nothing.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Put the opener in the attribute's place."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opener(self))

    def from_db_value(self, value: Any, *_: Any) -> Any:
        """As sealed; `_Opener` opens."""
        return _Box(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Sealed for this row; what was not changed since it was read stays as it is."""
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, _Box):
            return bytes(value)
        if model_instance.pk is None:
            raise ValueError(f"{self.model.__name__} needs its primary key before its {self.attname} can be sealed")
        return seal(value, self.about(model_instance.pk)) if value else b""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Bytes that are sealed. A text here comes from an `update` or a filter, which know no row to seal it for: refused."""
        if isinstance(value, str):
            raise TypeError(f"{self.name} is sealed for its row: set it on the row and save that")
        return super().get_db_prep_value(value, connection, prepared)

    def about(self, pk: Any) -> str:
        """What is sealed with the text: its place."""
        return f"{self.model._meta.db_table}.{self.column}:{pk}"

    def value_to_string(self, obj: models.Model) -> str:
        """For `dumpdata`: nothing, for it would be read elsewhere."""
        return ""


class _Box(bytes):
    """Sealed bytes as they are stored."""


class _Opener:
    """The attribute: sealed until somebody looks."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])  # it was deferred
        value = row.__dict__[name]
        return open_(value, self.field.about(row.pk)) if isinstance(value, _Box) and value else str(value or "")

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = "" if value is None else value


def seal_anew() -> int:
    """Whatever an older key sealed is sealed by today's, a row at a time. Safe to run twice. Error: Unsealable, with nothing of that row
    changed. Returns how many were."""
    return sum(_seal_anew(model, field) for model, field in _sealed())


def _sealed() -> Iterator[tuple[type[models.Model], SealedTextField]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field


def _seal_anew(model: type[models.Model], field: SealedTextField) -> int:
    rows, done = model._base_manager, 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            box = bytes(rows.select_for_update().values_list(field.attname, flat=True).get(pk=pk))
            if box and not is_current(box):
                about = field.about(pk)
                done += rows.filter(pk=pk).update(**{field.attname: seal(open_(box, about), about)})
    return done
