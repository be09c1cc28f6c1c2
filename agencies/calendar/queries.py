"""What the calendar says: the days of any version, the version that holds now, and how far ahead the days are known."""

from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from agencies.calendar.models import CalendarDay, CalendarVersion, CalendarYear
from agencies.calendar.workdays import WorkCalendar, months_after
from hcm_registry.kernel.periods import today

HORIZON_MONTHS = 18  # a term of law reaches over a year; the government announces a year's days off months before it begins


def calendar(at: datetime) -> WorkCalendar:
    """The working days as they are known at `at`. One query; the days are read once a version."""
    return calendar_of(latest(at))


def latest(at: datetime) -> int:
    """The number of the version that holds at `at`; 0 before the first."""
    return CalendarVersion.objects.filter(at__lte=at).order_by("-pk").values_list("pk", flat=True).first() or 0


@lru_cache(maxsize=64)
def calendar_of(version: int) -> WorkCalendar:
    """The working days of one version. Kept by the process: a version never changes, and its number is never used again."""
    years = frozenset(CalendarYear.objects.filter(confirmed_in__lte=version).values_list("year", flat=True))
    rows = days_in(version).filter(year__in=years).values_list("kind", "day")
    days: dict[str, set[date]] = {kind: set() for kind in CalendarDay.Kind.values}
    for kind, day in rows:
        days[kind].add(day)
    holidays, saturdays = (frozenset(days[kind]) for kind in (CalendarDay.Kind.HOLIDAY, CalendarDay.Kind.WORKING_SATURDAY))
    return WorkCalendar(version=version, holidays=holidays, working_saturdays=saturdays, years=years)


def days_in(version: int) -> QuerySet[CalendarDay]:
    """The days off and working Saturdays that stood in a version, those of drafts too."""
    stood = Q(removed_in__isnull=True) | Q(removed_in__gt=version)
    return CalendarDay.objects.filter(stood, added_in__lte=version)


def known_too_short(at: datetime) -> date | None:
    """The last day known, when fewer than 18 months lie ahead: then somebody has to confirm a year; None when all is well."""
    day = today(at)
    until = calendar(at).known_until(day)
    return until if until < months_after(day, HORIZON_MONTHS) else None
