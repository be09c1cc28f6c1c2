"""What came against what readers see: a row that is the same in every column has been judged before and is not looked at again.

`difference` has a line for each row of the stage that is new or not the same, and, of a full load, for each row of the heap that is gone.
"""

from psycopg import sql

from sharing.integration.validation.compiled import Compiled
from sharing.integration.validation.rules import Checked
from sharing.integration.work import Work

_DIFFERENCE = """
CREATE TEMP TABLE difference AS
SELECT s.ctid AS place, t.ctid AS old FROM {stage} s {join} JOIN {heap} t ON {same_key} WHERE {unlike}
"""


def compare(work: Work) -> None:
    """Make `difference`. With everything in it when two rows have the same key, or when only a part was fetched."""
    work.everything = not work.is_full
    _make(work)
    if work.is_full and _some_came_twice(work):
        work.everything = True
        work.do("DROP TABLE difference")
        _make(work)


def _make(work: Work) -> None:
    came = Compiled(work.table, work.compiled.typed, of="s")
    keys = [one for one in came.checked if one.column.key]
    others = [one for one in came.checked if not one.column.key]
    unlike = [sql.SQL("true")] if work.everything else [sql.SQL("s.ctid IS NULL"), sql.SQL("t.ctid IS NULL"), *map(_differs, others)]
    work.do(
        _DIFFERENCE,
        join=sql.SQL("FULL" if work.is_full else "LEFT"),
        same_key=sql.SQL(" AND ").join([sql.SQL("{} = {}").format(one.value, _of_heap(one)) for one in keys]),
        unlike=sql.SQL(" OR ").join(unlike),
    )
    work.do("ANALYZE difference")  # few rows are looked up in the stage, many are joined with it


def _differs(one: Checked) -> sql.Composable:
    """A text that spells no value is unlike anything, also unlike nothing."""
    unlike = sql.SQL("{} IS DISTINCT FROM {}").format(one.value, _of_heap(one))
    if one.typed or one.is_text:
        return unlike
    return sql.SQL("({} OR ({} IS NULL AND {} IS NOT NULL))").format(unlike, one.value, one.name)


def _of_heap(one: Checked) -> sql.Identifier:
    return sql.Identifier("t", one.column.name)


def _some_came_twice(work: Work) -> bool:
    """Of the rows that stand in the heap as many were met as there are rows that met one, unless two met the same."""
    fresh, gone = work.one("SELECT count(*) FILTER (WHERE old IS NULL), count(*) FILTER (WHERE place IS NULL) FROM difference")
    return bool(work.counts.extracted - fresh != work.feed.rows - gone)
