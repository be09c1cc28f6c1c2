"""A deadline in words, for lists and pages."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.calendar.queries import calendar_of
from agencies.calendar.workdays import UnknownYear
from catalog.clocks.models import DeadlineClock
from catalog.rules.models import LegalRule
from hcm_registry.kernel.periods import today as legal_day


@dataclass(frozen=True)
class Due:
    """How a deadline stands: `state` is overdue, today, soon, running, paused or none; `why` is how the day was computed."""

    state: str
    words: str
    day: date | None = None
    why: str = ""


def due(clock: DeadlineClock | None, today: date) -> Due:
    """How the deadline stands today, without a query once the calendar's version is known to the process.

    A term in working days is spoken of in working days; whatever else, in days.
    """
    if clock is None:
        return Due("none", _("Chưa đặt hạn"))
    if clock.state == DeadlineClock.State.STOPPED:
        return Due("none", _finished(clock), clock.due_on, clock.explanation)
    if clock.state == DeadlineClock.State.PAUSED:
        return Due("paused", _("Tạm dừng tính hạn"), None, clock.explanation)
    if clock.due_on is None:
        return Due("none", _("Chưa đặt hạn"), None, clock.explanation)
    left, working = _distance(clock, today, clock.due_on)
    return Due(_state(left), _left(left, working), clock.due_on, clock.explanation)


def _state(left: int) -> str:
    if left < 0:
        return "overdue"
    return {0: "today", 1: "soon"}.get(left, "running")


def _left(left: int, working: bool) -> str:
    if left == 0:
        return _("Hạn hôm nay")
    return _late(-left, working) if left < 0 else _ahead(left, working)


def _late(days: int, working: bool) -> str:
    if working:
        said = ngettext("Quá hạn %(days)d ngày làm việc", "Quá hạn %(days)d ngày làm việc", days)
    else:
        said = ngettext("Quá hạn %(days)d ngày", "Quá hạn %(days)d ngày", days)
    return said % {"days": days}


def _ahead(days: int, working: bool) -> str:
    if working:
        said = ngettext("Còn %(days)d ngày làm việc", "Còn %(days)d ngày làm việc", days)
    else:
        said = ngettext("Còn %(days)d ngày", "Còn %(days)d ngày", days)
    return said % {"days": days}


def _finished(clock: DeadlineClock) -> str:
    if clock.due_on is None or clock.stopped_at is None:
        return _("Đã xong")
    left, working = _distance(clock, legal_day(clock.stopped_at), clock.due_on)
    if left >= 0:
        return _("Xong đúng hạn")
    return _("Đã xong. %(late)s") % {"late": _late(-left, working)}


def _distance(clock: DeadlineClock, one: date, other: date) -> tuple[int, bool]:
    """Days from one to the other, and whether they are working days: counted with the calendar the deadline was computed with."""
    version = clock.calendar_version_id
    if version is not None and clock.rule is not None and clock.rule.unit == LegalRule.Unit.WORKING_DAYS:
        try:
            return calendar_of(version).between(one, other), True
        except UnknownYear:  # long overdue, or the year has begun that nobody confirmed: a page must still say something true
            pass
    return (other - one).days, False
