"""What is known of files, for whoever shows or serves them: two queries for any number of rows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from hcm_registry.files.fields import PDF, Kept, KeptFileField, field_of
from hcm_registry.files.models import Rescan, Scan, SignatureCheck, Verdict


class ScanState(models.TextChoices):
    """How a file stands with the scanner."""

    NOT_SCANNED = "NOT_SCANNED", _("Chưa quét mã độc")
    WAITING = "WAITING", _("Chờ quét mã độc")
    CLEAN = "CLEAN", _("Không phát hiện mã độc")
    INFECTED = "INFECTED", _("Có mã độc, đã cách ly")


#: How each is shown among checks, the worst first.
STATE_TONES = {ScanState.INFECTED: "bad", ScanState.WAITING: "wait", ScanState.NOT_SCANNED: "warn", ScanState.CLEAN: "ok"}
VERDICT_TONES = dict.fromkeys((Verdict.TAMPERED, Verdict.REVOKED), "bad") | dict.fromkeys(
    (Verdict.UNKNOWN, Verdict.UNREADABLE, Verdict.EXPIRED), "warn"
)


@dataclass(frozen=True)
class Findings:
    """Of one file. `scan` and `check` are the latest, or None."""

    scan: Scan | None
    check: SignatureCheck | None
    is_pdf: bool

    @property
    def state(self) -> ScanState:
        """How it stands with the scanner."""
        return state_of(self.scan.result if self.scan else None)

    @property
    def served(self) -> bool:
        """Whether anybody may have the file: where there is a scanner, nothing that it has not found clean."""
        return self.state in {ScanState.CLEAN, ScanState.NOT_SCANNED}

    @property
    def verdict(self) -> Verdict | None:
        """Of its signatures; None until they were looked at, and for what is no PDF."""
        return Verdict(self.check.verdict) if self.check else None

    @property
    def tone(self) -> str:
        """How a list of checks shows it: ok, warn, bad or wait, by the worse of both."""
        tones = {STATE_TONES[self.state], VERDICT_TONES.get(self.verdict, "ok") if self.verdict else "ok"}
        return next(tone for tone in ("bad", "wait", "warn", "ok") if tone in tones)

    @property
    def signatures(self) -> list[dict[str, Any]]:
        """Each as the reader described it, with its verdict and its moments as values."""
        return [_as_values(one) for one in (self.check.signatures if self.check else [])]


def of(kept: Kept) -> Findings:
    """What is known of one file."""
    return _joined([kept])[0]


def with_findings(rows: Iterable[Any]) -> list[Any]:
    """The rows, all of one model, each with what is known of its file in `findings` (None where it names no file)."""
    found = list(rows)
    field = field_of(found[0]) if found else None
    kept = {row.pk: one for row in found if field and (one := field.of(row))}
    known = dict(zip(kept, _joined(list(kept.values())), strict=True))
    for row in found:
        row.findings = known.get(row.pk)
    return found


def mark() -> tuple[Any, ...]:
    """Something that changes whenever anything is found out about any file. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT max(id) FROM files_scan), (SELECT max(id) FROM files_signaturecheck)")
        return (*cursor.fetchone(), bool(settings.CLAMD_URL))


def summed_up(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with the latest `result` of scanning and the latest `verdict` on signatures, or None: for whoever only counts."""
    digest = OuterRef(field_of(rows.model).sha256)
    scans, checks = Scan.objects.filter(sha256=digest).order_by("-pk"), SignatureCheck.objects.filter(sha256=digest).order_by("-pk")
    return rows.annotate(result=Subquery(scans.values("result")[:1]), verdict=Subquery(checks.values("verdict")[:1]))


def state_of(result: str | None) -> ScanState:
    """How a file stands with the scanner. What was found stays true when the scanner is gone; without either, nobody looked."""
    if result:
        return ScanState(result)
    return ScanState.WAITING if settings.CLAMD_URL else ScanState.NOT_SCANNED


def unscanned(field: KeptFileField) -> QuerySet[Any]:
    """Rows whose file no scanner has spoken of, the newest first."""
    return _naming(field).exclude(Exists(Scan.objects.filter(sha256=OuterRef(field.sha256))))


def outdated(field: KeptFileField, scanner: str) -> QuerySet[Any]:
    """Rows whose file was found clean, but not yet by this scanner; the oldest finding (`scanned_at`) first."""
    digest = OuterRef(field.sha256)
    latest, again = Scan.objects.filter(sha256=digest).order_by("-pk"), Rescan.objects.filter(sha256=digest)
    known = {name: Coalesce(Subquery(again.values(name)), Subquery(latest.values(name)[:1])) for name in ("scanner", "at")}
    rows = _naming(field).annotate(last_result=Subquery(latest.values("result")[:1]), scanned_by=known["scanner"], scanned_at=known["at"])
    return rows.filter(last_result=Scan.Result.CLEAN).exclude(scanned_by=scanner).order_by("scanned_at", "pk")


def unjudged(field: KeptFileField, roots: str) -> QuerySet[Any]:
    """Rows whose file is a PDF and was not judged by those roots, the newest first."""
    judged = SignatureCheck.objects.filter(sha256=OuterRef(field.sha256), roots=roots)
    return _naming(field).filter(**({field.typed: PDF} if field.typed else {})).exclude(Exists(judged))


def _naming(field: KeptFileField) -> QuerySet[Any]:
    return field.model._base_manager.exclude(**{field.name: ""}).order_by("-pk")


def known(digests: Iterable[str]) -> dict[str, Findings]:
    """What is known of contents, by digest: for rows that were read as values."""
    wanted = {digest for digest in digests if digest}
    scans, checks = _latest(Scan.objects.all(), wanted), _latest(SignatureCheck.objects.all(), wanted)
    return {digest: Findings(scans.get(digest), checks.get(digest), digest in checks) for digest in wanted}


def _joined(kept: list[Kept]) -> list[Findings]:
    found = known(one.sha256 for one in kept)
    return [replace(found[one.sha256], is_pdf=one.content_type == PDF) for one in kept]


def _latest(rows: QuerySet[Any], digests: set[str]) -> dict[str, Any]:
    found = rows.filter(sha256__in=digests).order_by("sha256", "-pk").distinct("sha256") if digests else []
    return {row.sha256: row for row in found}


def _as_values(one: dict[str, Any]) -> dict[str, Any]:
    moments = {name: parse_datetime(one[name] or "") for name in ("signed_at", "not_after")}
    return one | moments | {"verdict": Verdict(one["verdict"])}
