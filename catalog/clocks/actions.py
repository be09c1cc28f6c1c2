"""What happens to a deadline: it starts, pauses, goes on, is computed again, stops. Each leaves an event, which moves it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from agencies.calendar.queries import calendar as calendar_at
from agencies.calendar.queries import calendar_of
from agencies.calendar.workdays import UnknownYear, WorkCalendar
from agencies.models import Agency, CalendarVersion, Role, User
from catalog.clocks import reckoning
from catalog.clocks.models import ClockEvent, DeadlineClock
from catalog.clocks.reckoning import IN_CALENDAR, Pause, Reckoning
from catalog.rules import queries as rules
from catalog.rules.models import LegalRule, Matter
from hcm_registry.kernel.errors import RuleBroken, broken_by
from hcm_registry.kernel.periods import today

log = structlog.get_logger(__name__)
Kind = ClockEvent.Kind
State = DeadlineClock.State
BATCH = 500


class ClockNotRunning(RuleBroken):
    """Only what runs can be paused, only what is paused goes on, and what has stopped stays so."""

    message = _("Hạn xử lý không còn ở trạng thái cho phép việc này. Tải lại trang.")


@transaction.atomic
def start(
    rule_key: str,
    *,
    agency: Agency,
    role: Role,
    label: str,
    path: str,
    at: datetime,
    due_on: date | None = None,
    person: User | None = None,
    by: User | None = None,
) -> DeadlineClock:
    """Time begins to count for whoever holds `role` at `agency`, by the rule of today, or until `due_on` set by a person.

    Where no rule is laid down there is no last day, and the clock says so. Error: UnknownYear.
    """
    rule = None if due_on else rules.rule(Matter(rule_key), today(at))
    given = {"agency": agency, "role": role, "label": label, "path": path, "person": person}
    clock = DeadlineClock.objects.create(kind=Matter(rule_key), rule=rule, fixed_on=due_on, started_at=at, **given)
    _move(clock, Kind.STARTED, [], at=at, by=by)
    return clock


@dataclass(frozen=True)
class Successor:
    """The deadline that takes the place of another: whose it is, until the same day. Its label stays."""

    agency_id: int
    role: str
    path: str
    by: User | None = None


@transaction.atomic
def pass_on(passed: Sequence[tuple[DeadlineClock, str, Successor | None]], *, at: datetime) -> list[DeadlineClock | None]:
    """Stop many deadlines, each for its reason, and begin those that take their places, in a few statements however many.

    What has no last day is judged anew by the rule of today. Errors: ClockNotRunning, UnknownYear.
    """
    held = DeadlineClock.objects.open().select_for_update(of=("self",)).filter(pk__in=[clock.pk for clock, _r, _n in passed])
    if len(held) < len(passed):
        raise ClockNotRunning
    ClockEvent.objects.bulk_create(ClockEvent(clock=clock, kind=Kind.STOPPED, at=at, reason=why) for clock, why, _next in passed)
    rule = cache(lambda kind: rules.rule(Matter(kind), today(at)))
    begun = [_following(clock, following, rule, at) if following else None for clock, _reason, following in passed]
    clocks = DeadlineClock.objects.bulk_create(clock for clock in begun if clock)
    days, by = calendar_at(at), [following.by for _clock, _reason, following in passed if following]
    ClockEvent.objects.bulk_create(
        _event(clock, Kind.STARTED, reckoned(clock, [], days), days, at=at, by=one) for clock, one in zip(clocks, by, strict=True)
    )
    return begun


@transaction.atomic
def pause(clock: DeadlineClock, *, at: datetime, by: User | None = None, reason: str = "") -> None:
    """Time stops counting, today being the last day that counted. Error: ClockNotRunning."""
    _lock(clock, State.RUNNING)
    _move(clock, Kind.PAUSED, [*clock.pauses, Pause(at)], at=at, by=by, reason=reason)


@transaction.atomic
def resume(clock: DeadlineClock, *, at: datetime, by: User | None = None, reason: str = "") -> None:
    """Time counts again from tomorrow. Errors: ClockNotRunning, UnknownYear."""
    _lock(clock, State.PAUSED)
    *before, last = clock.pauses
    _move(clock, Kind.RESUMED, [*before, Pause(last.since, at)], at=at, by=by, reason=reason)


@transaction.atomic
def stop(clock: DeadlineClock, *, at: datetime, by: User | None = None, reason: str = "") -> None:
    """It is done; the last day stays on record. Error: ClockNotRunning."""
    _lock(clock, State.RUNNING, State.PAUSED)
    _write(ClockEvent(clock=clock, kind=Kind.STOPPED, at=at, by=by, reason=reason))
    clock.refresh_from_db()


def assign(clock: DeadlineClock, person: User | None) -> None:
    """Who has taken it on; None gives it back to everybody with the role. The deadline does not move."""
    clock.person = person
    clock.save(update_fields=["person"])


def hand_to(clock: DeadlineClock, role: Role) -> None:
    """Whose turn it is within the same deadline; whoever had taken it on has done their part. The deadline does not move."""
    clock.role, clock.person = role, None
    clock.save(update_fields=["role", "person"])


def recompute(version: int, *, at: datetime, batch: int = BATCH) -> int:
    """Bring every open deadline onto this version of the calendar. Returns how many moved, each by an event that says why.

    One transaction a batch: killed at any point it has done whole batches, and a second run does the rest. A deadline that
    reaches into an unconfirmed year stays as it is, and is tried again with the next version.
    """
    moved, last = 0, 0
    reason = f"Lịch làm việc phiên bản {version}: {CalendarVersion.objects.get(pk=version).what}"
    while clocks := _advance(version, last, reason, at=at, batch=batch):
        last = clocks[-1][0]
        moved += sum(has_moved for _pk, has_moved in clocks)
    return moved


def reckoned(clock: DeadlineClock, pauses: Sequence[Pause], days: WorkCalendar) -> Reckoning:
    """When the deadline ends, computed anew. Error: UnknownYear."""
    if clock.fixed_on:
        return reckoning.fixed(clock.fixed_on, clock.started_at, pauses)
    if clock.rule is None:
        return reckoning.unset(clock.started_at)
    return reckoning.reckon(clock.rule, clock.started_at, pauses, days)


@transaction.atomic
def _advance(version: int, after: int, reason: str, *, at: datetime, batch: int) -> list[tuple[int, bool]]:
    """One batch: the deadlines looked at, and whether each moved."""
    segments = Prefetch("events", ClockEvent.objects.filter(kind__in=[Kind.PAUSED, Kind.RESUMED]))
    behind = DeadlineClock.objects.behind(version).filter(pk__gt=after).order_by("pk")
    clocks = list(behind.select_for_update(of=("self",)).select_related("rule").prefetch_related(segments)[:batch])
    events, unmoved = [], []
    for clock in clocks:
        found = _known(clock, calendar_of(version))
        if found and (found.due_on, found.explanation) != (clock.due_on, clock.explanation):
            events.append(_event(clock, Kind.RECALCULATED, found, calendar_of(version), at=at, reason=reason))
        elif found:
            unmoved.append(clock.pk)
    ClockEvent.objects.bulk_create(events)
    DeadlineClock.objects.filter(pk__in=unmoved).update(calendar_version=version)
    moved = {event.clock_id for event in events}
    return [(clock.pk, clock.pk in moved) for clock in clocks]


def _following(clock: DeadlineClock, by: Successor, rule: Callable[[str], LegalRule | None], at: datetime) -> DeadlineClock:
    """Not yet stored."""
    whose = {"agency_id": by.agency_id, "role": by.role, "label": clock.label, "path": by.path}
    return DeadlineClock(kind=clock.kind, rule=None if clock.due_on else rule(clock.kind), fixed_on=clock.due_on, started_at=at, **whose)


def _known(clock: DeadlineClock, days: WorkCalendar) -> Reckoning | None:
    try:
        return reckoned(clock, clock.pauses, days)
    except UnknownYear as error:
        log.warning("deadline not computed", clock=clock.pk, year=error.detail["year"])
        return None


def _lock(clock: DeadlineClock, *states: str) -> None:
    clock.refresh_from_db(from_queryset=DeadlineClock.objects.select_for_update(of=("self",)))
    if clock.state not in states:
        raise ClockNotRunning


def _move(clock: DeadlineClock, kind: Kind, pauses: Sequence[Pause], **said: Any) -> None:
    """Compute anew and write the event, which moves the clock."""
    days = calendar_at(said["at"])
    _write(_event(clock, kind, reckoned(clock, pauses, days), days, **said))
    clock.refresh_from_db()


def _event(clock: DeadlineClock, kind: Kind, found: Reckoning, days: WorkCalendar, **said: Any) -> ClockEvent:
    """The version is kept where the calendar was asked."""
    asked = clock.rule is not None and clock.rule.unit in IN_CALENDAR
    version = (days.version or None) if asked else None
    return ClockEvent(clock=clock, kind=kind, due_after=found.due_on, explanation=found.explanation, calendar_version_id=version, **said)


def _write(event: ClockEvent) -> None:
    """What the database refuses ends the caller's transaction."""
    try:
        event.save(force_insert=True)
    except IntegrityError as error:
        raise broken_by(error) from error
