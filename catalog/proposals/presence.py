"""Who of the department has which file open now: marks in Redis, which expire by themselves and keep nobody from anything.

Not the pen of a draft (drafts.take_pen): that stands on record, is asked for and lets one write at a time. Reading leaves nothing behind,
so that opening a page writes nothing in the database (docs/adr/0018).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from redis import Redis
from redis.exceptions import RedisError

from agencies.authority import Seats, seats_of
from agencies.models import Mandate, User
from catalog.proposals.models import ChangeProposal
from catalog.proposals.queries import of_department

BEAT = 40  # an open page gives a sign of life every so many seconds
OPEN = timedelta(seconds=90)  # without one for so long it was closed (browsers slow a hidden page down to one a minute)
RECENT = timedelta(minutes=5)  # for so long it is still told who had it open, which is all there is without JavaScript
Marks = dict[int, tuple[datetime, datetime]]  # person → open since, last sign of life
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reader:
    """A colleague who has a file open, or had a moment ago."""

    person: User
    since: datetime
    seen: datetime
    here: bool


def is_told(seats: Seats, proposal: ChangeProposal) -> bool:
    """Whether somebody is seen by the department's other readers of the file, and sees them: never whoever sits at the agency that
    proposes, unless that is the department itself."""
    home = proposal.agency_id
    return of_department(seats) and (home not in seats.agencies or home == seats.mandates.get(Mandate.Kind.LEAD))


def opened(proposal: ChangeProposal, user: Any, at: datetime) -> list[Reader] | None:
    """Note that they have the file open, and say which colleagues have; None when that is not theirs to know. The caller has seen to it
    that they may read the file. Nobody when Redis does not answer."""
    if not is_told(seats_of(user, at), proposal):
        return None
    marks: Marks = _asked(lambda store: _note(store, proposal.pk, user.pk, at))
    return _readers({proposal.pk: marks}, user, at).get(proposal.pk, [])


def being_read(user: Any, at: datetime) -> list[tuple[ChangeProposal, list[Reader]]] | None:
    """The files that colleagues have open, of those the person may read; None when that is not theirs to know."""
    seats = seats_of(user, at)
    if not of_department(seats):
        return None
    marks: dict[int, Marks] = _asked(lambda store: _all(store, at))
    readers = _readers(marks, user, at)
    files = ChangeProposal.objects.visible_to(user, at).filter(pk__in=readers).order_by("code") if readers else ()
    return [(file, readers[file.pk]) for file in files if is_told(seats, file)]


def _readers(marks: dict[int, Marks], user: Any, at: datetime) -> dict[int, list[Reader]]:
    """File → everybody but the person, those who have it open first; without the files that nobody else reads."""
    persons = User.objects.in_bulk({pk for those in marks.values() for pk in those} - {user.pk})
    found = {}
    for file, those in marks.items():
        told = [Reader(persons[pk], *when, here=at - when[1] <= OPEN) for pk, when in those.items() if pk in persons]
        if told:
            found[file] = sorted(told, key=lambda one: (not one.here, one.since))
    return found


def _asked(ask: Callable[[Any], dict[int, Any]]) -> dict[int, Any]:
    """What Redis answers; nothing when it does not."""
    try:
        return ask(_store(settings.REDIS_URL))
    except RedisError as error:
        log.warning("who reads is not known", exc_info=error)
        return {}


def _note(store: Any, file: int, person: int, at: datetime) -> Marks:
    """One sign of life; everybody's marks on the file as they are then."""
    marks = _of(store, [file], at).get(file, {})
    since, seen = marks.get(person, (at, at))
    marks[person] = (since if at - seen <= OPEN else at, at)
    with store.pipeline() as pipe:
        pipe.hset(_key(file), person, " ".join(str(when.timestamp()) for when in marks[person]))
        pipe.expire(_key(file), RECENT)
        pipe.zadd(_key("files"), {str(file): at.timestamp()})
        pipe.zremrangebyscore(_key("files"), "-inf", (at - RECENT).timestamp())
        pipe.expire(_key("files"), RECENT)
        pipe.execute()
    return marks


def _all(store: Any, at: datetime) -> dict[int, Marks]:
    """The marks on every file that has some."""
    files = store.zrangebyscore(_key("files"), (at - RECENT).timestamp(), "+inf")
    return _of(store, [int(file) for file in files], at)


def _of(store: Any, files: Iterable[int], at: datetime) -> dict[int, Marks]:
    """File → its marks of the last minutes."""
    files = list(files)
    with store.pipeline(transaction=False) as pipe:
        for file in files:
            pipe.hgetall(_key(file))
        kept = pipe.execute()
    read = {file: {int(person): _moments(text) for person, text in row.items()} for file, row in zip(files, kept, strict=True)}
    return {file: {person: when for person, when in marks.items() if at - when[1] <= RECENT} for file, marks in read.items()}


def _moments(text: str) -> tuple[datetime, datetime]:
    since, seen = (datetime.fromtimestamp(float(part), UTC) for part in text.split())
    return since, seen


def _key(name: object) -> str:
    """Beside the cache of this registry, under its prefix."""
    return cache.make_key(f"readers:{name}")


@lru_cache(maxsize=2)
def _store(url: str) -> Redis:
    return Redis.from_url(url, decode_responses=True, socket_timeout=1, socket_connect_timeout=1)
