"""Loads as Celery jobs, in a queue of their own. The table of runs is the queue; a message is only a hint that one waits."""

import os
import socket

import structlog
from celery import shared_task
from django.utils.timezone import now

from hcm_registry.kernel.errors import WrongState
from sharing.integration import planning, sweeping
from sharing.integration.loading import load
from sharing.integration.models import LoadRun

log = structlog.get_logger(__name__)


@shared_task(acks_late=True)
def load_run(*, run_id: int, **_: object) -> None:
    """Carry one run out. Safe to run twice, at once with itself, and to be killed: the sweeper hands on what a dead worker began."""
    run = LoadRun.objects.select_related("source__database").get(pk=run_id)
    try:
        load(run, worker=f"{socket.gethostname()}:{os.getpid()}", clock=now)
    except WrongState:
        log.info("load skipped, not waiting", run=run_id)
        return
    run.refresh_from_db()
    log.info("load over", run=run_id, state=run.state, extracted=run.extracted, reason=run.reason)


@shared_task
def sweep_runs(**_: object) -> int:
    """Send every run that waits to a worker, also those that a dead one had. Safe to run twice. Returns how many were sent."""
    waiting = sweeping.sweep(at=now())
    for run in waiting:
        load_run.delay(run_id=run)
    return len(waiting)


@shared_task
def queue_due_runs(**_: object) -> int:
    """Queue a run of every source whose time has come, and send it to a worker. Safe to run twice. Returns how many."""
    queued = planning.queue_due(at=now())
    for run in queued:
        load_run.delay(run_id=run)
    return len(queued)


@shared_task
def tidy_warehouse(**_: object) -> int:
    """Drop the stages of dead runs and replaced tables. Safe to run twice. Returns how many."""
    return sweeping.tidy()
