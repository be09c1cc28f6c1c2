"""A catalogue of 100,000 databases in three versions each, made once in a database of its own and kept between runs; and an empty one."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections

DATABASES = 100_000
FILL = (Path(__file__).parent / "city.sql").read_text().format(databases=DATABASES)
PREFIX = "hcm_bench_"
NAME = PREFIX + hashlib.sha256(FILL.encode()).hexdigest()[:8]  # another recipe makes another database
EMPTY = "hcm_empty_for_bench"


@contextmanager
def generated_city() -> Iterator[None]:
    """The default connection leads to the made catalogue, with the tables as they are today."""
    _make()
    with _leading_to(NAME, _ensure_filled):
        yield


@contextmanager
def empty_city() -> Iterator[None]:
    """The default connection leads to a database with no rows but those of migrations, which is gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {EMPTY}")
        cursor.execute(f"CREATE DATABASE {EMPTY}")
    try:
        with _leading_to(EMPTY, lambda: None):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {EMPTY}")


@contextmanager
def _leading_to(name: str, prepare: Callable[[], None]) -> Iterator[None]:
    original = connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"]
    _lead_to(name, {})  # making and migrating it may take longer than a page may
    try:
        call_command("migrate", verbosity=0)
        prepare()
        _lead_to(name, original[1])
        yield
    finally:
        _lead_to(*original)


def _make() -> None:
    """The database, unless it is there; those of older recipes go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
        there = {name for (name,) in cursor.fetchall()}
        for name in there - {NAME}:
            cursor.execute(f'DROP DATABASE "{name}"')
        if NAME not in there:
            cursor.execute(f'CREATE DATABASE "{NAME}"')


def _ensure_filled() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM catalog_databaseversion)")
        if cursor.fetchone()[0]:
            return
        print(f"Making {DATABASES:,} databases in three versions…", flush=True)
        for statement in filter(str.strip, FILL.split(";\n")):
            cursor.execute(statement)


def _lead_to(name: str, options: dict[str, str]) -> None:
    connections.close_all()
    connection.settings_dict |= {"NAME": name, "OPTIONS": options}
