"""What the calendar does about quality."""

from celery import shared_task
from django.utils.timezone import now

from sharing.quality import actions, telling


@shared_task
def measure_runs(**_: object) -> int:
    """Score what was loaded. Safe to run twice. Returns how many runs."""
    return actions.measure_new()


@shared_task
def tell_of_overdue_data(**_: object) -> int:
    """Tell of what has become overdue. Safe to run twice. Returns of how many datasets."""
    return telling.tell_of_overdue(at=now())
