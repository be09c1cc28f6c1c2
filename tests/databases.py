"""Databases by the name: PostgreSQL copies one in less time than Django takes to migrate or to empty it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import psycopg
from django.db import connection, connections

MIGRATED = f"test_{connection.settings_dict['NAME']}"
TOWN = f"{MIGRATED}_town"  # the demonstration city, for those who cannot be rolled back


def ensure_migrated(notes: Path) -> None:
    """The database `MIGRATED`, with every table."""
    once(notes / "migrated", _migrate)


def once(note: Path, make: Callable[[], str]) -> str:
    """What `make()` says of what it made: whoever of the workers comes first makes it, the others wait and read the note."""
    with note.open("a+") as page:
        flock(page, LOCK_EX)
        page.seek(0)
        told = page.read()
        if not told:
            told = make()
            page.write(told)
    return told


def _migrate() -> str:
    with speaking_to(connection.settings_dict["NAME"]):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    return MIGRATED


@contextmanager
def speaking_to(name: str) -> Iterator[None]:
    """Connections opened within go to the database `name`, in every thread."""
    told = connections.settings["default"]
    before = told["NAME"]
    connection.close()
    told["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        told["NAME"] = before


def copy(source: str, target: str) -> None:
    """A database `target` like `source`, to which nobody may speak meanwhile, not even a thread that a test left behind."""
    drop(target)
    _order(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{source}'")
    _order(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def drop(name: str) -> None:
    """Also when a server's threads still speak to it."""
    _order(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _order(statement: str) -> None:
    with psycopg.connect(**(connection.get_connection_params() | {"dbname": "postgres"}), autocommit=True) as server:
        server.execute(statement)
