"""The demonstration city, a database of its own for each test, which PostgreSQL copies faster than Django could flush one.

A worker loads the city once, a month before today, into a template. Everybody is signed in there once as well, so that
every copy knows the same session cookies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from agencies.models import User
from catalog import loading
from tests import databases

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
        databases.copy(source, town.template)
        with databases.speaking_to(town.template):
            loading.load_demo(at=now() - LOADED)
            town.sessions = {user.username: _session_of(user) for user in User.objects.all()}
        return town

    @contextmanager
    def copied(self) -> Iterator[None]:
        """A fresh city for whoever speaks to the database, in this thread or in the server's."""
        fresh = f"{self.template}_today"
        databases.copy(self.template, fresh)
        with databases.speaking_to(fresh):
            yield

    def session_of(self, username: str) -> str:
        """The session key of somebody; of whoever joined the city of one test, a new one."""
        return self.sessions.get(username) or _session_of(User.objects.get(username=username))

    def tear_down(self) -> None:
        """Leave the test database as it was found."""
        for name in (f"{self.template}_today", self.template):
            databases.drop(name)


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
