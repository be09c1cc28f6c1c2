"""Every row against the dictionary, as sets: rows in doubt are looked at closely, rows that share what is theirs alone are found.

`judged`: the rows in doubt, in composed letters, with their reasons. `bad`: what goes to quarantine. The good rows are, of a table made
anew, what stays in the stage; of a table that is changed, `news`: as the warehouse stores them, each with the place of the row it replaces.
"""

from psycopg import sql

from sharing.integration import mending
from sharing.integration.validation.compiled import Compiled
from sharing.integration.work import Work
from sharing.warehouse import tables

_ANEW = "SELECT s.ctid AS _place, NULL::tid AS _old, {composed} FROM {stage} s WHERE ({fine}) IS NOT TRUE OFFSET 0"
_AS_IT_IS = '{} COLLATE "default" AS {}'
_CHANGED = (
    "SELECT s._place, s._old, {composed}"
    " FROM (SELECT s.ctid AS _place, d.old AS _old, s.* FROM {stage} s JOIN difference d ON d.place = s.ctid OFFSET 0) s"
    " WHERE ({fine}) IS NOT TRUE OFFSET 0"
)


def judge(work: Work) -> None:
    """Make `judged` and `bad`, and leave the good rows where the publication finds them."""
    came = Compiled(work.table, work.compiled.typed, of="s")
    within = sql.SQL(_ANEW if work.is_anew else _CHANGED).format(stage=work.stage, composed=came.composed(), fine=came.fine())
    reasons = work.compiled.reasons()
    work.do("CREATE TEMP TABLE judged AS SELECT q.*, {reasons} AS _reasons FROM ({within}) q", reasons=reasons, within=within)
    mending.mend(work, _as_json("j"))
    work.do(
        "CREATE TEMP TABLE bad AS SELECT {key} AS _key, {row} AS _row, _reasons FROM judged WHERE cardinality(_reasons) > 0",
        key=_key(work.compiled),
        row=_as_json("judged"),
    )
    if work.is_anew:
        _sort_out(work)
    else:
        _gather(work)
    _find_twins(work, _good(work))
    work.counts.quarantined = tables.count(work.warehouse, sql.Identifier("bad"))


def _sort_out(work: Work) -> None:
    """Out of the stage with those in doubt, and back with the good of them; then each value as it is stored, if it did not come so."""
    names = tables.names(column.name for column in work.table.columns)
    work.do("DELETE FROM {stage} s USING judged j WHERE s.ctid = j._place")
    work.do("INSERT INTO {stage} SELECT {names} FROM judged WHERE cardinality(_reasons) = 0", names=names)
    if not work.compiled.arrives_as_stored:
        order = "CREATE TABLE {good} WITH (autovacuum_enabled = false) AS SELECT {values} FROM {stage}"
        work.do(order, good=_good(work), values=work.compiled.values())


def _gather(work: Work) -> None:
    came = Compiled(work.table, work.compiled.typed, of="s")
    work.do(
        "CREATE TEMP TABLE news AS SELECT s.ctid AS _place, d.old AS _old, {came} FROM {stage} s JOIN difference d ON d.place = s.ctid"
        " WHERE NOT EXISTS (SELECT FROM judged j WHERE j._place = s.ctid)"
        " UNION ALL SELECT _place, _old, {mended} FROM judged WHERE cardinality(_reasons) = 0",
        came=came.values(),
        mended=work.compiled.values(),
    )
    work.do("ANALYZE news")  # few rows are looked up in the heap, many are joined with it


def good_name(work: Work) -> str:
    """Of the table of good rows, which may be the stage itself."""
    return work.name if work.is_anew and work.compiled.arrives_as_stored else f"{work.name}{tables.GOOD}"


def _good(work: Work) -> sql.Identifier:
    return sql.Identifier("stage", good_name(work)) if work.is_anew else sql.Identifier("news")


