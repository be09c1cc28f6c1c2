"""From the source into a stage: is it still as the dictionary says, and then all of its rows, in bounded memory."""

import re
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from django.utils.translation import gettext as _
from psycopg import sql

from sharing.integration import drifting
from sharing.integration.connectors import Asked, Connector, Request, SourceColumn
from sharing.integration.differing import difference
from sharing.integration.errors import Held, SourceBroken
from sharing.integration.states import DriftPolicy
from sharing.integration.validation.types import is_certain
from sharing.integration.work import Told, Work
from sharing.warehouse import tables

_FORMATS = {"binary": "FORMAT binary", "text": "FORMAT text", "csv": "FORMAT csv, NULL ''"}


def agree(work: Work, connector: Connector, told: Told) -> Request:
    """What to ask the source for. Error: Held, when it has drifted and the policy, or the dictionary, lets nothing pass."""
    found = list(connector.columns())
    drift = difference(work.table, found)
    drifting.note_structure(work, found, drift)
    told.detail = asdict(drift)
    needed = {column.name for column in work.table.columns if column.required or column.key}
    accepted = set(work.run.accepted.get("drift", []))
    if (work.source.on_drift != DriftPolicy.CONTINUE and not set(drift.breaks) <= accepted) or needed & set(drift.missing):
        named = ", ".join(drift.breaks)
        said = _("Cấu trúc nguồn khác từ điển đang có hiệu lực: %(columns)s. Sửa nguồn, hoặc đề xuất sửa từ điển.") % {"columns": named}
        raise Held(said, kind="drift", **asdict(drift), accept={"drift": list(drift.breaks)})
    has = {column.name: column for column in found}
    asked = [_asked(has[column.name], column.type) for column in work.table.columns if column.name in has]
    work.compiled = replace(work.compiled, typed=frozenset(column.name for column in asked if column.type != "string"))
    return Request(tuple(asked), _since(work))


def _asked(column: SourceColumn, kind: str) -> Asked:
    return Asked(column.name, kind if is_certain(column.holds, kind) else "string", kind)


def _since(work: Work) -> tuple[str, str] | None:
    """From the watermark, less the overlap: rows whose transaction ended late stand before it."""
    if work.is_full or work.feed.watermark is None:
        return None
    return work.source.watermark, _less(_kind(work), work.feed.watermark, work.source.overlap)


def _kind(work: Work) -> str:
    return next(column.type for column in work.table.columns if column.name == work.source.watermark)


def _less(kind: str, value: str, overlap: int) -> str:
    if kind == "datetime":
        return (datetime.fromisoformat(value) - timedelta(seconds=overlap)).isoformat()
    if kind == "date":
        return (date.fromisoformat(value) - timedelta(days=overlap)).isoformat()
    return str(Decimal(value) - overlap)


def extract(work: Work, connector: Connector, request: Request) -> None:
    """Into a stage that nobody else sees; whole, or not there. Errors: those of the connector; SourceBroken, with the row."""
    names = tables.names(column.name for column in request.columns)
    kind = sql.SQL(_FORMATS[connector.format])
    with work.warehouse.transaction():
        tables.create(work.warehouse, work.name, work.compiled.stage_columns(), unlogged=not work.is_anew)
        # Frozen: the rows are of one transaction, and nobody has to look again at who may see them.
        order = sql.SQL("COPY {} ({}) FROM STDIN ({}, FREEZE)").format(work.stage, names, kind)
        with work.warehouse.cursor() as cursor:
            try:
                _poured(work, cursor, order, connector, request)
            except psycopg.DataError as error:
                raise _broken(error, heading=connector.format == "csv") from error
            work.counts.extracted = cursor.rowcount


def _poured(work: Work, cursor: psycopg.Cursor[Any], order: sql.Composed, connector: Connector, request: Request) -> None:
    with cursor.copy(order) as copy:
        for chunk in connector.read(request):
            work.lease.check()
            copy.write(chunk)
            work.lease.fetched += len(chunk)


def _broken(error: psycopg.DataError, *, heading: bool) -> SourceBroken:
    """PostgreSQL says in which line of what it was given it could not go on; the heading of a file was not given."""
    found = re.search(r"COPY \w+, line (\d+)", error.diag.context or "")
    row = int(found[1]) + heading if found else None
    said = _("Dữ liệu của nguồn không đọc được ở dòng %(row)s. Đề nghị cơ quan quản lý nguồn kiểm tra.") % {"row": row or "?"}
    return SourceBroken(said, row=row, said=str(error.diag.message_primary))


def reached(work: Work) -> str | None:
    """How far the source has come: the greatest value of the watermark, but no moment that has not been yet. A clock that runs ahead at the
    source would otherwise hide what is written after it."""
    name = work.source.watermark
    if not name:
        return None
    one = next(checked for checked in work.compiled.checked if checked.column.name == name)
    found = work.one("SELECT max({value}) FROM {stage}", value=one.value)[0]
    best = [value for value in (found, _read(_kind(work), work.feed.watermark)) if value is not None]
    value = max(best, default=None)
    now = work.run.started_at
    if isinstance(value, datetime) and now is not None:
        value = min(value, now)
    elif isinstance(value, date) and now is not None:
        value = min(value, now.date())
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _read(kind: str, text: str | None) -> Any:
    if text is None:
        return None
    return datetime.fromisoformat(text) if kind == "datetime" else date.fromisoformat(text) if kind == "date" else Decimal(text)
