"""What was found out about the contents of files. A content is its SHA-256: whoever keeps it, and under whatever name, finds the same.

Findings are append-only and stand beside the rows that name files, which are frozen when what they belong to is.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """Of the signatures of a file; of several the gravest. Only what pyHanko calls the bottom line makes one good."""

    NONE = "NONE", _("Không có chữ ký số")
    VALID = "VALID", _("Chữ ký số hợp lệ")
    UNKNOWN = "UNKNOWN", _("Không kiểm tra được chữ ký số")
    UNREADABLE = "UNREADABLE", _("Không đọc được chữ ký số")
    EXPIRED = "EXPIRED", _("Chứng thư ký số đã hết hạn")
    REVOKED = "REVOKED", _("Chứng thư ký số đã bị thu hồi")
    TAMPERED = "TAMPERED", _("Bị sửa sau khi ký")


class Scan(models.Model):
    """What a scanner said of a content. Of several the latest counts."""

    class Result(models.TextChoices):
        """What it said."""

        CLEAN = "CLEAN", _("Sạch")
        INFECTED = "INFECTED", _("Có mã độc")

    sha256 = models.CharField(max_length=64)
    result = models.CharField(_("kết quả"), max_length=10, choices=Result)
    found = models.CharField(_("mã độc"), max_length=255, blank=True)
    scanner = models.CharField(_("phần mềm quét"), max_length=255, db_comment="Engine and signatures, as it names itself")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("lần quét mã độc")
        verbose_name_plural = _("lần quét mã độc")
        ordering = ["pk"]
        indexes = [models.Index(fields=["sha256", "-id"], name="files_scan_latest")]
        constraints = [
            models.CheckConstraint(
                name="files_scan_names_what_it_found",
                condition=Q(result="CLEAN", found="") | (Q(result="INFECTED") & ~Q(found="")),
                violation_error_message=_("Có mã độc thì phải ghi tên mã độc."),
            ),
        ]

    def __str__(self) -> str:
        return self.found or str(self.get_result_display())


class Rescan(models.Model):
    """That a scanner which knows more still finds a content clean. One row a content, rewritten; what it finds otherwise is a Scan."""

    sha256 = models.CharField(max_length=64, unique=True)
    scanner = models.CharField(_("phần mềm quét"), max_length=255, db_comment="As in files_scan: the latest that was asked")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("lần quét lại mã độc")
        verbose_name_plural = _("lần quét lại mã độc")

    def __str__(self) -> str:
        return self.scanner


SILENT = ["NONE", "UNREADABLE"]


class SignatureCheck(models.Model):
    """What the signatures of a PDF were worth at a moment, by the roots trusted then. Of several the latest counts."""

    sha256 = models.CharField(max_length=64)
    verdict = models.CharField(_("kết luận"), max_length=10, choices=Verdict)
    signatures = models.JSONField(_("chữ ký"), default=list, db_comment="As hcm_registry/files/reader.py describes each")
    roots = models.CharField(max_length=64, db_comment="Fingerprint of the trusted roots")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("lần kiểm tra chữ ký số")
        verbose_name_plural = _("lần kiểm tra chữ ký số")
        ordering = ["pk"]
        indexes = [models.Index(fields=["sha256", "-id"], name="files_signaturecheck_latest")]
        constraints = [
            models.CheckConstraint(
                name="files_signaturecheck_speaks_of_some",
                condition=Q(verdict__in=SILENT, signatures=[]) | (~Q(verdict__in=SILENT) & ~Q(signatures=[])),
                violation_error_message=_("Kết luận về chữ ký phải nêu từng chữ ký."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_verdict_display())
