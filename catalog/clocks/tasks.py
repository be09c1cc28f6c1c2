"""What the calendar does to deadlines."""

from celery import shared_task
from django.utils.timezone import now

from agencies.calendar.queries import latest
from catalog.clocks import actions
from catalog.clocks.models import DeadlineClock


@shared_task
def recompute_clocks(**_: object) -> int:
    """Bring open deadlines onto the latest working calendar. Safe to run twice, and to be killed. Returns how many moved."""
    at = now()
    version = latest(at)
    return actions.recompute(version, at=at) if DeadlineClock.objects.behind(version).exists() else 0
