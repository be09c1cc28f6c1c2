"""The demonstration city, a database of its own for each test, which PostgreSQL copies faster than Django could flush one.

A worker loads the city once, a month before today, into a template. Everybody is signed in there once as well, so that
every copy knows the same session cookies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.utils.timezone import now

from agencies.models import User
from catalog import loading

BACKEND = "django.contrib.auth.backends.ModelBackend"
LOADED = timedelta(days=30)  # decisions of the last days were then not known yet


@dataclass
class Town:
    """The template, and the session key of everybody in it."""

    template: str
    sessions: dict[str, str]

    @classmethod
    def build(cls) -> "Town":
        """From the empty test database."""
        source = connection.settings_dict["NAME"]
        town = cls(f"{source}_town", {})
        connection.close()
        _copy(source, town.template)
        with _speaking_to(town.template):
            loading.load_demo(at=now() - LOADED)
            town.sessions = {user.username: _session_of(user) for user in User.objects.all()}
        return town

    @contextmanager
    def copied(self) -> Iterator[None]:
        """A fresh city for whoever speaks to the database, in this thread or in the server's."""
        fresh = f"{self.template}_today"
        _copy(self.template, fresh)
        with _speaking_to(fresh):
            yield

    def session_of(self, username: str) -> str:
        """The session key of somebody; of whoever joined the city of one test, a new one."""
        return self.sessions.get(username) or _session_of(User.objects.get(username=username))

    def tear_down(self) -> None:
        """Leave the test database as it was found."""
        for name in (f"{self.template}_today", self.template):
            _drop(name)


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def _speaking_to(name: str) -> Iterator[None]:
    """Connections opened within go to the database `name`."""
    told = connections.settings["default"]
    before = told["NAME"]
    connection.close()
    told["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        told["NAME"] = before


def _copy(source: str, target: str) -> None:
    """Only a database that nobody speaks to can be copied; a thread of an earlier test may have left its connection open."""
    _drop(target)
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [source])
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def _drop(name: str) -> None:
    """Also when the server's threads still speak to it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
