"""What the apps above show on the page of a database. The catalogue knows none of them: each registers at its start (`AppConfig.ready`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.entries.models import SharedDatabase

#: What is known of the database now, as far as the person may know it; None when there is nothing to show.
Maker = Callable[[SharedDatabase, Any, datetime], dict[str, Any] | None]


@dataclass(frozen=True)
class Place:
    """Who fills a panel, and the templates of its two parts: `aside` in a few words, `main` in the overview."""

    make: Maker
    aside: str
    main: str


@dataclass(frozen=True)
class Panel:
    """A panel of one page; its templates find what they need in `said`."""

    aside: str
    main: str
    said: dict[str, Any]


_PLACES: list[Place] = []


def register(make: Maker, *, aside: str, main: str) -> None:
    """From now on the page of every database has this panel."""
    _PLACES.append(Place(make, aside, main))


def of(database: SharedDatabase, user: Any, at: datetime) -> list[Panel]:
    """The panels that have something to show, in the order in which they were registered."""
    made = [(place, place.make(database, user, at)) for place in _PLACES]
    return [Panel(place.aside, place.main, said) for place, said in made if said is not None]
