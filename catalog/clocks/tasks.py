"""What the calendar does to deadlines."""

import structlog
from celery import shared_task
from django.utils.timezone import now

from agencies.calendar.queries import latest
from agencies.calendar.workdays import UnknownYear
from catalog.clocks import actions, reminders, telling
from catalog.clocks.models import DeadlineClock

log = structlog.get_logger(__name__)


@shared_task
def recompute_clocks(**_: object) -> int:
    """Bring open deadlines onto the latest working calendar and tell whom it concerns. Safe to run twice, and to be killed.

    Returns how many moved.
    """
    at = now()
    version = latest(at)
    if not version:
        return 0
    moved = actions.recompute(version, at=at) if DeadlineClock.objects.behind(version).exists() else 0
    telling.tell_of_moves(version, at=at)
    return moved


@shared_task
def send_reminders(**_: object) -> int:
    """Warn of deadlines that come near or have passed: each point of each deadline once. Returns how many warnings went out."""
    at = now()
    try:
        return sum(telling.warn(warned, at=at) for warned in reminders.due_for_warning(at))
    except UnknownYear as error:  # today's working days are not known; the administrator's pages say so
        log.error("nobody warned of deadlines", year=error.detail["year"])
        return 0
