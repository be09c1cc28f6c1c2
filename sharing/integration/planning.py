"""The calendar of sources: whose time has come gets a run."""

from datetime import datetime

from django.db import transaction

from sharing.integration import actions
from sharing.integration.errors import AlreadyLoading
from sharing.integration.models import Source
from sharing.integration.schedules import plan


def queue_due(*, at: datetime) -> list[int]:
    """Queue a run of every source that is due, and say when it is due next: the first time after `at`, so that times missed while nothing
    ran come to one run. A source that is still loading only goes on to its next time. Two calendars at once queue each source once.
    """
    with transaction.atomic():
        due = Source.objects.due(at).select_for_update(skip_locked=True)
        return [run for source in due for run in _queued(source, at)]


def _queued(source: Source, at: datetime) -> list[int]:
    plan(source, at=at)
    Source.objects.filter(pk=source.pk).update(next_due=source.next_due)
    try:
        return [actions.queue(source, by=None, at=at).pk]
    except AlreadyLoading:
        return []