def _find_twins(work: Work, good: sql.Identifier) -> None:
    """Rows that have the same key, or the same of what is unique: nobody can say which is right, so all of them are bad."""
    work.do("CREATE TEMP TABLE twins (place tid, reason text)")
    for names, rule in _alone(work):
        _find_what_is_there_twice(work, good, names)
        reasons = sql.SQL(", ").join([sql.SQL("({})").format(sql.Literal(f"{name}.{rule}")) for name in names])
        work.do(
            "INSERT INTO twins SELECT g.ctid, r.reason FROM {good} g JOIN often USING ({names})"
            " CROSS JOIN (VALUES {reasons}) AS r (reason)",
            good=good,
            names=tables.names(names),
            reasons=reasons,
        )
        work.do("DROP TABLE often")
        if not work.is_anew and rule == "unique":
            _find_taken(work, names[0])
    if work.one("SELECT EXISTS (SELECT FROM twins)")[0]:
        _take_out(work, good)


def _find_what_is_there_twice(work: Work, good: sql.Identifier, names: tuple[str, ...]) -> None:
    """By sorting, as bytes where it is text: most tables come nearly in the order of their key, and memory stays bounded."""
    texts = {one.column.name for one in work.compiled.checked if one.is_text}
    kinds = [sql.SQL('{} COLLATE "C"' if name in texts else "{}").format(sql.Identifier(name)) for name in names]
    named = [
        sql.SQL(_AS_IT_IS if name in texts else "{} AS {}").format(kind, sql.Identifier(name))
        for kind, name in zip(kinds, names, strict=True)
    ]
    with work.warehouse.transaction():
        work.do("SET LOCAL enable_hashagg = off; SET LOCAL max_parallel_workers_per_gather = 0")
        work.do(
            "CREATE TEMP TABLE often AS SELECT {names} FROM {good} GROUP BY {kinds} HAVING count(*) > 1",
            names=sql.SQL(", ").join(named),
            good=good,
            kinds=sql.SQL(", ").join(kinds),
        )


def _alone(work: Work) -> list[tuple[tuple[str, ...], str]]:
    own: list[tuple[tuple[str, ...], str]] = [
        ((column.name,), "unique") for column in work.table.columns if column.unique and work.table.key != (column.name,)
    ]
    return [(work.table.key, "key"), *own] if work.table.key else own


def _find_taken(work: Work, name: str) -> None:
    """What a row that stays as it was has already."""
    work.do(
        "INSERT INTO twins SELECT n.ctid, {reason} FROM news n JOIN {heap} t USING ({name}) WHERE t.ctid IS DISTINCT FROM n._old"
        " AND NOT EXISTS (SELECT FROM news other WHERE other._old = t.ctid)"
        " AND NOT EXISTS (SELECT FROM difference d WHERE d.old = t.ctid AND d.place IS NULL)"
        " AND NOT EXISTS (SELECT FROM twins known WHERE known.place = n.ctid AND known.reason = {reason})",
        reason=sql.Literal(f"{name}.unique"),
        name=sql.Identifier(name),
    )


def _take_out(work: Work, good: sql.Identifier) -> None:
    key = sql.SQL("jsonb_build_array({})::text").format(tables.names(work.table.key)) if work.table.key else sql.SQL("NULL")
    work.do(
        "INSERT INTO bad SELECT {key}, {row}, t.reasons FROM {good} g"
        " JOIN (SELECT place, array_agg(reason ORDER BY reason) AS reasons FROM twins GROUP BY place) t ON t.place = g.ctid",
        good=good,
        key=key,
        row=_as_json("g"),
    )
    work.do("DELETE FROM {good} g USING (SELECT DISTINCT place FROM twins) t WHERE t.place = g.ctid", good=good)


def _as_json(row: str) -> sql.Composed:
    """A row without what only the load knows of it."""
    return sql.SQL("to_jsonb({}) - '{{_place,_old,_reasons}}'::text[]").format(sql.Identifier(row))


def _key(compiled: Compiled) -> sql.Composable:
    """The key of a row as the warehouse would store it; NULL when one of its values is none."""
    keys = [one.value for one in compiled.checked if one.column.key]
    if not keys:
        return sql.SQL("NULL::text")
    whole = sql.SQL(" AND ").join([sql.SQL("({}) IS NOT NULL").format(key) for key in keys])
    return sql.SQL("CASE WHEN {} THEN jsonb_build_array({})::text END").format(whole, sql.SQL(", ").join(keys))
