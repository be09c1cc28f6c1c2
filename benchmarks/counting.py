"""How many statements a call sends, and a call that is stopped before the n-th."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Stopped(Exception):
    """The process died here."""


class Statements:
    """Counts, and stops before the statement number `until`, if that is set."""

    def __init__(self, until: int | None = None) -> None:
        self.number, self.until = 0, until

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Wrapped around each statement."""
        if self.number == self.until:
            raise Stopped
        self.number += 1
        return execute(*asked)


@contextmanager
def counted(until: int | None = None) -> Iterator[Statements]:
    """Statements of the block."""
    statements = Statements(until)
    with connection.execute_wrapper(statements):
        yield statements
