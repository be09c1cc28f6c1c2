"""What the pages of duties show: the responsibilities somebody may read, what waits for whom, and how the whole city stands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth

from agencies.authority import Seats
from agencies.calendar.workdays import months_after
from agencies.models import Agency, Mandate, Role
from catalog.clocks.models import DeadlineClock
from catalog.clocks.queries import Due, due
from catalog.duties.models import OPEN, REPORTERS, UNDONE, ComplianceCheck, Duty, Responsibility
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Order, Page, page

BY_DAY = Order(("due_on", "id"))
SIZE = 50
#: How long before its last day a check is a task in the inbox; its reminders follow the rules.
AHEAD = timedelta(days=30)
MONTHS = 12
LATE = Q(clock__due_on__lt=F("clock__stopped_at__date"))
SHOWN: dict[str, Callable[[date], Q]] = {
    "overdue": lambda day: Q(due_on__lt=day),
    "soon": lambda day: Q(due_on__range=(day, day + AHEAD)),
    "reported": lambda day: Q(pk__in=ComplianceCheck.objects.filter(OPEN, done_at__isnull=False).values("responsibility")),
    "missing": lambda day: Q(pk__in=ComplianceCheck.objects.filter(outcome="NOT_MET").values("responsibility")),
}


@dataclass(frozen=True)
class Wanted:
    """What a reader narrows the list by; empty means everything."""

    agency: str = ""
    duty: str = ""
    show: str = ""


@dataclass(frozen=True)
class Row:
    """One responsibility of a list, with its open check and how the deadline of that stands."""

    borne: Any
    check: ComplianceCheck | None
    due: Due | None


@dataclass
class Tally:
    """How one agency, or one kind of duty, stands."""

    name: str
    key: str
    borne: int = 0
    open: int = 0
    overdue: int = 0
    met: int = 0
    missing: int = 0


@dataclass
class Month:
    """The checks whose last day lay in one month, and what became of them."""

    first: date
    on_time: int = 0
    late: int = 0
    undone: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.on_time + self.late + self.undone


@dataclass
class Overview:
    """How the whole city stands on one day."""

    agencies: list[Tally] = field(default_factory=list)
    duties: list[Tally] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)


def listed(user: Any, wanted: Wanted, at: datetime) -> QuerySet[Any]:
    """Responsibilities of today that the person may read, narrowed."""
    found = Responsibility.objects.visible_to(user, at).on(today(at)).listed()
    if wanted.agency:
        found = found.filter(agency__key=wanted.agency)
    if wanted.duty:
        found = found.filter(duty__key=wanted.duty)
    return found.filter(SHOWN[wanted.show](today(at))) if wanted.show in SHOWN else found


def rows(found: QuerySet[Any], cursor: str, on: date) -> tuple[list[Row], Page]:
    """One page of the list, by the day of the check that is still to be done. Error: BadCursor."""
    shown = page(found.prefetch_related(_open_checks()), BY_DAY, cursor=cursor, size=SIZE)
    return [row_of(one, on) for one in shown.rows], shown


def in_full(found: QuerySet[Any]) -> QuerySet[Any]:
    """The whole list in the same order, each fit for `row_of`."""
    return BY_DAY.of(found.prefetch_related(_open_checks()))


def row_of(borne: Any, on: date) -> Row:
    """A fetched responsibility as a row."""
    check = next(iter(borne.open_checks), None)
    return Row(borne, check, due(check.clock, on) if check and not check.done_at else None)


def counts(user: Any, at: datetime) -> dict[str, int]:
    """How many there are, and how many of each of `SHOWN`."""
    found = Responsibility.objects.visible_to(user, at).on(today(at)).listed()
    return found.aggregate(all=Count("pk"), **{name: Count("pk", filter=asked(today(at))) for name, asked in SHOWN.items()})


def overdue_by_agency(user: Any, at: datetime) -> dict[int, int]:
    """Id of an agency → how many responsibilities the list shows as overdue for it."""
    return dict(listed(user, Wanted(show="overdue"), at).order_by().values_list("agency").annotate(Count("pk")))


def detail(user: Any, pk: int, at: datetime) -> Any | None:
    """One responsibility with its checks, the newest first; None when it is not there for this person."""
    checks = Prefetch("checks", ComplianceCheck.objects.select_related("clock__rule", "asked_by", "done_by", "concluded_by", "moved_to"))
    return Responsibility.objects.visible_to(user, at).listed().prefetch_related(checks).filter(pk=pk).first()


def check_of(user: Any, pk: int, at: datetime) -> ComplianceCheck | None:
    """One check that the person may read."""
    visible = Responsibility.objects.visible_to(user, at)
    related = ("responsibility__duty", "responsibility__database", "responsibility__agency", "clock")
    return ComplianceCheck.objects.filter(responsibility__in=visible, pk=pk).select_related(*related).first()


def agencies_of(user: Any, at: datetime) -> list[Agency]:
    """Agencies with a responsibility that the person may read."""
    bearing = Responsibility.objects.visible_to(user, at).on(today(at)).values("agency")
    return list(Agency.objects.filter(pk__in=bearing).named())


def waiting(seats: Seats, on: date) -> QuerySet[ComplianceCheck]:
    """Checks that wait for somebody: to be reported by their agency, the last day being near or over; for the department, to be judged,
    or to be pressed for when the last day is over."""
    mine = UNDONE & Q(responsibility__agency__in=reporting(seats), clock__due_on__lte=on + AHEAD)
    lead = seats.mandates.get(Mandate.Kind.LEAD)
    if any(seats.at_agency(role, lead) for role in (Role.APPRAISER, Role.HEAD)):
        mine |= OPEN & Q(done_at__isnull=False) & ~Q(done_by=seats.user)
        mine |= UNDONE & overdue(on)
    return ComplianceCheck.objects.filter(mine)


def reporting(seats: Seats) -> set[int]:
    """The agencies for which somebody shows that duties are done."""
    return {seat.agency.pk for seat in seats.with_role(*REPORTERS)}


def overdue(on: date) -> Q:
    """The last day is over, and time counts."""
    return Q(clock__due_on__lt=on, clock__state=DeadlineClock.State.RUNNING)


def overview(at: datetime) -> Overview:
    """How every agency and every duty stands, and the last months."""
    day = today(at)
    borne = Responsibility.objects.on(day)
    names = {agency.pk: agency for agency in Agency.objects.filter(pk__in=borne.values("agency")).named()}
    kinds = {duty.pk: duty for duty in Duty.objects.all()}
    by_agency = _tallies("agency", {key: Tally(str(one), one.key) for key, one in names.items()}, day)
    by_duty = _tallies("duty", {key: Tally(str(one), one.key) for key, one in kinds.items()}, day)
    return Overview(by_agency, by_duty, _trend(day))


def _tallies(what: str, tallies: dict[int, Tally], day: date) -> list[Tally]:
    checks = ComplianceCheck.objects.filter(responsibility__in=Responsibility.objects.on(day))
    asked = {
        "open": OPEN,
        "overdue": UNDONE & overdue(day),
        "met": Q(outcome=ComplianceCheck.Outcome.MET),
        "missing": Q(outcome=ComplianceCheck.Outcome.NOT_MET),
    }
    counted = {name: Count("pk", filter=condition) for name, condition in asked.items()}
    for key, number in Responsibility.objects.on(day).values_list(what).annotate(Count("pk")).order_by(what):
        tallies[key].borne = number
    for row in checks.values(f"responsibility__{what}").annotate(**counted).order_by():
        tally = tallies[row[f"responsibility__{what}"]]
        tally.open, tally.overdue, tally.met, tally.missing = (row[name] for name in asked)
    return list(tallies.values())


def _trend(day: date) -> list[Month]:
    """The last twelve months with this one, by the last day of each check."""
    firsts = [months_after(day.replace(day=1), -n) for n in range(MONTHS - 1, -1, -1)]
    months = {first: Month(first) for first in firsts}
    over = ComplianceCheck.objects.filter(voided_at__isnull=True, clock__due_on__gte=firsts[0], clock__due_on__lte=day)
    counted = {
        "late": Count("pk", filter=Q(done_at__isnull=False) & LATE),
        "undone": Count("pk", filter=Q(done_at__isnull=True)),
        "all": Count("pk"),
    }
    rows = over.annotate(month=TruncMonth("clock__due_on")).values("month").annotate(**counted).order_by()
    for first, late, undone, number in rows.values_list("month", *counted):
        months[first] = Month(first, number - late - undone, late, undone)
    return list(months.values())


def _open_checks() -> Prefetch:  # type: ignore[type-arg]  # generic in the stubs only
    return Prefetch("checks", ComplianceCheck.objects.filter(OPEN).select_related("clock__rule"), to_attr="open_checks")
