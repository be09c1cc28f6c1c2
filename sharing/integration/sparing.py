"""What a full load did not bring is not deleted at once: it may be the source that is not whole.

`missing` has a line for each row of the heap that was not met, with its key, since when it is missing, and whether it is spared for now.
"""

from psycopg import sql

from sharing.integration.work import Work

_MISSING = """
CREATE TEMP TABLE missing AS
SELECT m.old, m.key, a.since, coalesce(a.since, {at}) > {at} - {grace} * interval '1 day' AS spared
FROM (SELECT d.old, jsonb_build_array({key})::text AS key FROM difference d JOIN {heap} t ON t.ctid = d.old WHERE d.place IS NULL) m
LEFT JOIN warehouse.absent a ON a.source = {source} AND a.key = m.key
"""
_SPARE = "DELETE FROM difference d USING missing m WHERE d.place IS NULL AND d.old = m.old AND m.spared"


def spare(work: Work) -> None:
    """Make `missing`, and take out of `difference` the rows that have not been missing as long as the source's grace. For a full load."""
    gone = work.do(
        _MISSING,
        at=sql.Literal(work.run.started_at),
        grace=sql.Literal(work.source.grace),
        source=sql.Literal(work.source.pk),
        key=sql.SQL(", ").join([sql.Identifier("t", name) for name in work.table.key]),
    )
    work.counts.absent = work.do(_SPARE) if gone else 0
    work.counts.deleted = gone - work.counts.absent
