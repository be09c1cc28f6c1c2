"""Watches the statements of a request: reading changes nothing."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|ALTER|CREATE|DROP)\b", re.IGNORECASE)
#: A session is opened by signing in and kept alive by using it; it is not the registry's data.
ALLOWED = ('"django_session"',)


@contextmanager
def watched() -> Iterator[list[str]]:
    """The statements that write, of those that are sent within."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if WRITES.match(sql) and not any(name in sql for name in ALLOWED):
            found.append(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found
