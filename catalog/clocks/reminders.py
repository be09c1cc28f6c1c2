"""Who is warned of a deadline, and when: at set points before the last day, and the head of the agency after it.

The points are rules like any other. Each is used once for a deadline and a last day; when several have been passed, as after
a standstill, only the nearest. Nothing is sent on days when the offices are closed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from agencies.calendar.queries import calendar
from catalog.clocks.models import ClockEvent, DeadlineClock
from catalog.rules import queries as rules
from catalog.rules.models import Matter
from hcm_registry.kernel.periods import day_start, today

Kind = ClockEvent.Kind
#: From the last to the first; the sign says on which side of the last day.
POINTS = (
    (Matter.ESCALATION, Kind.ESCALATED, -1),
    (Matter.REMINDER_LAST, Kind.REMINDED, 1),
    (Matter.REMINDER_FIRST, Kind.REMINDED, 1),
)


@dataclass(frozen=True)
class Warned:
    """A deadline of which somebody is to be warned: reminded, or their head told."""

    clock: DeadlineClock
    kind: ClockEvent.Kind
    point: int


@dataclass(frozen=True)
class Point:
    """Deadlines whose last day lies before `before` have passed this point; those before `passed` the next one too."""

    kind: ClockEvent.Kind
    value: int
    before: date
    passed: date


def due_for_warning(at: datetime) -> Iterator[Warned]:
    """What is to be warned of now and has not been. Error: UnknownYear."""
    for point in _points(at):
        already = ClockEvent.objects.filter(clock=OuterRef("pk"), kind=point.kind, point=point.value, due_after=OuterRef("due_on"))
        reached = DeadlineClock.objects.running().filter(
            due_on__lt=point.before, due_on__gte=point.passed, started_at__lt=day_start(today(at))
        )
        for clock in reached.exclude(Exists(already)).select_related("agency", "person", "rule").order_by("due_on", "pk"):
            yield Warned(clock, point.kind, point.value)


def record(warned: Warned, *, at: datetime) -> bool:
    """Leave the warning on the deadline; False when it has moved, has stopped or was warned of meanwhile."""
    clock = warned.clock
    try:
        with transaction.atomic():
            if not DeadlineClock.objects.running().select_for_update().filter(pk=clock.pk, due_on=clock.due_on):
                return False
            ClockEvent.objects.create(clock=clock, kind=warned.kind, point=warned.point, due_after=clock.due_on, at=at)
    except IntegrityError:  # another worker was as fast: the unique index lets one of them through
        return False
    return True


def _points(at: datetime) -> list[Point]:
    """The points of today, the latest first; none on a day off, none where no rule says so."""
    day, days = today(at), calendar(at)
    if not days.is_working(day):
        return []
    found = []
    passed = date.min
    for key, kind, sign in POINTS:
        rule = rules.rule(key, day)
        if rule is not None:
            before = days.add(day, 1 + sign * rule.value)
            found.append(Point(kind, sign * rule.value, before, passed))
            passed = max(passed, before)
    return found
