"""The lists that the numbers lead to, in pages. A list counts what it holds: as many as the number said."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from agencies.calendar.queries import calendar
from agencies.models import Agency
from catalog.clocks.queries import due
from catalog.dashboard import spans
from catalog.dashboard.spans import Measure
from catalog.proposals.papers import ProposalStep
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Page, cut

SIZE = 50


def stays(found: QuerySet[Any], cursor: str, at: datetime) -> tuple[int, Page]:
    """How many moves there are, and one page of them: each with how long the file had been there, the longest first."""
    took = Measure(calendar(at), today(at)).longest(spans.of_stays(found))
    window = cut(list(took), cursor=cursor, size=SIZE)
    before = ProposalStep.objects.filter(proposal=OuterRef("proposal"), pk__lt=OuterRef("pk")).order_by("-pk").values("at")[:1]
    rows = ProposalStep.objects.select_related("proposal__agency").prefetch_related("proposal__agency__names")
    fetched = rows.annotate(came=Subquery(before)).in_bulk(window.rows)
    window.rows = [(fetched[pk], MOVES[fetched[pk].move].label, took[pk]) for pk in window.rows]
    return len(took), window


def deadlines(found: QuerySet[Any], cursor: str, at: datetime, *, running: bool) -> tuple[int, Page]:
    """The same of deadlines: those that run by their day, those that ended by how long they took."""
    if running:
        took = dict.fromkeys(found.order_by("due_on", "pk").values_list("pk", flat=True))
    else:
        took = Measure(calendar(at), today(at)).longest(spans.of_deadlines(found))
    window = cut(list(took), cursor=cursor, size=SIZE)
    fetched = found.model.objects.select_related("rule", "agency", "person").prefetch_related("agency__names").in_bulk(window.rows)
    window.rows = [(fetched[pk], due(fetched[pk], today(at)), took[pk]) for pk in window.rows]
    return len(took), window


def agencies_of(found: QuerySet[Any], column: str = "agency") -> list[Agency]:
    """The agencies that rows of the list belong to."""
    return list(Agency.objects.filter(pk__in=found.order_by().values(column)).named())
