"""What apps above put into the inbox: they register it here when they are ready, for the inbox knows none of them."""

from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from agencies.authority import Seats
from catalog.inbox.tasks import Task


class Kind(Protocol):
    """One kind of work."""

    def waiting(self, seats: Seats) -> QuerySet[Any]:
        """What waits for the person: counted for the badge, and listed as it is."""

    def task(self, row: Any, at: datetime) -> Task:
        """One of these as a row of the inbox; asks nothing more of the database."""


_KINDS: list[Kind] = []


def register(kind: Kind) -> None:
    """From now on the inbox has it."""
    _KINDS.append(kind)


def kinds() -> tuple[Kind, ...]:
    """All of them, in the order in which they came."""
    return tuple(_KINDS)
