"""What the operator of the warehouse decides of rows in quarantine: on record here first, then in effect in the warehouse.

Should the second fail, the row waits as before and the record shows an attempt: nothing leaves the count without a reason on record.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db import transaction
from django.utils import translation

from hcm_registry.kernel.errors import NoteRequired
from sharing.integration.workflow import OPERATOR
from sharing.quarantine.errors import RowMovedOn, Silent
from sharing.quarantine.models import RowDecision
from sharing.warehouse import quarantine
from sharing.warehouse.connecting import Warehouse, connected
from sharing.warehouse.waiting import Kept

Kind = RowDecision.Kind


def accept(row: int, *, note: str, by: Any, at: datetime) -> RowDecision:
    """The row stays out, is known, and waits no longer. Errors: NotAuthorised, NoteRequired, RowMovedOn, Silent."""
    with _holding(row) as (warehouse, kept):
        if kept.accepted is not None:
            raise RowMovedOn
        decision = _decide(Kind.ACCEPTED, kept, note=note, by=by, at=at)
        quarantine.accept(warehouse, kept.id, decision.pk)
    return decision


def reopen(row: int, *, note: str, by: Any, at: datetime) -> RowDecision:
    """It waits again. Errors: as above."""
    with _holding(row) as (warehouse, kept):
        if kept.accepted is None:
            raise RowMovedOn
        decision = _decide(Kind.REOPENED, kept, note=note, by=by, at=at)
        quarantine.reopen(warehouse, kept.id)
    return decision


@contextmanager
def _holding(row: int) -> Iterator[tuple[Warehouse, Kept]]:
    """The row, which nobody else decides of meanwhile; the registry's transaction ends before the warehouse's."""
    try:
        with connected() as warehouse, warehouse.transaction(), transaction.atomic():
            kept = quarantine.held(warehouse, row)
            if kept is None or kept.gone_run is not None:
                raise RowMovedOn
            yield warehouse, kept
    except psycopg.OperationalError as error:
        raise Silent from error


def _decide(kind: RowDecision.Kind, kept: Kept, *, note: str, by: Any, at: datetime, **fields: Any) -> RowDecision:
    standing = OPERATOR.standing(kept, by, at)
    if not note.strip():
        raise NoteRequired
    with translation.override(settings.LANGUAGE_CODE):
        title = str(standing)
    said = {"source_id": kept.source, "row": kept.id, "reasons": kept.reasons, "note": note.strip()}
    return RowDecision.objects.create(kind=kind, by=by, title=title, at=at, **said, **fields)
