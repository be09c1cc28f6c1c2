"""Differences between a source and the dictionary: each from the load that first saw it to the one that saw it no more."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import ChangeProposal
from hcm_registry.kernel.models import both_or_neither
from sharing.integration.models import LoadRun, Source
from sharing.integration.states import Change


class Drift(models.Model):
    """One difference (`Finding` says what `detail` holds). `proposal`: in which the agency asks that the dictionary follow."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="drifts", verbose_name=_("nguồn"))
    change = models.CharField(_("khác gì"), max_length=20, choices=Change)
    column = models.CharField(_("cột"), max_length=255)
    detail = models.JSONField(_("chi tiết"), default=dict, blank=True)
    found_at = models.DateTimeField(_("thấy từ"))
    found_by = models.ForeignKey(LoadRun, on_delete=models.PROTECT, related_name="+", verbose_name=_("lượt nạp thấy đầu tiên"))
    seen_at = models.DateTimeField(_("thấy gần nhất"))
    gone_at = models.DateTimeField(_("không còn từ"), null=True, blank=True)
    gone_by = models.ForeignKey(
        LoadRun, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("lượt nạp không còn thấy")
    )
    proposal = models.ForeignKey(
        ChangeProposal, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("đề xuất")
    )

    class Meta:
        verbose_name = _("khác biệt với từ điển")
        verbose_name_plural = _("khác biệt với từ điển")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "change", "column"],
                condition=Q(gone_at__isnull=True),
                name="sharing_drift_open_once",
                violation_error_message=_("Khác biệt này đã được ghi và chưa hết."),
            ),
            both_or_neither("gone_at", "gone_by", "sharing_drift_gone_who_when"),
            models.CheckConstraint(
                name="sharing_drift_known_change",
                condition=Q(change__in=Change.values),
                violation_error_message=_("Loại khác biệt không hợp lệ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.column}: {self.get_change_display()}"

    @property
    def breaks(self) -> bool:
        """Whether the source no longer keeps the contract, so that rows stay out until one of the two is mended."""
        return self.change != Change.ADDED
