"""What workers do with kept files, each found by asking the rows: nobody has to be told that one came in."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import structlog
from celery import shared_task
from django.conf import settings
from django.db import connection
from django.utils.timezone import now

from hcm_registry.files import checking, findings, rescanning, signatures, sweeping
from hcm_registry.files.clamd import NotScanned, ScannerDown
from hcm_registry.files.fields import KeptFileField, all_fields

log = structlog.get_logger(__name__)
ONE_AT_A_TIME, ONE_SCANS_AGAIN = 0x46494C45, 0x46494C41
MOST = 500  # in one round; the newest first, so that a backlog keeps nobody waiting


@shared_task
def check_files(**_: object) -> int:
    """Scan every file that was not, and judge signatures by the roots of today. Safe to run twice. Returns how many it looked at."""
    with _alone(ONE_AT_A_TIME) as alone:
        return sum(_scan(field) + _judge(field) for field in all_fields()) if alone else 0


@shared_task
def sweep_files(**_: object) -> int:
    """Remove files that no row names. Safe to run twice. Returns how many."""
    removed = sweeping.sweep(at=now())
    log.info("files swept", removed=len(removed), names=removed[:50])
    return len(removed)


@shared_task
def rescan_files(**_: object) -> int:
    """Scan again what was found clean by signatures of before. Safe to run twice. Returns how many it looked at."""
    with _alone(ONE_SCANS_AGAIN) as alone:
        return rescanning.rescan(at=now()) if alone else 0


def _scan(field: KeptFileField) -> int:
    if not settings.CLAMD_URL:
        return 0
    tried = 0
    for file, sha256 in _opened(field, findings.unscanned(field)):
        tried += 1
        try:
            checking.scan(file, sha256, at=now())
        except ScannerDown as error:
            log.warning("scanner does not answer", error=str(error))
            break
        except NotScanned as error:
            log.error("scanner refuses a file", sha256=sha256, error=str(error))
    return tried


def _judge(field: KeptFileField) -> int:
    tried = 0
    for file, sha256 in _opened(field, findings.unjudged(field, signatures.trusted().fingerprint)):
        tried += 1
        checking.check_signatures(file, sha256, at=now())
    return tried


def _opened(field: KeptFileField, rows: Any) -> Iterator[tuple[Any, str]]:
    return checking.opened(filter(None, map(field.of, islice(rows, MOST))))


@contextmanager
def _alone(key: int) -> Iterator[bool]:
    """Whether no other worker is at it: one slow file must not be tried by round after round. The lock goes with the worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
