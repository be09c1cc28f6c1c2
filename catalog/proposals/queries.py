"""What the inbox shows: the files on which somebody has something to do, by deadline, and what their agency has under way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.authority import Seats, seats_of
from agencies.models import Mandate, Role
from catalog.proposals.models import ChangeProposal, Dossier
from catalog.proposals.papers import Opinion
from catalog.proposals.states import FINAL, State
from hcm_registry.kernel.periods import LEGAL_ZONE, today

OPEN = Q(answered_at__isnull=True, voided_at__isnull=True)
OPEN_OPINION = Q(opinions__answered_at__isnull=True, opinions__voided_at__isnull=True)
DEPARTMENT = (Role.INTAKE, Role.APPRAISER, Role.HEAD)
LATEST = 200  # rows of "my agency's files"; older ones are on the list of proposals


@dataclass(frozen=True)
class Due:
    """A deadline in words; `state` is one of overdue, soon, later, paused, or empty when nobody set one."""

    day: date | None
    state: str
    words: str


@dataclass(frozen=True)
class Task:
    """One row of the inbox."""

    code: str
    url: str
    title: str
    about: str
    agency: str
    step: str
    step_key: str
    since: datetime
    due: Due


@dataclass
class Inbox:
    """What one person finds when they sign in."""

    tasks: list[Task] = field(default_factory=list)
    returned: list[Task] = field(default_factory=list)
    own: list[ChangeProposal] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The four counters."""
        states = [task.due.state for task in self.tasks]
        return {"all": len(states), "overdue": states.count("overdue"), "soon": states.count("soon"), "returned": len(self.returned)}


def due_in_words(day: date | None, on: date) -> Due:
    """How far away a deadline is, in calendar days."""
    if day is None:
        return Due(None, "", _("Chưa đặt hạn"))
    left = (day - on).days
    if left < 0:
        return Due(day, "overdue", _("Quá hạn %(days)d ngày") % {"days": -left})
    if left == 0:
        return Due(day, "soon", _("Hạn hôm nay"))
    return Due(day, "soon" if left == 1 else "later", _("Còn %(days)d ngày") % {"days": left})


def inbox(user: Any, at: datetime) -> Inbox:
    """Everything of the inbox page, in a fixed number of queries."""
    seats = seats_of(user, at)
    waiting = list(_with_due(ChangeProposal.objects.waiting_for(user, at).exclude(state=State.AT_COMMITTEE)))
    mine = {proposal.pk for proposal in waiting}
    tasks = [_proposal_task(proposal, today(at)) for proposal in waiting]
    tasks += [_opinion_task(opinion, today(at)) for opinion in opinions_asked(seats)]
    tasks += [_dossier_task(dossier) for dossier in _dossiers_waiting(seats)]
    returned = _with_due(ChangeProposal.objects.visible_to(user, at).filter(state=State.RETURNED))
    own = ChangeProposal.objects.filter(agency__in=seats.agencies).exclude(state__in=FINAL).exclude(pk__in=mine)
    return Inbox(sorted(tasks, key=_urgency), [_proposal_task(one, today(at)) for one in returned], list(own.listed()[:LATEST]))


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


def opinions_asked(seats: Seats) -> QuerySet[Opinion]:
    """Opinions somebody may answer now, for the agencies where they are officer or head."""
    agencies = [seat.agency.pk for seat in seats.with_role(Role.REGISTRAR, Role.HEAD)]
    asked = Opinion.objects.filter(OPEN, agency__in=agencies, proposal__state=State.CONSULTATION)
    return asked.select_related("agency", "proposal__agency").prefetch_related(
        "proposal__agency__names", "proposal__items__base_version", "agency__names"
    )


def dossiers_for(user: Any, at: datetime) -> QuerySet[Dossier]:
    """Dossiers in which the person may read a proposal, or which they made; the newest first."""
    visible = ChangeProposal.objects.visible_to(user, at).filter(dossier__isnull=False).values("dossier")
    return (
        Dossier.objects.filter(Q(pk__in=visible) | Q(created_by=user))
        .select_related("decision", "created_by")
        .annotate(size=Count("proposals"))
        .order_by("-pk")
    )


def approved() -> Any:
    """Proposals that may go into a dossier."""
    return ChangeProposal.objects.listed().filter(state=State.APPROVED).order_by("pk")


def _with_due(proposals: Any) -> Any:
    return proposals.listed().annotate(due_on=Max("opinions__due_on", filter=OPEN_OPINION))


def _dossiers_waiting(seats: Seats) -> list[Dossier]:
    if seats.at_agency(Role.CLERK, seats.mandates.get(Mandate.Kind.ISSUER)) is None:
        return []
    waiting = Dossier.objects.filter(decision__isnull=True, proposals__state=State.AT_COMMITTEE).distinct()
    return list(waiting.prefetch_related("proposals__agency__names"))


def _proposal_task(proposal: Any, on: date) -> Task:
    due = due_in_words(proposal.due_on if proposal.state == State.CONSULTATION else None, on)
    return Task(
        code=proposal.code,
        url=reverse("catalog:proposal-detail", args=[proposal.code]),
        title=proposal.title or _("Chưa có trích yếu"),
        about="; ".join(item.name for item in proposal.items.all()),
        agency=str(proposal.agency),
        step=proposal.get_state_display(),
        step_key=proposal.state,
        since=proposal.submitted_at or proposal.created_at,
        due=due,
    )


def _opinion_task(opinion: Opinion, on: date) -> Task:
    proposal = opinion.proposal
    return Task(
        code=proposal.code,
        url=reverse("catalog:opinion-answer", args=[proposal.code]),
        title=proposal.title,
        about="; ".join(item.name for item in proposal.items.all()),
        agency=str(proposal.agency),
        step=_("Cho ý kiến"),
        step_key="OPINION",
        since=opinion.asked_at,
        due=due_in_words(opinion.due_on, on),
    )


def _dossier_task(dossier: Dossier) -> Task:
    proposals = list(dossier.proposals.all())
    return Task(
        code=dossier.code,
        url=reverse("catalog:dossier-detail", args=[dossier.code]),
        title=dossier.title,
        about=_("%(count)d đề xuất: %(codes)s") % {"count": len(proposals), "codes": ", ".join(one.code for one in proposals)},
        agency=_("Tờ trình số %(number)s") % {"number": dossier.letter_number},
        step=_("Ghi nhận quyết định"),
        step_key="DOSSIER",
        since=dossier.created_at,
        due=due_in_words(None, today(dossier.created_at)),
    )


def _urgency(task: Task) -> tuple[date, datetime]:
    """The nearest deadline first; what has none after those, the oldest first."""
    return task.due.day or date.max, task.since.astimezone(LEGAL_ZONE)
