"""The one moment at which readers see something else: rows, quarantine, watermark and the record of the run, in one transaction."""

from psycopg import errors, sql

from sharing.integration import judging
from sharing.integration.errors import WarehouseBusy
from sharing.integration.validation.compiled import stored_columns
from sharing.integration.work import Work
from sharing.warehouse import absence, ledger, quarantine, tables
from sharing.warehouse.ledger import Publication

TRIES = 5
#: When more than so many of all rows are written, a new table is quicker than changing the old one, and leaves no dead rows in it.
MANY = 0.3


def count(work: Work) -> None:
    """What publishing will do, as far as guards ask."""
    if not work.is_anew:
        work.counts.loaded = work.one("SELECT count(*) FROM news WHERE _old IS NULL")[0]
    elif _is_comparable(work):
        _count_against_the_old(work)
    else:
        work.counts.loaded = work.counts.extracted - work.counts.quarantined
        work.counts.deleted, work.counts.replaced = work.feed.rows, True


def publish(work: Work) -> Publication:
    """Errors: Overtaken, when the run is another's by now; WarehouseBusy, when readers do not let go."""
    heap = _prepared(work)
    for attempt in range(TRIES):
        try:
            return _published(work, heap)
        except errors.LockNotAvailable as error:
            if attempt + 1 == TRIES:
                raise WarehouseBusy from error
    raise AssertionError("the last try returned or raised")


def clear(work: Work, *, replaced: bool) -> None:
    """After it: what is left over goes, unless somebody still reads it; then the janitor takes it."""
    left = [sql.Identifier("stage", name) for name in sorted(tables.names_of(work.run.pk, work.fence))]
    left += [work.heap] if work.feed.heap_name and replaced else []
    for place in left:
        try:
            work.do("DROP TABLE IF EXISTS {place}", place=place)
        except errors.LockNotAvailable:
            continue


def _prepared(work: Work) -> str | None:
    """The stage that will be the heap; None when the heap that there is will be changed."""
    if work.is_anew:
        name = judging.good_name(work)
        tables.seal(work.warehouse, sql.Identifier("stage", name), work.table)
        return name
    written = work.one("SELECT count(*) FROM news")[0] + work.counts.deleted
    if work.everything or written <= MANY * work.feed.rows:
        return None
    return _rebuilt(work)


def _rebuilt(work: Work) -> str:
    """A new table of the news and of what stays: rows that were met by no good one and are not gone."""
    name, names = f"{work.name}{tables.HEAP}", tables.names(column.name for column in work.table.columns)
    place = tables.create(work.warehouse, name, stored_columns(work.table))
    work.counts.updated = work.one("SELECT count(*) FROM news n JOIN {heap} t ON t.ctid = n._old WHERE {unlike}", unlike=_unlike(work))[0]
    work.do("INSERT INTO {place} SELECT {names} FROM news", place=place, names=names)
    work.do(
        "INSERT INTO {place} SELECT {names} FROM {heap} t WHERE NOT EXISTS (SELECT FROM news n WHERE n._old = t.ctid)"
        " AND NOT EXISTS (SELECT FROM difference d WHERE d.old = t.ctid AND d.place IS NULL)",
        place=place,
        names=names,
    )
    tables.seal(work.warehouse, place, work.table)
    return name


def _published(work: Work, heap: str | None) -> Publication:
    with work.warehouse.transaction():
        ledger.hold(work.warehouse, work.source.pk, work.fence)
        quarantine.keep(work.warehouse, work.source.pk, work.run.pk, seen=_seen(work))
        _keep_absences(work)
        if heap is None:
            _merge(work)
        else:
            tables.put_behind(work.warehouse, heap, work.table)
        if heap is not None or work.feed.words != work.table.words():
            tables.explain(work.warehouse, work.table)
        publication = _record(work)
        ledger.record(work.warehouse, publication, **_standing(work, heap))
    return publication


def _merge(work: Work) -> None:
    names = [column.name for column in work.table.columns]
    rest = [name for name in names if name not in work.table.key]
    write = sql.SQL(", ").join([sql.SQL("{0} = n.{0}").format(sql.Identifier(name)) for name in rest])
    update = sql.SQL("WHEN MATCHED AND {} THEN UPDATE SET {}").format(_unlike(work), write) if rest else sql.SQL("")
    done = work.do(
        "MERGE INTO {heap} t USING news n ON {same} {update} WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({values})",
        same=sql.SQL(" AND ").join([sql.SQL("t.{0} = n.{0}").format(sql.Identifier(name)) for name in work.table.key]),
        update=update,
        names=tables.names(names),
        values=tables.names(names, of="n"),
    )
    work.counts.updated = done - work.counts.loaded
    work.do("DELETE FROM {heap} t USING difference d WHERE d.old = t.ctid AND d.place IS NULL")


