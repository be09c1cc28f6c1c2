"""The dashboard's numbers, in a fixed number of statements whatever the number of files."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, DateField, QuerySet
from django.db.models.functions import TruncMonth

from agencies.calendar.queries import calendar
from agencies.calendar.workdays import months_after
from agencies.models import Agency
from catalog.dashboard import records, spans
from catalog.dashboard.records import BRIEFLY, HAPPENED, LATE, MATTERS, NO_RULE, STEPS, Period
from catalog.dashboard.spans import Figures, Measure
from catalog.duties import queries as duties
from catalog.proposals.models import ChangeProposal
from catalog.proposals.states import IN_PROCESS, State
from catalog.rules import queries as rules
from catalog.rules.models import LegalRule, Matter
from hcm_registry.kernel.periods import LEGAL_ZONE, today


@dataclass(frozen=True)
class Standing:
    """How many files are in one state now."""

    state: State
    number: int


@dataclass
class Behind:
    """What is overdue at one agency now: its deadlines by matter, and its duties."""

    agency: Agency
    matters: dict[Matter, int] = field(default_factory=lambda: dict.fromkeys(MATTERS, 0))
    duties: int = 0

    @property
    def rows(self) -> list[tuple[Matter, Any, int]]:
        """Matter, what it is called, and how many."""
        return [(matter, BRIEFLY[matter], number) for matter, number in self.matters.items()]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.matters.values()) + self.duties


@dataclass(frozen=True)
class Term:
    """How long one matter took under one ground: the rule of the day it began, a day that was set, or nothing."""

    matter: Matter
    ground: str
    rule: LegalRule | None
    late: int
    took: Figures

    @property
    def exceeded(self) -> bool:
        """Whether half of them took longer than the rule allows."""
        in_days = self.rule is not None and self.rule.unit == LegalRule.Unit.WORKING_DAYS
        return in_days and (self.took.median or 0) > self.rule.value  # type: ignore[union-attr]  # in_days says there is a rule


@dataclass(frozen=True)
class Step:
    """How long files stayed at one step, and how many wait there now."""

    state: State
    label: Any
    matter: Matter | None
    waiting: int
    took: Figures


@dataclass
class Month:
    """What happened in the days of one month that lie in the period."""

    period: Period
    moves: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HAPPENED, 0))


@dataclass
class Board:
    """All of it: what stands today, and what the period brought."""

    standing: list[Standing]
    behind: list[Behind]
    terms: list[Term]
    steps: list[Step]
    months: list[Month]

    @cached_property
    def in_process(self) -> int:
        """Files the department or the Committee has."""
        return sum(one.number for one in self.standing if one.state in IN_PROCESS)

    @cached_property
    def returned(self) -> int:
        """Files that wait for the agency that proposed them."""
        return next(one.number for one in self.standing if one.state == State.RETURNED)

    @cached_property
    def anything(self) -> bool:
        """Whether there is a file at all."""
        return any(one.number for one in self.standing)

    @cached_property
    def overdue(self) -> int:
        """Deadlines of proposals and opinions that are over."""
        return sum(sum(one.matters.values()) for one in self.behind)

    @cached_property
    def duties(self) -> int:
        """Duties whose day is over."""
        return sum(one.duties for one in self.behind)

    @cached_property
    def unmeasured(self) -> int:
        """Records whose working days are not known, because a year of the calendar was never confirmed."""
        return sum(took.number - took.known for took in [*(one.took for one in self.terms), *(one.took for one in self.steps)])


def board(user: Any, period: Period, at: datetime) -> Board:
    """What somebody sees who may look at the dashboard."""
    files = ChangeProposal.objects.visible_to(user, at).order_by()
    numbers = dict(files.values_list("state").annotate(Count("pk")))
    measure = Measure(calendar(at), today(at))
    return Board(
        standing=[Standing(state, numbers.get(state, 0)) for state in State],
        behind=_behind(user, at),
        terms=_terms(records.done(user, at, period), measure),
        steps=_steps(records.steps(user, at, period), measure, numbers),
        months=_months(records.steps(user, at, period), period),
    )


def _behind(user: Any, at: datetime) -> list[Behind]:
    """The agency with most first."""
    by_matter = records.overdue(user, at, today(at)).values_list("agency", "kind").annotate(Count("pk")).order_by()
    by_duty = duties.overdue_by_agency(user, at)
    numbers = [*by_matter]
    ids = {agency for agency, _kind, _number in numbers} | by_duty.keys()
    found = {agency.pk: Behind(agency, duties=by_duty.get(agency.pk, 0)) for agency in Agency.objects.filter(pk__in=ids).named()}
    for agency, kind, number in numbers:
        found[agency].matters[Matter(kind)] = number
    return sorted(found.values(), key=lambda one: -one.total)


def _terms(found: QuerySet[Any], measure: Measure) -> list[Term]:
    """Every matter at least once: without a finished deadline, with the rule of the day the page is read."""
    took = measure.figures(spans.of_deadlines(found))
    late = dict(found.order_by().values_list("key").annotate(late=Count("pk", filter=LATE)))
    grounds = [ground for _matter, ground in (key.split(":") for key in took) if ground.isdecimal()]
    known = {str(pk): rule for pk, rule in LegalRule.objects.in_bulk(grounds).items()}
    terms: dict[Matter, list[Term]] = {matter: [] for matter in MATTERS}
    for key in sorted(took):
        matter, ground = key.split(":")
        terms[Matter(matter)].append(Term(Matter(matter), ground, known.get(ground), late[key], took[key]))
    return [term for matter, many in terms.items() for term in many or [_unused(matter, measure.on)]]


def _unused(matter: Matter, on: date) -> Term:
    rule = rules.rule(matter, on)
    return Term(matter, str(rule.pk) if rule else NO_RULE, rule, 0, Figures())


def _steps(found: QuerySet[Any], measure: Measure, numbers: dict[str, int]) -> list[Step]:
    took = measure.figures(spans.of_stays(found.filter(source__in=STEPS)))
    return [Step(state, label, matter, numbers.get(state, 0), took.get(state, Figures())) for state, (label, matter) in STEPS.items()]


def _months(found: QuerySet[Any], period: Period) -> list[Month]:
    months = {one.period.since.replace(day=1): one for one in _split(period)}
    month = TruncMonth("at", output_field=DateField(), tzinfo=LEGAL_ZONE)
    counted = found.filter(move__in=HAPPENED).order_by().annotate(month=month).values_list("month", "move").annotate(Count("pk"))
    for first, move, number in counted:
        months[first].moves[move] = number
    return list(months.values())


def _split(period: Period) -> list[Month]:
    """The months of the period, the first and the last as far as they lie in it."""
    months, first = [], period.since.replace(day=1)
    while first <= period.until:
        following = months_after(first, 1)
        months.append(Month(Period(max(first, period.since), min(following - timedelta(days=1), period.until))))
        first = following
    return months
