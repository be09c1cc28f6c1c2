"""What happens to a run. Whoever works on one names the fence they began with: another attempt's outcome is not theirs to record."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, DateTimeField, Max, Q, Value, When
from django.db.models.functions import Now

from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.workflow import moving
from sharing.integration.errors import AlreadyLoading, AlreadyPublished, SourceFrozen
from sharing.integration.models import LoadRun, RunStage, Source
from sharing.integration.states import DriftPolicy, Stage
from sharing.integration.workflow import MOVES
from sharing.warehouse.connecting import connected
from sharing.warehouse.ledger import Overtaken, Publication, announce, published

LEASE = timedelta(seconds=60)
ATTEMPTS = 5
COUNTS = ("extracted", "loaded", "updated", "unchanged", "quarantined", "deleted", "rows_before", "rows_after")


def queue(source: Source, *, by: Any, at: datetime, full: bool = False) -> LoadRun:
    """A run that waits for a worker. `by`: nobody, when the calendar asks. Errors: AlreadyLoading, SourceFrozen."""
    if Source.objects.filter(pk=source.pk, frozen_at__isnull=False).exists():
        raise SourceFrozen(source=str(source.pk))
    try:
        with transaction.atomic():
            return LoadRun.objects.create(source=source, full=full, queued_by=by, queued_at=at, ready_at=at)
    except IntegrityError as error:
        raise AlreadyLoading(source=str(source.pk)) from error


def begin(run: LoadRun, *, worker: str, at: datetime) -> int:
    """Be the one who works on it, for as long as the lease is kept up. Returns the fence of this attempt. Error: WrongState."""
    with moving(run, MOVES["begin"], by=None, at=at):
        run.fence = _next_fence(run)
        run.worker, run.started_at, run.fetched = worker, run.started_at or at, 0
        run.lease_until = Now() + LEASE
    run.refresh_from_db()
    return run.fence


def finish(run: LoadRun, publication: Publication, *, fence: int, at: datetime) -> None:
    """What the warehouse says was published is what the run says. Errors: WrongState, Overtaken."""
    with moving(run, MOVES["finish"], by=None, at=at):
        _own(run, fence)
        for name in COUNTS:
            setattr(run, name, getattr(publication, name))
        run.contract_id, run.watermark, run.finished_at = publication.version, publication.watermark or "", at
        run.reason, run.message, run.detail = "", "", {}


def hold(run: LoadRun, why: RuleBroken, *, fence: int, at: datetime) -> None:
    """A person has to look; nothing was published. The source is frozen when it drifted and its policy says so."""
    with transaction.atomic():
        _stop(run, "hold", why, fence, at)
        if why.detail.get("kind") == "drift":
            Source.objects.filter(pk=run.source_id, on_drift=DriftPolicy.FREEZE).update(frozen_at=at, next_due=None)


def fail(run: LoadRun, why: RuleBroken, *, fence: int, at: datetime) -> None:
    """It cannot be done as things are; what was published before stays."""
    _stop(run, "fail", why, fence, at)


def put_off(run: LoadRun, why: RuleBroken, *, fence: int, at: datetime) -> None:
    """Time may heal it: the run waits, longer each time, and fails after the fifth attempt."""
    tried = run.steps.filter(move="begin").count()
    if tried >= ATTEMPTS:
        fail(run, why, fence=fence, at=at)
        return
    with moving(run, MOVES["requeue"], by=None, at=at, note=why.text):
        _own(run, fence)
        run.ready_at = at + timedelta(minutes=2 ** (tried - 1))
        run.reason, run.message, run.detail = why.code, why.text, why.detail


def take_back(run: LoadRun, *, fence: int, note: str, at: datetime) -> None:
    """Its worker has not been heard of: another may begin at once."""
    with moving(run, MOVES["requeue"], by=None, at=at, note=note):
        _own(run, fence)
        run.ready_at = at


def release(run: LoadRun, *, by: Any, at: datetime, note: str) -> None:
    """The operator lets a held run go on: what the guard found is accepted, and no more than that."""
    with moving(run, MOVES["release"], by=by, at=at, note=note):
        run.accepted = {**run.accepted, **run.detail.get("accept", {})}
        run.ready_at, run.reason, run.message = at, "", ""
        _thaw(run, at)


def cancel(run: LoadRun, *, by: Any, at: datetime, note: str) -> None:
    """The operator gives it up. Error: WrongState, also when it was published in that very moment."""
    with connected() as warehouse, moving(run, MOVES["cancel"], by=by, at=at, note=note):
        run.fence = _next_fence(run)
        announce(warehouse, run.source_id, run.fence)  # waits for whoever is publishing, and lets nobody begin to
        if published(warehouse, run.pk):
            raise AlreadyPublished
        run.finished_at = at
        _thaw(run, at)


def note_stage(run: LoadRun, stage: Stage, *, fence: int, began_at: datetime, ended_at: datetime, rows: int | None, detail: Any) -> None:
    """A part of this attempt came to its end."""
    RunStage.objects.create(run=run, fence=fence, name=stage, began_at=began_at, ended_at=ended_at, rows=rows, detail=detail)


def _stop(run: LoadRun, move: str, why: RuleBroken, fence: int, at: datetime) -> None:
    with moving(run, MOVES[move], by=None, at=at, note=why.text):
        _own(run, fence)
        run.reason, run.message, run.detail, run.finished_at = why.code, why.text, why.detail, at


def _thaw(run: LoadRun, at: datetime) -> None:
    """Somebody has looked: a frozen source that has a schedule is due at once."""
    due = Case(When(Q(active=True) & ~Q(schedule=""), then=Value(at)), default=None, output_field=DateTimeField())
    Source.objects.filter(pk=run.source_id, frozen_at__isnull=False).update(frozen_at=None, next_due=due)


def _own(run: LoadRun, fence: int) -> None:
    if run.fence != fence:
        raise Overtaken


def _next_fence(run: LoadRun) -> int:
    """Greater than any before it at this source: one run of a source is open, and its row is locked."""
    return 1 + int(LoadRun.objects.filter(source=run.source_id).aggregate(last=Max("fence"))["last"])
