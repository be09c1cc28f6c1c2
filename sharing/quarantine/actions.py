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

from hcm_registry.kernel.errors import Invalid, NoteRequired
from hcm_registry.kernel.periods import today
from sharing.integration import sources
from sharing.integration.models import Source
from sharing.integration.validation.single import reasons_of
from sharing.integration.workflow import OPERATOR
from sharing.quarantine.errors import NothingChanged, RowMovedOn, Silent
from sharing.quarantine.masking import text_of
from sharing.quarantine.models import RowDecision
from sharing.quarantine.queries import dictionaries
from sharing.quarantine.sentences import said
from sharing.warehouse import quarantine
from sharing.warehouse.connecting import Warehouse, connected
from sharing.warehouse.dictionary import table_in_force
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


def correct(row: int, values: dict[str, str | None], *, note: str, by: Any, at: datetime) -> RowDecision:
    """These values (texts by field, all of the row) stand in for it from the load on that is queued with it.

    Errors: as above; Invalid, beside each field that still breaks the dictionary; NothingChanged, AlreadyLoading, SourceFrozen.
    """
    OPERATOR.standing(None, by, at)
    with _holding(row) as (warehouse, kept):
        changed = [name for name, value in values.items() if value != text_of(kept.row.get(name))]
        if not changed:
            raise NothingChanged
        source = Source.objects.select_related("database").get(pk=kept.source)
        _judge(warehouse, source, values, at)
        run = sources.order(source, by=by, at=at, full=True)
        decision = _decide(Kind.CORRECTED, kept, note=note, by=by, at=at, fields=changed, run=run)
        quarantine.correct(warehouse, kept.id, values, decision.pk)
    return decision


def _judge(warehouse: Warehouse, source: Source, values: dict[str, str | None], at: datetime) -> None:
    """By the rules of a load. Error: Invalid."""
    reasons = reasons_of(warehouse, table_in_force(source.database, source.dataset, today(at)), values)
    fields = dictionaries([source], today(at))[source.pk]
    errors: dict[str, list[str]] = {}
    for reason in reasons:
        errors.setdefault(reason.partition(".")[0], []).append(said(reason, fields))
    if errors:
        raise Invalid(errors=errors)


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
