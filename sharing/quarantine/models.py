"""What people decided of rows in quarantine."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hcm_registry.vietnamese.fields import NfcTextField
from sharing.integration.models import LoadRun, Source


class RowDecisionQuerySet(models.QuerySet[Any]):
    """Decisions…"""

    def about(self, row: int, accepted: int | None) -> "RowDecisionQuerySet":
        """…of a row, the last first; `accepted` is the one by which it stays out, made of a row that was the same."""
        return self.filter(Q(row=row) | Q(pk=accepted or 0)).select_related("by", "run").order_by("-pk")


class RowDecision(models.Model):
    """Who decided what of a row of quarantine, and why. Never rewritten.

    The row itself, and what stands in for it, lie in the warehouse and nowhere else: here is which row it was (by its number), why it had
    been bad, and which fields were given another value.
    """

    class Kind(models.TextChoices):
        """The ways out, and the way back."""

        ACCEPTED = "ACCEPTED", _("Chấp nhận giữ ngoài kho")
        REOPENED = "REOPENED", _("Mở lại")
        CORRECTED = "CORRECTED", _("Sửa và nạp lại")

    kind = models.CharField(_("quyết định"), max_length=20, choices=Kind)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", verbose_name=_("nguồn"))
    row = models.PositiveBigIntegerField(_("số dòng cách ly"))
    reasons = ArrayField(models.CharField(max_length=100), verbose_name=_("lý do cách ly"))
    fields = ArrayField(models.CharField(max_length=63), verbose_name=_("trường đã sửa"), default=list, blank=True)
    note = NfcTextField(_("lý do"))
    run = models.ForeignKey(
        LoadRun, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("lượt nạp lại")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người quyết định"))
    title = models.CharField(_("tư cách"), max_length=400)
    at = models.DateTimeField(_("lúc"))

    objects = RowDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyết định về dòng cách ly")
        verbose_name_plural = _("quyết định về dòng cách ly")
        ordering = ["pk"]
        indexes = [models.Index(fields=["row", "-id"], name="sharing_rowdecision_of_row")]
        constraints = [
            models.CheckConstraint(
                name="sharing_rowdecision_known_kind",
                condition=Q(kind__in=("ACCEPTED", "REOPENED", "CORRECTED")),
                violation_error_message=_("Quyết định về dòng cách ly không hợp lệ."),
            ),
            models.CheckConstraint(
                name="sharing_rowdecision_reason_given",
                condition=~Q(note=""),
                violation_error_message=_("Ghi lý do của quyết định."),
            ),
            models.CheckConstraint(
                name="sharing_rowdecision_corrects_something",
                condition=Q(kind="CORRECTED", run__isnull=False) & ~Q(fields=[]) | ~Q(kind="CORRECTED") & Q(run__isnull=True, fields=[]),
                violation_error_message=_("Sửa dòng thì phải có trường được sửa và lượt nạp lại."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.row}"


class Backlog(models.Model):
    """A time in which too many rows of a source wait in quarantine, or one for too long; as it was when the agency was told."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="backlogs", verbose_name=_("nguồn"))
    rows = models.PositiveBigIntegerField(_("số dòng khi báo"))
    oldest = models.DateTimeField(_("dòng lâu nhất từ"))
    since = models.DateTimeField(_("báo lúc"))
    until = models.DateTimeField(_("hết lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("dòng cách ly tồn đọng")
        verbose_name_plural = _("dòng cách ly tồn đọng")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(until__isnull=True),
                name="sharing_backlog_one_open_a_source",
                violation_error_message=_("Nguồn này đã được báo và chưa hết tồn đọng."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.rows}"
