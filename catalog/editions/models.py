"""Editions: the list a decision produced, frozen."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from catalog.decisions.models import Decision
from catalog.entries.models import DatabaseVersion


class Edition(models.Model):
    """The whole catalogue as it stood on the day a decision took effect. Append-only; its annex is generated from the lines."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="editions")
    revision = models.PositiveSmallIntegerField(
        _("lần"), default=1, db_comment="More than 1 when a late annex completes a first, partial list"
    )
    on = models.DateField(_("ngày"))
    frozen_at = models.DateTimeField(_("chốt lúc"))
    content_hash = models.CharField(_("mã băm"), max_length=64, db_comment="Over (position, code, version, content hash) of every line")

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
