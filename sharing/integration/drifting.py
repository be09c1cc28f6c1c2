"""What a load notes of a source that no longer looks as the dictionary says, whatever becomes of the load itself."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from psycopg import sql

from catalog.entries.content import blank_column
from catalog.models import Field
from hcm_registry.kernel.errors import RuleBroken
from sharing.integration.connectors import SourceColumn, connect
from sharing.integration.differing import Difference, Finding, Shared, findings
from sharing.integration.drifts import Drift
from sharing.integration.models import LoadRun, Source
from sharing.integration.sampling import sample
from sharing.integration.states import STRUCTURE, Change
from sharing.integration.validation.types import TYPES
from sharing.integration.work import Work
from sharing.warehouse.connecting import Warehouse

VALUES = 20  # of one column; more is not another value or two but another list
LONGEST = 60  # letters of a value that is told


def note_structure(work: Work, found: list[SourceColumn], drift: Difference) -> None:
    """What its columns tell. When some are gone and others came, a few values are looked at: was one of them renamed?"""
    shared = _shared(work, drift) if drift.missing and drift.added else None
    note(work.run, findings(work.table, found, shared), among=STRUCTURE, at=work.clock())


def note_values(work: Work, reasons: dict[str, int]) -> None:
    """Values that no list of the dictionary has. Only a load of every row can tell that one is seen no more."""
    public = Field.objects.filter(dataset__version=work.table.version, dataset__name=work.table.name, personal_data="NONE")
    names = {reason.rpartition(".")[0] for reason in reasons if reason.rpartition(".")[2] in {"enum", "code"}}
    told = [
        Finding(Change.VALUES, name, {"values": _values(work.warehouse, name)})
        for name in public.filter(name__in=names).values_list("name", flat=True)
    ]
    note(work.run, told, among=(Change.VALUES,) if work.is_full else (), at=work.clock())


def note_unlisted(run: LoadRun, warehouse: Warehouse, at: datetime) -> None:
    """The dictionary has no such table: one is drafted from the source, for its agency to propose, if the source answers."""
    source = run.source
    with suppress(RuleBroken), connect(source.kind, source.connection, source.secret) as connector:
        columns = list(connector.columns())
        rows = sample(connector, [column.name for column in columns])
        fields = [_field(warehouse, column, [row[place] for row in rows]) for place, column in enumerate(columns)]
        note(run, [Finding(Change.TABLE, source.dataset, {"fields": fields, "rows": len(rows)})], among=STRUCTURE, at=at)


def note(run: LoadRun, found: Iterable[Finding], *, among: Iterable[Change], at: datetime) -> None:
    """What is there now. Of the kinds in `among` everything was looked at: what is not in `found` is gone."""
    with transaction.atomic():
        source = Source.objects.select_for_update(of=("self",)).get(pk=run.source_id)
        known = {(drift.change, drift.column): drift for drift in source.drifts.filter(gone_at__isnull=True)}
        for one in found:
            drift = known.pop((one.change, one.column), None) or Drift(
                source=source, change=one.change, column=one.column, found_at=at, found_by=run
            )
            drift.seen_at, drift.detail = at, one.detail
            drift.save()
        gone = [drift.pk for (change, column), drift in known.items() if change in set(among)]
        Drift.objects.filter(pk__in=gone).update(gone_at=at, gone_by=run)


def _values(warehouse: Warehouse, name: str) -> list[str]:
    question = """SELECT DISTINCT left(row ->> %s, %s) FROM found WHERE reasons && %s AND row ->> %s IS NOT NULL ORDER BY 1 LIMIT %s"""
    return [value for (value,) in warehouse.execute(question, [name, LONGEST, [f"{name}.enum", f"{name}.code"], name, VALUES])]


def _shared(work: Work, drift: Difference) -> Shared:
    """How much of what stands in each column that came already stands, in the warehouse, in each that is gone."""
    if work.feed.heap_name is None:
        return {}
    with suppress(RuleBroken), connect(work.source.kind, work.source.connection, work.source.secret) as connector:
        rows = sample(connector, drift.added)
        pairs = {(old, new): {row[place] for row in rows} - {None} for place, new in enumerate(drift.added) for old in drift.missing}
        return {pair: _share(work, pair[0], values) for pair, values in pairs.items()}
    return {}


def _share(work: Work, name: str, values: set[Any]) -> float | None:
    if not values:
        return None
    order = "SELECT count(DISTINCT {column}::text) FROM {heap} WHERE {column}::text = ANY ({values}::text[])"
    found = work.one(order, column=sql.Identifier(name), values=sql.Literal(sorted(values)))
    return int(found[0]) / len(values)


def _field(warehouse: Warehouse, column: SourceColumn, values: list[Any]) -> dict[str, Any]:
    """A field of a dictionary, as far as a source and some of its values let one guess; nothing of the values stays."""
    there = [value for value in values if value is not None]
    kind = column.holds if column.holds != "string" else _kind(warehouse, there)
    return blank_column() | {"name": column.name, "title": column.name, "type": kind}


def _kind(warehouse: Warehouse, values: list[str]) -> str:
    """The narrowest type that every value spells. A number that begins with a nought is a code."""
    if not values or any(len(value) > 1 and value.startswith("0") and value.isdigit() for value in values):
        return "string"
    for kind in ("integer", "number", "date", "datetime", "time", "object"):
        spells = TYPES[kind].spells
        assert spells is not None
        order = sql.SQL("SELECT bool_and({}) FROM unnest({}::text[]) AS given (x)").format(spells(sql.Identifier("x")), sql.Literal(values))
        row = warehouse.execute(order).fetchone()
        if row and row[0]:
            return kind
    return "string"
