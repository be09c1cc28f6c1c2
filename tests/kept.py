"""Rows that are built once by the code itself, and put back for every other test by PostgreSQL, which copies them in a few milliseconds.

A city takes hundreds of statements to build and a test wants its own. `kept` builds it in the first test that asks, keeps
what it wrote, and gives each later test the same rows with the same keys.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

Made = TypeVar("Made")
BY_MIGRATIONS = {ContentType, Permission}
_KEPT: dict[Callable[[], object], "Kept"] = {}


@dataclass(frozen=True)
class Kept:
    """What a builder returned, and the rows it wrote: COPY statement → their binary form."""

    made: bytes
    rows: dict[str, bytes]


def kept(build: Callable[[], Made]) -> Made:
    """What `build()` returns, with its rows in the database, which must be empty but for what migrations wrote."""
    if build in _KEPT:
        _put(_KEPT[build].rows)
    else:
        assert not _filled(), f"kept rows begin in an empty database, not beside {_filled()}"
        made = build()
        statements = [f"COPY {table} ({columns})" for table, columns in _filled()]
        _KEPT[build] = Kept(pickle.dumps(made), {statement: _taken(statement) for statement in statements})
    return pickle.loads(_KEPT[build].made)  # noqa: S301  # ours


def empty() -> None:
    """Take every row away but those of migrations, whatever their promises. Django would empty all tables, and take seconds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, _columns in _filled():
            cursor.execute(f"DELETE FROM {table}")


def _filled() -> list[tuple[str, str]]:
    """The tables that hold rows, with their columns; what generated columns hold follows from the others."""
    tables = _tables()
    question = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [(name, tables[name]) for (name,) in sorted(cursor.fetchall())]


@cache
def _tables() -> dict[str, str]:
    """Every table but those that migrations fill, with its columns."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    columns = {
        f'"{m._meta.db_table}"': ", ".join(f'"{f.column}"' for f in m._meta.local_concrete_fields if not f.generated) for m in models
    }
    return {name: listed for name, listed in columns.items() if name not in {'"django_content_type"', '"auth_permission"'}}


def _taken(statement: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"{statement} TO STDOUT (FORMAT BINARY)") as rows:
        return b"".join(rows)


def _put(rows: dict[str, bytes]) -> None:
    """They kept every promise when they were built: no trigger and no foreign key asks again, in whatever order they come."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement, kept_rows in rows.items():
            with cursor.copy(f"{statement} FROM STDIN (FORMAT BINARY)") as copy:
                copy.write(kept_rows)
        cursor.execute("SET LOCAL session_replication_role = origin")
