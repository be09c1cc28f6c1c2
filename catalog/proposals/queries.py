"""What the inbox shows: the files on which somebody has something to do, by deadline, and what their agency has under way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Max, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.authority import Seats, seats_of
from agencies.models import Mandate, Role, User
from catalog.clocks.models import DeadlineClock
from catalog.clocks.queries import Due, due
from catalog.duties import queries as duties
from catalog.duties.models import ComplianceCheck
from catalog.proposals.models import ChangeProposal, Dossier
from catalog.proposals.papers import Opinion, ProposalStep
from catalog.proposals.states import FINAL, State
from hcm_registry.kernel.periods import LEGAL_ZONE, today

OPEN = Q(answered_at__isnull=True, voided_at__isnull=True)
SOON = ("today", "soon")
DEPARTMENT = (Role.INTAKE, Role.APPRAISER, Role.HEAD)
LATEST = 200  # rows of "my agency's files"; older ones are on the list of proposals


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
    waited: str
    due: Due


@dataclass(frozen=True)
class Work:
    """What waits for one person: files to carry on, questions to their agency, dossiers, duties. The badge counts what the inbox lists."""

    reader: Any
    proposals: Any
    opinions: QuerySet[Opinion]
    dossiers: QuerySet[Dossier]
    checks: QuerySet[ComplianceCheck]

    def count(self, *beside: QuerySet[Any]) -> tuple[int, ...]:
        """How many, and how many rows each of `beside` has, in one query."""
        number = Func(F("pk"), function="COUNT", output_field=IntegerField())
        own = (self.proposals, self.opinions, self.dossiers, self.checks)
        found = (*own, *beside)
        asked = [Subquery(rows.order_by().values(number=number)) for rows in found]
        counts = [count or 0 for count in User.objects.values_list(*asked).get(pk=self.reader.pk)]
        return sum(counts[: len(own)]), *counts[len(own) :]


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


def lasted(span: timedelta) -> str:
    """How long, as people say it; weekends count, since nobody's deadline is measured here."""
    if span.days:
        return _("%(days)d ngày") % {"days": span.days}
    hours = span.seconds // 3600
    return _("%(hours)d giờ") % {"hours": hours} if hours else _("dưới 1 giờ")


def work_of(user: Any, at: datetime) -> Work:
    """The one answer to “what waits for me”, before anything is fetched."""
    seats = seats_of(user, at)
    waiting, checks = ChangeProposal.objects.waiting_for(user, at), duties.waiting(seats, today(at))
    return Work(user, waiting, opinions_asked(seats), _dossiers_waiting(seats), checks)


def inbox(user: Any, at: datetime) -> Inbox:
    """Everything of the inbox page, in a fixed number of queries."""
    work, seats, visible = work_of(user, at), seats_of(user, at), ChangeProposal.objects.visible_to(user, at)
    waiting = list(_with_due(work.proposals))
    mine = {proposal.pk for proposal in waiting}
    tasks = [_proposal_task(proposal, at) for proposal in waiting]
    tasks += [_opinion_task(opinion, at) for opinion in _with_files(work.opinions)]
    tasks += [_dossier_task(dossier, at) for dossier in work.dossiers.prefetch_related("proposals")]
    tasks += [_check_task(check, at) for check in _with_duties(work.checks)]
    returned = _with_due(visible.filter(state=State.RETURNED).exclude(pk__in=mine))
    own = visible.filter(agency__in=seats.agencies).exclude(state__in={*FINAL, State.DRAFT}).exclude(pk__in=mine)
    return Inbox(sorted(tasks, key=_urgency), [_proposal_task(one, at) for one in returned], list(own.listed()[:LATEST]))


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
    return Opinion.objects.filter(OPEN, agency__in=agencies, proposal__state=State.CONSULTATION)


def last_step(code: str, user: Any, at: datetime) -> ProposalStep | None:
    """What was done last on a proposal that the person may read."""
    readable = ChangeProposal.objects.visible_to(user, at).filter(code=code)
    return ProposalStep.objects.filter(proposal__in=readable).select_related("by", "proposal").order_by("-pk").first() if code else None


def dossiers_for(user: Any, at: datetime) -> QuerySet[Dossier]:
    """Dossiers in which the person may read a proposal, or which they made; the newest first. `size` counts what they may read."""
    visible = ChangeProposal.objects.visible_to(user, at).filter(dossier__isnull=False)
    return (
        Dossier.objects.filter(Q(pk__in=visible.values("dossier")) | Q(created_by=user))
        .select_related("decision", "created_by")
        .annotate(size=Count("proposals", filter=Q(proposals__in=visible.values("pk"))))
        .order_by("-pk")
    )


