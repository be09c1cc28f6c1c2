"""The lists that the numbers lead to, in pages. A list counts what it holds: as many as the number said."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from agencies.calendar.queries import calendar
from agencies.models import Agency
from catalog.clocks.models import DeadlineClock
from catalog.clocks.queries import due
from catalog.dashboard import spans
from catalog.dashboard.spans import Measure
from catalog.proposals.papers import ProposalStep
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.periods import today

SIZE, BATCH = 50, 500
Took = dict[int, Any]


def stays(found: QuerySet[Any], at: datetime) -> Took:
    """Id of each move → how many working days the file had been there, the longest first."""
    return Measure(calendar(at), today(at)).longest(spans.of_stays(found))


def deadlines(found: QuerySet[Any], at: datetime, *, running: bool) -> Took:
    """The same of deadlines: those that run by their day, those that ended by how long they took."""
    if running:
        return dict.fromkeys(found.order_by("due_on", "pk").values_list("pk", flat=True))
    return Measure(calendar(at), today(at)).longest(spans.of_deadlines(found))


def shown_stays(ids: Sequence[int], took: Took) -> list[tuple[Any, Any, Any]]:
    """Moves as rows: the move, what it is called, how long the file had been there."""
    before = ProposalStep.objects.filter(proposal=OuterRef("proposal"), pk__lt=OuterRef("pk")).order_by("-pk").values("at")[:1]
    rows = ProposalStep.objects.select_related("proposal__agency").prefetch_related("proposal__agency__names")
    fetched = rows.annotate(came=Subquery(before)).in_bulk(ids)
    return [(fetched[pk], MOVES[fetched[pk].move].label, took[pk]) for pk in ids]


def shown_deadlines(ids: Sequence[int], took: Took, on: date) -> list[tuple[Any, Any, Any]]:
    """Deadlines as rows: the clock, how it stands, how long it took."""
    fetched = DeadlineClock.objects.select_related("rule", "agency", "person").prefetch_related("agency__names").in_bulk(ids)
    return [(fetched[pk], due(fetched[pk], on), took[pk]) for pk in ids]


def in_batches(shown: Callable[[Sequence[int]], Iterable[Any]]) -> Callable[[Sequence[int]], Iterator[Any]]:
    """The rows of ever so many ids, fetched some at a time."""
    return lambda ids: (row for start in range(0, len(ids), BATCH) for row in shown(ids[start : start + BATCH]))


def agencies_of(found: QuerySet[Any], column: str = "agency") -> list[Agency]:
    """The agencies that rows of the list belong to."""
    return list(Agency.objects.filter(pk__in=found.order_by().values(column)).named())
