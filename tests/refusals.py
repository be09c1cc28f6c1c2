"""Going round the code to the database itself, which must refuse by the name of the promise."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction


@contextmanager
def refused(name: str) -> Iterator[None]:
    """What is done inside is refused by the constraint or trigger `name`, and nothing of it stays."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name == name


def copy(row: models.Model, **changes: Any) -> None:
    """Insert the same row once more, with changes, past save() and full_clean()."""
    fields = [f for f in row._meta.concrete_fields if not f.primary_key and not f.generated and f.name not in changes]
    values = {f.attname: getattr(row, f.attname) for f in fields}
    type(row)._base_manager.bulk_create([type(row)(**values, **changes)])


def change(row: models.Model, **changes: Any) -> None:
    """UPDATE without the code."""
    type(row)._base_manager.filter(pk=row.pk).update(**changes)


def sql(statement: str, *values: Any) -> None:
    """A statement as somebody with a console would give it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
