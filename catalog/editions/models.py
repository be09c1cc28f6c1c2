"""Editions: the list a decision produced, frozen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from catalog.decisions.models import Decision
from catalog.entries.models import DatabaseVersion
from hcm_registry.vietnamese.fields import NfcTextField


class AnnexLayout(models.Model):
    """How annexes are printed from some moment on: their columns, and the words of the closed lists. Append-only.

    An edition keeps the layout it was frozen with, so that its annex says the same words for ever; another layout is another row.
    """

    form = models.PositiveSmallIntegerField(_("cách ghi"), db_comment="Which rules make a value the text of a cell: catalog.editions.annex")
    columns = models.JSONField(_("cột"), db_comment="[key, heading, width in mm], in order")
    words = models.JSONField(_("từ ngữ"), db_comment="Column → value → what is printed")
    reason = NfcTextField(_("lý do"), blank=True)
    set_at = models.DateTimeField(_("đặt lúc"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người đặt")
    )

    class Meta:
        verbose_name = _("bố cục phụ lục")
        verbose_name_plural = _("bố cục phụ lục")
        ordering = ["-pk"]
        get_latest_by = "pk"
        constraints = [
            models.CheckConstraint(
                name="catalog_layout_set_with_reason",
                condition=Q(set_by__isnull=True) | ~Q(reason=""),
                violation_error_message=_("Nêu lý do đổi bố cục phụ lục."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Edition(models.Model):
    """The whole catalogue as it stood on the day a decision took effect. Append-only; its annex is generated from the lines."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="editions")
    revision = models.PositiveSmallIntegerField(
        _("lần"), default=1, db_comment="More than 1 when a late annex completes a first, partial list"
    )
    on = models.DateField(_("ngày"))
    frozen_at = models.DateTimeField(_("chốt lúc"))
    content_hash = models.CharField(_("mã băm"), max_length=64, db_comment="Over (position, code, version, content hash) of every line")
    layout = models.ForeignKey(AnnexLayout, on_delete=models.PROTECT, related_name="editions", verbose_name=_("bố cục phụ lục"))
    names = models.JSONField(_("tên cơ quan"), default=dict, db_comment="Key of an agency → its name as printed in the annex")
    annex_hash = models.CharField(_("mã băm phụ lục"), max_length=64, db_comment="Over the headings and every line as printed")

    class Meta:
        verbose_name = _("bản danh mục")
        verbose_name_plural = _("bản danh mục")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "revision"], name="catalog_edition_once", violation_error_message=_("Bản danh mục này đã chốt.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} ({date_format(self.on, 'SHORT_DATE_FORMAT')})"


class EditionLine(models.Model):
    """One line of the annex."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField(_("số thứ tự"))
    version = models.ForeignKey(DatabaseVersion, on_delete=models.PROTECT, related_name="lines")
    annex_hash = models.CharField(_("mã băm dòng phụ lục"), max_length=64, db_comment="Over the line as printed")

    class Meta:
        verbose_name = _("dòng danh mục")
        verbose_name_plural = _("dòng danh mục")
        ordering = ["edition_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"], name="catalog_line_position_once", violation_error_message=_("Số thứ tự bị trùng.")
            ),
            models.UniqueConstraint(
                fields=["edition", "version"], name="catalog_line_version_once", violation_error_message=_("Cơ sở dữ liệu bị lặp.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.version}"
