"""A run from its beginning to whatever end it comes to."""

from collections.abc import Callable
from datetime import datetime

import django.db
import psycopg
import structlog
from structlog.contextvars import bound_contextvars

from hcm_registry.kernel.errors import RuleBroken
from sharing.integration import actions
from sharing.integration.attempt import attempt
from sharing.integration.errors import PASSING, Held, Unforeseen, WarehouseBusy, WarehouseFull
from sharing.integration.leases import Lease
from sharing.integration.models import LoadRun
from sharing.warehouse.connecting import connected
from sharing.warehouse.ledger import Overtaken, Publication

log = structlog.get_logger(__name__)


def load(run: LoadRun, *, worker: str, clock: Callable[[], datetime]) -> None:
    """Begin the run and bring it to an end, which the run tells. Safe to call again for the same run, and to be killed at any moment.

    Error: WrongState, when it does not wait for a worker. A worker that was overtaken leaves the run to whoever has it.
    """
    fence = actions.begin(run, worker=worker, at=clock())
    with bound_contextvars(trace=str(run.uuid), fence=fence):
        _carry_out(run, fence, clock)


def _carry_out(run: LoadRun, fence: int, clock: Callable[[], datetime]) -> None:
    try:
        publication = _attempted(run, clock)
    except Overtaken:
        log.warning("load overtaken", run=run.pk)
    except Held as why:
        actions.hold(run, why, fence=fence, at=clock())
    except PASSING as why:
        actions.put_off(run, why, fence=fence, at=clock())
    except RuleBroken as why:
        actions.fail(run, why, fence=fence, at=clock())
    else:
        actions.finish(run, publication, fence=fence, at=clock())


def _attempted(run: LoadRun, clock: Callable[[], datetime]) -> Publication:
    """What PostgreSQL and nobody else foresaw becomes a rule that was broken."""
    lease = None
    try:
        with connected() as warehouse, Lease(run, warehouse) as lease:
            return attempt(run, warehouse, lease, clock)
    except RuleBroken:
        raise
    except Exception as error:
        if lease is not None and lease.lost:
            raise Overtaken from error
        log.exception("load stopped", run=run.pk)
        raise _meant(error) from error


def _meant(error: Exception) -> RuleBroken:
    if isinstance(error, psycopg.errors.DiskFull):
        return WarehouseFull()
    if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected):
        return WarehouseBusy()
    if isinstance(error, psycopg.OperationalError | django.db.OperationalError):
        return WarehouseBusy(said=str(error))
    return Unforeseen(error=type(error).__name__)