def standing(proposals: Iterable[ChangeProposal]) -> str:
    """Which files a dossier holds, each in which state of its own: whoever decides on it has seen just this."""
    return " ".join(f"{proposal.code}:{proposal.version}" for proposal in proposals)


def works_with_dossiers(seats: Seats) -> bool:
    """Whether dossiers are part of somebody's office: the department's, the clerk's or the auditor's."""
    lead, issuer = seats.mandates.get(Mandate.Kind.LEAD), seats.mandates.get(Mandate.Kind.ISSUER)
    in_department = any(seats.at_agency(role, lead) for role in DEPARTMENT)
    return in_department or seats.at_agency(Role.CLERK, issuer) is not None or bool(seats.with_role(Role.AUDITOR))


def approved() -> Any:
    """Proposals that may go into a dossier."""
    return ChangeProposal.objects.listed().filter(state=State.APPROVED).order_by("pk")


def _with_due(proposals: Any) -> Any:
    """…with its deadline, those of questions not answered yet, and since when the file has been where it is."""
    asked = Prefetch("opinions", Opinion.objects.filter(OPEN).select_related("clock__rule"), to_attr="questions")
    return proposals.listed().select_related("clock__rule").prefetch_related(asked).annotate(here_since=Max("steps__at"))


def _with_files(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    return opinions.select_related("agency", "proposal__agency", "clock__rule").prefetch_related(
        "proposal__agency__names", "proposal__items__base_version", "agency__names"
    )


def _dossiers_waiting(seats: Seats) -> QuerySet[Dossier]:
    """Dossiers that the clerk of the issuing body has to record a decision for."""
    if seats.at_agency(Role.CLERK, seats.mandates.get(Mandate.Kind.ISSUER)) is None:
        return Dossier.objects.none()
    forwarded = ChangeProposal.objects.filter(state=State.AT_COMMITTEE).values("dossier")
    return Dossier.objects.filter(decision__isnull=True, pk__in=forwarded)


def _proposal_task(proposal: Any, at: datetime) -> Task:
    since = proposal.here_since or proposal.created_at
    return Task(
        code=proposal.code,
        url=reverse("catalog:proposal-detail", args=[proposal.code]),
        title=proposal.title or _("Chưa có trích yếu"),
        about="; ".join(item.name for item in proposal.items.all()),
        agency=str(proposal.agency),
        step=proposal.get_state_display(),
        step_key=proposal.state,
        since=since,
        waited=lasted(at - since),
        due=due(_deadline(proposal), today(at)),
    )


def _deadline(proposal: Any) -> DeadlineClock | None:
    """What the file waits for: the last of the questions asked, otherwise whoever has it."""
    asked = [question.clock for question in proposal.questions] if proposal.state == State.CONSULTATION else []
    found: DeadlineClock | None = max(asked, key=lambda clock: clock.due_on or date.max, default=proposal.clock)
    return found


def _opinion_task(opinion: Opinion, at: datetime) -> Task:
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
        waited=lasted(at - opinion.asked_at),
        due=due(opinion.clock, today(at)),
    )


def _dossier_task(dossier: Dossier, at: datetime) -> Task:
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
        waited=lasted(at - dossier.created_at),
        due=due(None, today(at)),
    )


def _with_duties(checks: QuerySet[ComplianceCheck]) -> QuerySet[ComplianceCheck]:
    related = ("clock__rule", "responsibility__duty", "responsibility__agency", "responsibility__database")
    return checks.select_related(*related).prefetch_related("responsibility__agency__names")


def _check_task(check: ComplianceCheck, at: datetime) -> Task:
    borne, since = check.responsibility, check.done_at or check.asked_at
    return Task(
        code=borne.database.code if borne.database else _("Danh mục"),
        url=reverse("catalog:duty-detail", args=[borne.pk]),
        title=str(borne.duty),
        about=check.clock.label,
        agency=str(borne.agency),
        step=_("Kết luận về trách nhiệm") if check.done_at else _("Báo cáo trách nhiệm"),
        step_key="CONCLUDE" if check.done_at else "REPORT",
        since=since,
        waited=lasted(at - since),
        due=due(None if check.done_at else check.clock, today(at)),
    )


def _urgency(task: Task) -> tuple[date, datetime]:
    """The nearest deadline first; what has none after those, the oldest first."""
    return task.due.day or date.max, task.since.astimezone(LEGAL_ZONE)
