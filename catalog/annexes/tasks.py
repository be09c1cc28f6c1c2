"""Imports as a Celery job. The table of imports is the queue."""

from celery import shared_task
from django.utils.timezone import now

from catalog.annexes import working
from catalog.annexes.models import AnnexImport


@shared_task
def sweep_annexes(**_: object) -> int:
    """Do what every import waits for, also those that a dead worker had. Safe to run twice, at once with itself, and to be killed.
    Returns how many were done."""
    waiting = list(AnnexImport.objects.waiting().values_list("pk", flat=True))
    return sum(working.work(pk, clock=now) for pk in waiting)
