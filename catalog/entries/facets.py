"""How many entries there are of each kind, on a day and as known at a moment.

Counted once for each state of the catalogue, in every combination of what a list can be narrowed by; the counts under any
filters are sums of these. Between two decisions the catalogue says the same every day, so the days share their counts.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from sys import intern
from typing import Any

import structlog
from django.core.cache import cache
from django.db.models import Count, Max, QuerySet
from redis.exceptions import RedisError

from agencies.models import Agency
from catalog.decisions.models import Decision
from catalog.entries.choices import UNKNOWN
from catalog.entries.wanted import FACETS, Wanted, rows
from catalog.journal import actions as journal

log = structlog.get_logger(__name__)
KEPT_SECONDS = 7 * 24 * 3600
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Census:
    """So many entries of each combination of values: a column for each facet, and the numbers beside them."""

    columns: list[list[str]]
    numbers: list[int]

    @classmethod
    def of(cls, kinds: Iterable[tuple[Any, ...]], numbers: list[int]) -> "Census":
        """From what the columns of the table hold; agencies get their keys, and `UNKNOWN` stands for what is not known."""
        keys = dict(Agency.objects.values_list("pk", "key"))
        columns = [[intern(keys.get(said, said) or UNKNOWN) for said in column] for column in zip(*kinds, strict=True)]
        return cls(columns, numbers)

    def under(self, filters: dict[str, str]) -> "Census":
        """Those that the filters leave."""
        asked = [(column, filters[name]) for name, column in zip(FACETS, self.columns, strict=False) if name in filters]
        left = [n for n in range(len(self.numbers)) if all(column[n] == value for column, value in asked)]
        return Census([[column[n] for n in left] for column in self.columns], [self.numbers[n] for n in left])

    def counts(self) -> Counts:
        """Facet → value → how many; `total` → "" → all."""
        answer: Counts = {name: {} for name in FACETS} | {"total": {"": sum(self.numbers)}}
        for sums, column in zip(answer.values(), self.columns, strict=False):
            for value, number in zip(column, self.numbers, strict=True):
                sums[value] = sums.get(value, 0) + number
        return answer


def counts(wanted: Wanted) -> Counts:
    """How many answer, words aside."""
    if wanted.maintainer is not None:
        return _taken(rows(wanted)).counts()
    return _kept("counts", wanted, wanted.facets, lambda: _of_the_day(wanted).under(wanted.facets).counts())


def _of_the_day(wanted: Wanted) -> Census:
    return Census(**_kept("census", wanted, {}, lambda: vars(_taken(rows(replace(wanted, facets={}))))))


def _taken(found: QuerySet[Any]) -> Census:
    said = list(found.order_by().values_list(*FACETS.values()).annotate(count=Count("*")))
    return Census.of([kind for *kind, _count in said], [count for *_kind, count in said])


def _kept(part: str, wanted: Wanted, filters: dict[str, str], make: Callable[[], Any]) -> Any:
    """Made once for each state of the catalogue: its last journal entry, and the decision that last changed it as of the day."""
    asked = [journal.head(), _since(wanted.on), wanted.known_at, sorted(filters.items())]
    key = f"catalog:entries:{part}:{hashlib.sha256(repr(asked).encode()).hexdigest()}"
    value = _by_redis(cache.get, key)
    if value is None:
        value = make()
        _by_redis(cache.set, key, value, KEPT_SECONDS)
    return value


def _by_redis(does: Callable[..., Any], *said: Any) -> Any:
    """What Redis does; nothing while it cannot: the catalogue is read without it too, only more slowly."""
    try:
        return does(*said)
    except RedisError as error:
        log.warning("counts not kept", error=str(error))
        return None


def _since(on: date) -> date | None:
    """The day on which the catalogue last changed as of `on`: every period begins and ends with a decision."""
    return Decision.objects.filter(effective_on__lte=on).aggregate(day=Max("effective_on"))["day"]
