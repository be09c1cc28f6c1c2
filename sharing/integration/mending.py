"""What stands in for rows that came wrong and were corrected by hand, as long as the source brings the very same row (ADR 38).

`mended`: the rows that a correction replaces, as texts. A correction that breaks the dictionary by now, or whose key the source brings in
another row, replaces nothing: the row is judged as it came.
"""

from psycopg import sql

from sharing.integration.validation.compiled import Compiled
from sharing.integration.validation.rules import Checked
from sharing.integration.work import Work
from sharing.warehouse import tables

_MENDED = """
CREATE TEMP TABLE mended AS SELECT q.*, {reasons} AS _reasons FROM (
  SELECT _place, {composed} FROM (
    SELECT j._place, {texts} FROM judged j JOIN warehouse.correction c
      ON c.source = {source} AND c.came = sha256(convert_to(({row})::text, 'UTF8'))
  ) r OFFSET 0
) q
"""
_PUT_IN = """
INSERT INTO judged (_place, _old, {names}, _reasons) SELECT m._place, {old}, {values}, m._reasons FROM mended m {join}
"""
#: A key that a correction gave is not missing though no row of the source has it.
_BACK = """
WITH back AS (
  DELETE FROM missing x USING judged j JOIN mended m USING (_place) WHERE x.old = j._old RETURNING x.spared
) SELECT count(*) FILTER (WHERE spared), count(*) FILTER (WHERE NOT spared) FROM back
"""


def mend(work: Work, row: sql.Composable) -> None:
    """Replace in `judged` what was corrected. `row`: one of `judged` (as `j`) as quarantine keeps it."""
    known = "SELECT EXISTS (SELECT FROM warehouse.correction WHERE source = {source})"
    if not work.one(known, source=sql.Literal(work.source.pk))[0]:
        return
    _find(work, row)
    if work.table.key:
        _leave_what_is_taken(work)
    work.do("DELETE FROM judged j USING mended m WHERE m._place = j._place")
    _put_in(work)
    if not work.is_anew:
        _are_back(work)


def _find(work: Work, row: sql.Composable) -> None:
    texts = Compiled(work.table, ())
    kept = [sql.SQL("c.row ->> {} AS {}").format(sql.Literal(one.column.name), one.label) for one in texts.checked]
    work.do(
        _MENDED,
        reasons=texts.reasons(),
        composed=texts.composed(),
        texts=sql.SQL(", ").join(kept),
        source=sql.Literal(work.source.pk),
        row=row,
    )
    work.do("DELETE FROM mended WHERE cardinality(_reasons) > 0")


def _leave_what_is_taken(work: Work) -> None:
    same = [
        sql.SQL("{} = {}").format(came.value, mended.value)
        for came, mended in zip(_checked(work, "s"), _checked(work, "m"), strict=True)
        if came.column.key
    ]
    work.do(
        "DELETE FROM mended m USING {stage} s WHERE s.ctid <> m._place AND {same}",
        same=sql.SQL(" AND ").join(same),
    )


def _put_in(work: Work) -> None:
    mended = _checked(work, "m")
    values = [one.value if one.column.name in work.compiled.typed else one.name for one in mended]
    keys = [sql.SQL("{} = {}").format(sql.Identifier("t", one.column.name), one.value) for one in mended if one.column.key]
    join = sql.SQL("LEFT JOIN {} t ON {}").format(work.heap, sql.SQL(" AND ").join(keys)) if not work.is_anew else sql.SQL("")
    work.do(
        _PUT_IN,
        names=tables.names(column.name for column in work.table.columns),
        old=sql.SQL("NULL::tid" if work.is_anew else "t.ctid"),
        values=sql.SQL(", ").join(values),
        join=join,
    )


def _are_back(work: Work) -> None:
    work.do("DELETE FROM difference d USING judged j JOIN mended m USING (_place) WHERE d.place IS NULL AND d.old = j._old")
    if work.is_full:
        spared, deleted = work.one(_BACK)
        work.counts.absent -= spared
        work.counts.deleted -= deleted


def _checked(work: Work, of: str) -> tuple[Checked, ...]:
    return Compiled(work.table, work.compiled.typed if of == "s" else (), of=of).checked
