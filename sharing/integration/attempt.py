"""One attempt at a run, part after part. Until the publication readers see nothing of it; after it a repetition finds it done."""

from collections.abc import Callable
from datetime import datetime

from hcm_registry.kernel.periods import today
from sharing.integration import comparing, drifting, fetching, guards, judging, publishing, sparing
from sharing.integration.connectors import connect
from sharing.integration.leases import Lease
from sharing.integration.models import LoadRun
from sharing.integration.profiling import profile
from sharing.integration.states import Stage
from sharing.integration.validation.compiled import Compiled
from sharing.integration.work import Work, part
from sharing.warehouse import ledger, quarantine
from sharing.warehouse.connecting import Warehouse
from sharing.warehouse.dictionary import NoDictionary, Table, table_in_force
from sharing.warehouse.ledger import Publication


def attempt(run: LoadRun, warehouse: Warehouse, lease: Lease, clock: Callable[[], datetime]) -> Publication:
    """What was published, now or by an earlier attempt that died before it could say so. Errors: Held, Overtaken, those of connectors."""
    feed = ledger.announce(warehouse, run.source_id, run.fence)
    done = ledger.published(warehouse, run.pk)
    if done is None:
        table = _table(run, warehouse, clock())
        work = Work(run, run.fence, run.source, table, feed, warehouse, lease, clock, Compiled(table, ()))
        done = _publication(work)
    with part(run, Stage.PROFILE, lease, clock) as told:
        told.detail = profile(warehouse, ledger.feed_of(warehouse, run.source_id), done.rows_after)
    return done


def _table(run: LoadRun, warehouse: Warehouse, at: datetime) -> Table:
    try:
        return table_in_force(run.source.database, run.source.dataset, today(at))
    except NoDictionary:
        drifting.note_unlisted(run, warehouse, at)
        raise


def _publication(work: Work) -> Publication:
    _fetch(work)
    _validate(work)
    with work.part(Stage.PUBLISH) as told:
        publication = publishing.publish(work)
        told.rows = publication.rows_after
    publishing.clear(work, replaced=ledger.feed_of(work.warehouse, work.source.pk).heap_name != work.feed.heap_name)
    return publication


def _fetch(work: Work) -> None:
    with connect(work.source.kind, work.source.connection, work.source.secret) as connector:
        with work.part(Stage.SCHEMA) as told:
            request = fetching.agree(work, connector, told)
        with work.part(Stage.EXTRACT) as told:
            fetching.extract(work, connector, request)
            told.rows, told.detail = work.counts.extracted, {"bytes": work.lease.fetched}
    work.watermark = fetching.reached(work)


def _validate(work: Work) -> None:
    with work.part(Stage.VALIDATE) as told:
        if not work.is_anew:
            comparing.compare(work)
            if work.is_full:
                sparing.spare(work)
        judging.judge(work)
        quarantine.gather(work.warehouse)
        told.rows, told.detail = work.counts.quarantined, quarantine.reasons(work.warehouse)
        drifting.note_values(work, told.detail)
    with work.part(Stage.GUARD) as told:
        publishing.count(work)
        told.detail = {"absent": work.counts.absent}
        guards.check(work)
