"""What the inbox shows: everything on which somebody has something to do, by deadline, and what their agency has under way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Func, IntegerField, Max, QuerySet, Subquery

from agencies.authority import Seats, seats_of
from agencies.models import User
from catalog.duties import queries as duties
from catalog.duties.models import ComplianceCheck
from catalog.inbox import tasks as rows_of
from catalog.inbox.kinds import Kind, kinds
from catalog.inbox.tasks import Task
from catalog.proposals.models import ChangeProposal, Dossier
from catalog.proposals.papers import Opinion
from catalog.proposals.queries import dossiers_waiting, opinions_asked, with_due, with_files
from catalog.proposals.states import FINAL, State
from catalog.reorganisation.models import Reorganisation
from hcm_registry.kernel.periods import today

SOON = ("today", "soon")
LATEST = 200  # rows of "my agency's files"; older ones are on the list of proposals


@dataclass(frozen=True)
class Work:
    """What waits for one person: files to carry on, questions to their agency, dossiers, duties, acts of reorganisation. The badge
    counts what the inbox lists."""

    reader: Any
    proposals: Any
    opinions: QuerySet[Opinion]
    dossiers: QuerySet[Dossier]
    checks: QuerySet[ComplianceCheck]
    acts: QuerySet[Reorganisation]
    others: tuple[tuple[Kind, QuerySet[Any]], ...] = ()

    def count(self, *beside: QuerySet[Any]) -> tuple[int, ...]:
        """How many, and how many rows each of `beside` has, in one query."""
        number = Func(F("pk"), function="COUNT", output_field=IntegerField())
        own = (self.proposals, self.opinions, self.dossiers, self.checks, self.acts, *(rows for _kind, rows in self.others))
        found = (*own, *beside)
        asked = [Subquery(rows.order_by().values(number=number)) for rows in found]
        counts = [count or 0 for count in User.objects.values_list(*asked).get(pk=self.reader.pk)]
        return sum(counts[: len(own)]), *counts[len(own) :]

    def tasks(self, at: datetime) -> list[Task]:
        """All of it as rows, the nearest deadline first."""
        reporting = duties.reporting(seats_of(self.reader, at))
        found = [
            *(rows_of.of_proposal(proposal, at) for proposal in with_due(self.proposals)),
            *(rows_of.of_opinion(opinion, at) for opinion in with_files(self.opinions)),
            *(rows_of.of_dossier(dossier, at) for dossier in self.dossiers.prefetch_related("proposals")),
            *(rows_of.of_check(check, at, reporting) for check in _with_duties(self.checks)),
            *(rows_of.of_act(act, at) for act in _with_lines(self.acts)),
            *(kind.task(row, at) for kind, rows in self.others for row in rows),
        ]
        return sorted(found, key=rows_of.urgency)


@dataclass
class Inbox:
    """What one person finds when they sign in."""

    tasks: list[Task] = field(default_factory=list)
    returned: list[Task] = field(default_factory=list)
    own: list[ChangeProposal] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The four counters."""
        states = [task.due.state for task in self.tasks]
        soon = sum(state in SOON for state in states)
        return {"all": len(states), "overdue": states.count("overdue"), "soon": soon, "returned": len(self.returned)}


def work_of(user: Any, at: datetime) -> Work:
    """The one answer to “what waits for me”, before anything is fetched."""
    seats = seats_of(user, at)
    return Work(
        reader=user,
        proposals=ChangeProposal.objects.waiting_for(user, at),
        opinions=opinions_asked(seats),
        dossiers=dossiers_waiting(seats),
        checks=duties.waiting(seats, today(at)),
        acts=Reorganisation.objects.waiting_for(seats),
        others=tuple((kind, kind.waiting(seats)) for kind in kinds()),
    )


def inbox(user: Any, at: datetime) -> Inbox:
    """Everything of the inbox page, in a fixed number of queries."""
    work, seats = work_of(user, at), seats_of(user, at)
    others = ChangeProposal.objects.visible_to(user, at).exclude(pk__in=work.proposals.values("pk"))
    returned = [rows_of.of_proposal(one, at) for one in with_due(others.filter(state=State.RETURNED))]
    return Inbox(work.tasks(at), returned, _under_way(others, seats))


def narrowed(tasks: Iterable[Task], *, q: str = "", step: str = "", agency: str = "") -> list[Task]:
    """The rows that match the words and choices typed over the list."""
    words = q.casefold().split()
    return [
        task
        for task in tasks
        if all(word in f"{task.code} {task.title} {task.about}".casefold() for word in words)
        and step in ("", task.step_key)
        and agency in ("", task.agency)
    ]


def _under_way(proposals: Any, seats: Seats) -> list[ChangeProposal]:
    """What the person's agencies have on its way, in other hands."""
    found = proposals.filter(agency__in=seats.agencies).exclude(state__in={*FINAL, State.DRAFT})
    return list(found.listed()[:LATEST])


def _with_duties(checks: QuerySet[ComplianceCheck]) -> QuerySet[ComplianceCheck]:
    related = ("clock__rule", "responsibility__duty", "responsibility__agency", "responsibility__database")
    return checks.select_related(*related).prefetch_related("responsibility__agency__names")


def _with_lines(acts: QuerySet[Reorganisation]) -> QuerySet[Any]:
    return acts.prefetch_related("lines__predecessor__names").annotate(here_since=Max("steps__at"))
