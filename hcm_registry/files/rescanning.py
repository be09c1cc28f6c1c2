"""Looks again at what was found clean, whenever the scanner has learned something: a little at a time, the oldest finding first."""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from itertools import islice

import structlog
from django.conf import settings

from hcm_registry.files import checking, clamd, findings
from hcm_registry.files.clamd import NotScanned, ScannerDown
from hcm_registry.files.fields import Kept, KeptFileField, all_fields

log = structlog.get_logger(__name__)
#: Contents in one round: some seconds of work for a scanner that somebody new may be waiting for.
BATCH = 50
#: Rows looked at in one round; more than a batch, so that files missing in the store keep nobody waiting.
MOST = 500


def rescan(*, at: datetime) -> int:
    """Scan again a batch of files that no scanner with the signatures of today has seen. Safe to run twice. Returns how many."""
    done: set[str] = set()
    try:
        for file, sha256 in checking.opened(_outdated(done) if settings.CLAMD_URL else ()):
            done.add(sha256)
            try:
                checking.scan_again(file, sha256, at=at)
            except ScannerDown:
                raise
            except NotScanned as error:
                log.error("scanner refuses a file", sha256=sha256, error=str(error))
    except ScannerDown as error:
        log.warning("scanner does not answer", error=str(error))
    return len(done)


def _outdated(done: set[str]) -> Iterator[Kept]:
    """Files whose content is not among those done, until these are a batch. Error: ScannerDown."""
    scanner = clamd.version()
    for kept in _oldest_first(scanner):
        if len(done) == BATCH:
            return
        if kept.sha256 not in done:
            yield kept


def _oldest_first(scanner: str) -> Iterator[Kept]:
    rows = merge(*(_rows(field, scanner) for field in all_fields()), key=lambda one: one[0])
    yield from (kept for _at, kept in islice(rows, MOST) if kept)


def _rows(field: KeptFileField, scanner: str) -> Iterator[tuple[datetime, Kept | None]]:
    yield from ((row.scanned_at, field.of(row)) for row in findings.outdated(field, scanner)[:MOST])