def _unlike(work: Work) -> sql.Composable:
    rest = [column.name for column in work.table.columns if not column.key]
    unlike = [sql.SQL("t.{0} IS DISTINCT FROM n.{0}").format(sql.Identifier(name)) for name in rest]
    return sql.SQL(" OR ").join(unlike) if unlike else sql.SQL("false")


def _keep_absences(work: Work) -> None:
    """A table made anew has only what came; a part brings back what is among it."""
    if work.is_full and not work.is_anew:
        assert work.run.started_at is not None
        absence.keep(work.warehouse, work.source.pk, work.run.pk, at=work.run.started_at)
    else:
        absence.forget(work.warehouse, work.source.pk, back=sql.SQL("true") if work.is_anew else _came(work, sql.SQL("a.key")))


def _seen(work: Work) -> sql.Composable:
    """A full load has looked at all; another at the keys that came."""
    return sql.SQL("true") if work.is_full else _came(work, sql.SQL("q.key"))


def _came(work: Work, key: sql.Composable) -> sql.Composable:
    keys = sql.SQL(", ").join([one.value for one in work.compiled.checked if one.column.key])
    return sql.SQL("{} IN (SELECT jsonb_build_array({})::text FROM {})").format(key, keys, work.stage)


def _record(work: Work) -> Publication:
    counts, before = work.counts, work.feed.rows
    return Publication(
        run=work.run.pk,
        source=work.source.pk,
        fence=work.fence,
        version=work.table.version,
        extracted=counts.extracted,
        loaded=counts.loaded,
        updated=counts.updated,
        unchanged=counts.unchanged,
        quarantined=counts.quarantined,
        deleted=counts.deleted,
        rows_before=before,
        rows_after=before + counts.loaded - counts.deleted,
        watermark=work.watermark,
    )


def _standing(work: Work, heap: str | None) -> dict[str, object]:
    table = work.table
    return {
        "schema_name": table.schema,
        "table_name": table.name,
        "heap_name": heap or work.feed.heap_name,
        "fingerprint": table.fingerprint(),
        "words": table.words(),
        "version": table.version,
    }


def _is_comparable(work: Work) -> bool:
    """Whether the rows of the old table can be told from those of the new one by the same key."""
    if work.feed.heap_name is None or not work.table.key:
        return False
    old, new = tables.columns_of(work.warehouse, work.feed.heap_name), _types(work)
    return all(old.get(name) == new[name] for name in work.table.key)


def _count_against_the_old(work: Work) -> None:
    """Under another dictionary every row is judged and written anew; what readers will find changed is counted all the same."""
    old, new = tables.columns_of(work.warehouse, work.feed.heap_name or ""), _types(work)
    same = [name for name in new if old.get(name) == new[name]]
    unlike = [sql.SQL("t.{0} IS DISTINCT FROM n.{0}").format(sql.Identifier(name)) for name in same]
    unlike += [sql.SQL("n.{} IS NOT NULL").format(sql.Identifier(name)) for name in new if name not in same]
    counted = work.one(
        "SELECT count(*) FILTER (WHERE t.ctid IS NULL), count(*) FILTER (WHERE n.ctid IS NULL),"
        " count(*) FILTER (WHERE t.ctid IS NOT NULL AND n.ctid IS NOT NULL AND ({unlike}))"
        " FROM {good} n FULL JOIN {heap} t ON {same}",
        unlike=sql.SQL(" OR ").join(unlike),
        good=sql.Identifier("stage", judging.good_name(work)),
        same=sql.SQL(" AND ").join([sql.SQL("t.{0} = n.{0}").format(sql.Identifier(name)) for name in work.table.key]),
    )
    work.counts.loaded, work.counts.deleted, work.counts.updated = counted


def _types(work: Work) -> dict[str, str]:
    """As PostgreSQL writes them."""
    long = {"timestamptz": "timestamp with time zone", "time": "time without time zone"}
    return {name: long.get(kind, kind) for name, kind in stored_columns(work.table)}
