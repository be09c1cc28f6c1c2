"""Finds out about contents, and puts it on record beside them. Safe to do twice: what is known already is not asked again."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from hcm_registry.files import clamd, signatures
from hcm_registry.files.fields import Kept
from hcm_registry.files.models import Rescan, Scan, SignatureCheck, Verdict
from hcm_registry.kernel.errors import Invalid

log = structlog.get_logger(__name__)


class FileRefused(Invalid):
    """A file that must not go on record: changed after it was signed, or carrying something harmful."""


def opened(kept: Iterable[Kept]) -> Iterator[tuple[Any, str]]:
    """Each file that the store still has, with its digest."""
    for one in kept:
        try:
            with one.file.open("rb") as file:
                yield file, one.sha256
        except FileNotFoundError:
            log.error("file missing in the store", name=one.file.name, sha256=one.sha256)


def scan(file: Any, sha256: str, *, at: datetime) -> None:
    """Ask the scanner, if there is one and it has not been asked about this content. Errors: NotScanned, ScannerDown."""
    if settings.CLAMD_URL and not Scan.objects.filter(sha256=sha256).exists():
        _found(_asked(file), sha256, at)


def scan_again(file: Any, sha256: str, *, at: datetime) -> None:
    """Ask about a content that was found clean by a scanner which knew less. Errors: NotScanned, ScannerDown."""
    answer = _asked(file)
    if answer.found:
        _found(answer, sha256, at)
    else:
        Rescan.objects.update_or_create(sha256=sha256, defaults={"scanner": answer.scanner, "at": at})


def _asked(file: Any) -> clamd.Answer:
    file.seek(0)
    return clamd.scan(iter(lambda: file.read(clamd.CHUNK), b""))


def _found(answer: clamd.Answer, sha256: str, at: datetime) -> None:
    result = Scan.Result.INFECTED if answer.found else Scan.Result.CLEAN
    Scan.objects.create(sha256=sha256, result=result, found=answer.found, scanner=answer.scanner, at=at)
    if answer.found:
        log.error("harmful file quarantined", sha256=sha256, found=answer.found)


def check_signatures(file: Any, sha256: str, *, at: datetime) -> None:
    """Judge the signatures of a PDF, unless they were judged by the roots that are trusted now."""
    roots = signatures.trusted()
    if SignatureCheck.objects.filter(sha256=sha256, roots=roots.fingerprint).exists():
        return
    file.seek(0)
    verdict, found = signatures.judged(file.read(), roots, at)
    SignatureCheck.objects.create(sha256=sha256, verdict=verdict, signatures=found, roots=roots.fingerprint, at=at)


def check_before_record(file: Any, sha256: str, *, at: datetime) -> None:
    """See what is found in a file that is about to go on record for good. Error: FileRefused, where it was changed or is harmful."""
    try:
        scan(file, sha256, at=at)
    except clamd.NotScanned as error:  # it is not given out before it was scanned
        log.warning("not scanned", sha256=sha256, error=str(error))
    check_signatures(file, sha256, at=at)
    file.seek(0)
    latest = Scan.objects.filter(sha256=sha256).last()
    if latest is not None and latest.found:
        raise FileRefused(errors={"file": [_("Tệp có mã độc (%(found)s) nên không được ghi nhận.") % {"found": latest.found}]})
    signed = SignatureCheck.objects.filter(sha256=sha256).last()
    if signed is not None and signed.verdict == Verdict.TAMPERED:
        sentence = _("Tệp đã bị sửa sau khi ký số nên không được ghi nhận. Lấy lại bản do người ký phát hành rồi tải lên.")
        raise FileRefused(errors={"file": [sentence]})
