"""Text columns and inputs that no door can fill with un-normalised text, and the columns that order and find one.

What differs only invisibly is equal.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from hcm_registry.vietnamese.text import clean, clean_line

_DEEPEST = 50  # far beyond any form of ours, far below where Python's stack ends


class NfcLineInput(forms.CharField):
    """A form input for one line of text."""

    tidy: Callable[[str], str] = staticmethod(clean_line)

    def to_python(self, value: Any) -> Any:
        """Cleaned before required, max_length and validators look at it."""
        value = super().to_python(value)
        return (self.tidy(value) or self.empty_value) if isinstance(value, str) else value


class NfcTextInput(NfcLineInput):
    """A form input for text of several lines."""

    tidy = staticmethod(clean)


class _Nfc(models.Field):  # type: ignore[type-arg]  # generic in the stubs only
    """Cleans on full_clean, on save, on update and in the value of an exact lookup: Django passes each through here."""

    tidy: Callable[[str], str]
    input_class: type[forms.CharField]

    def to_python(self, value: Any) -> Any:
        """The value as it will be stored."""
        value = super().to_python(value)
        return self.tidy(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The instance in memory reads as its row does: a hash or an e-mail made from it after save must agree."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.tidy(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        """The matching input, unless the form asks for its own."""
        return super().formfield(**{"form_class": self.input_class, **kwargs})


class NfcCharField(_Nfc, models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """One line of text, cleaned with `clean_line`."""

    tidy = staticmethod(clean_line)
    input_class = NfcLineInput


class NfcTextField(_Nfc, models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """Text of several lines, cleaned with `clean`."""

    tidy = staticmethod(clean)
    input_class = NfcTextInput


def sort_column(source: str) -> models.GeneratedField:
    """A stored column that orders `source` the Vietnamese way on every server, whatever its collation."""
    return models.GeneratedField(
        expression=Func(F(source), function="vn_sort_key"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


def words_column(source: str) -> models.GeneratedField:
    """A stored column of the words of `source`, without marks and as spelled, for a full-text index."""
    return models.GeneratedField(expression=Func(F(source), function="vn_words"), output_field=SearchVectorField(), db_persist=True)


def clean_json(value: Any, *, _depth: int = 0) -> Any:
    """`value` with every string in it cleaned, keys too; other values as they are.

    Refused: two keys that become one (a value would be lost), and nesting deeper than we ever write.
    """
    if _depth > _DEEPEST:
        raise ValidationError(_("Dữ liệu lồng nhau quá sâu."), code="too_deep")
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple):
        return [clean_json(item, _depth=_depth + 1) for item in value]
    if isinstance(value, dict):
        return _clean_keys(value, _depth + 1)
    return value


def _clean_keys(value: dict[Any, Any], depth: int) -> dict[Any, Any]:
    cleaned = {clean_json(key, _depth=depth): clean_json(item, _depth=depth) for key, item in value.items()}
    if len(cleaned) < len(value):
        raise ValidationError(_("Hai tên trường trùng nhau sau khi bỏ ký tự ẩn."), code="duplicate_key")
    return cleaned
