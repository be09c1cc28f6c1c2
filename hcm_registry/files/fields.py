"""The field that names a kept file, and the columns beside it that say what the file is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

PDF = "application/pdf"


@dataclass(frozen=True)
class Kept:
    """One kept file, as the row that names it says."""

    file: Any
    name: str
    content_type: str
    sha256: str


class KeptFileField(models.FileField):
    """A file taken from somebody.

    The other arguments are names on the same model: columns that hold its digest, the name it came under, its type (a PDF where there
    is no such column), its size and who brought it; and `path`, the property that says where it is shown. In the store it is called by
    its digest, so that a name from outside never matters. To migrations it is a FileField.
    """

    def __init__(self, *args: Any, sha256: str = "sha256", called: str = "name", typed: str = "", **kwargs: Any) -> None:
        self.sha256, self.called, self.typed = sha256, called, typed
        self.sized, self.by, self.path = (kwargs.pop(name, "") for name in ("sized", "by", "path"))
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """The table knows nothing of companions."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs

    def generate_filename(self, instance: Any, filename: Any) -> str:
        """Its digest, in the folder of the field."""
        return super().generate_filename(instance, getattr(instance, self.sha256) or filename)

    @property
    def folder(self) -> str:
        """The first folder under which the store keeps files of this field."""
        place = self.upload_to(self.model(), "") if callable(self.upload_to) else self.upload_to
        return str(place).partition("/")[0]

    def of(self, row: Any) -> Kept | None:
        """The file that the row names, if it names one."""
        file = getattr(row, self.name)
        kind = getattr(row, self.typed) if self.typed else PDF
        return Kept(file, getattr(row, self.called) or str(row).replace("/", "-"), kind, getattr(row, self.sha256)) if file else None


def field_of(model: type[models.Model] | models.Model) -> KeptFileField:
    """The field of the model that names its file."""
    return next(field for field in model._meta.get_fields() if isinstance(field, KeptFileField))


def all_fields() -> Iterator[KeptFileField]:
    """Of every model that keeps files."""
    for model in apps.get_models():
        yield from (field for field in model._meta.get_fields() if isinstance(field, KeptFileField))
