"""What tests of deadlines start from: a confirmed calendar, rules, and many clocks at once."""

from datetime import date, datetime, time, timedelta

from agencies.calendar import actions as calendar
from agencies.calendar import queries
from agencies.models import Agency, Role
from catalog.clocks import actions, reckoning
from catalog.models import ClockEvent, DeadlineClock
from catalog.rules import actions as rules
from catalog.rules.actions import Term
from hcm_registry.kernel.periods import LEGAL_ZONE
from tests.factories import NOW, City

DAYS = 30


def at(day, hour=9):
    """That morning."""
    return datetime.combine(day, time(hour), tzinfo=LEGAL_ZONE)


def confirm_years(city: City, *years: int) -> None:
    by = {"by": city.people["quantri"], "at": NOW - timedelta(days=400)}
    for year in years or (2025, 2026, 2027):
        calendar.draft(year, **by)
        calendar.confirm(year, reason="Thử", **by)


def lay_down(city: City, key: str, value: int, unit: str = "WORKING_DAYS", start: date = date(2020, 1, 1)):
    term = Term(key=key, value=value, unit=unit, legal_basis="Văn bản thử", start=start)
    return rules.lay_down(term, reason="Thử", by=city.people["quantri"], at=NOW)


def add_holiday(city: City, day: date, moment: datetime = NOW) -> int:
    """Returns the new version of the calendar."""
    more = {"source": "Thông báo thử", "reason": "Thông báo thử", "by": city.people["quantri"], "at": moment}
    return calendar.add_day(day, "HOLIDAY", "Ngày nghỉ thêm", **more).added_in_id


def clock_of(city: City, key: str = "OPINION", moment: datetime = NOW, **given):
    said = {"agency": city.agencies["so-tai-chinh"], "role": Role.REGISTRAR, "label": "Cho ý kiến", "path": "/inbox/"} | given
    return actions.start(key, at=moment, **said)


def many(city: City, rule, count: int) -> None:
    """Clocks started on thirty days before NOW, one in fifty of them paused since; as `start` and `pause` would have left them."""
    days = queries.calendar(NOW)
    starts = [at(NOW.date() - timedelta(days=n)) for n in range(DAYS)]
    found = [reckoning.reckon(rule, moment, [], days) for moment in starts]
    agency = Agency.objects.get(key="so-tai-chinh")
    clocks = DeadlineClock.objects.bulk_create(
        DeadlineClock(
            kind=rule.key, rule=rule, agency=agency, role=Role.REGISTRAR, label=f"Việc {n}", path="/", started_at=starts[n % DAYS]
        )
        for n in range(count)
    )
    ClockEvent.objects.bulk_create(
        ClockEvent(
            clock=clock,
            kind="STARTED",
            at=clock.started_at,
            due_after=found[n % DAYS].due_on,
            explanation=found[n % DAYS].explanation,
            calendar_version_id=days.version,
        )
        for n, clock in enumerate(clocks)
    )
    for clock in clocks[::50]:
        actions.pause(clock, at=NOW)
