"""What the calendar does about quarantine."""

from celery import shared_task
from django.utils.timezone import now

from sharing.quarantine import telling


@shared_task
def watch_quarantine(**_: object) -> int:
    """Tell agencies whose rows wait too long, or are too many. Safe to run twice. Returns of how many sources."""
    return telling.watch(at=now())
