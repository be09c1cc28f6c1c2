"""The demonstration city, a database of its own for each test, which PostgreSQL copies faster than Django could flush one.

The first worker that needs it loads the city, a month before today, into a template. Everybody is signed in there as
well, so that every copy knows the same session cookies.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from agencies.models import User
from catalog import loading
from tests import databases

BACKEND = "django.contrib.auth.backends.ModelBackend"
LOADED = timedelta(days=30)  # decisions of the last days were then not known yet


@dataclass
class Town:
    """A worker's city, and the session key of everybody in it."""

    name: str
    sessions: dict[str, str]

    @classmethod
    def found(cls, name: str, notes: Path) -> "Town":
        """The city of this run, built when nobody has yet, of which the worker calls its copies `name`."""
        return cls(name, json.loads(databases.once(notes / "town", _build)))

    @contextmanager
    def copied(self) -> Iterator[None]:
        """A fresh city for whoever speaks to the database, in this thread or in the server's."""
        databases.copy(databases.TOWN, self.name)
        with databases.speaking_to(self.name):
            yield

    def session_of(self, username: str) -> str:
        """The session key of somebody; of whoever joined the city of one test, a new one."""
        return self.sessions.get(username) or _session_of(User.objects.get(username=username))


def _build() -> str:
    databases.copy(databases.MIGRATED, databases.TOWN)
    with databases.speaking_to(databases.TOWN):
        loading.load_demo(at=now() - LOADED)
        return json.dumps({user.username: _session_of(user) for user in User.objects.all()})


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
