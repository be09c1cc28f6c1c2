"""What happened in the catalogue, in commit order, append-only and hash-chained."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JournalEntry(models.Model):
    """One thing that happened. `seq` has no gaps and follows commit order; `hash` covers `previous` and the body."""

    class Kind(models.TextChoices):
        """What can happen to the catalogue."""

        DECISION_RECORDED = "DECISION_RECORDED", pgettext_lazy("event", "Ghi nhận quyết định")
        VERSION_OPENED = "VERSION_OPENED", _("Phiên bản mới có hiệu lực")
        DATABASE_RETIRED = "DATABASE_RETIRED", _("Đưa ra khỏi danh mục")
        EDITION_FROZEN = "EDITION_FROZEN", _("Chốt danh mục theo quyết định")
        ANNEX_KEPT = "ANNEX_KEPT", _("Ghi mã băm phụ lục của danh mục đã chốt")

    seq = models.BigIntegerField(_("số thứ tự"), primary_key=True)
    at = models.DateTimeField(_("lúc"))
    kind = models.CharField(_("sự việc"), max_length=30, choices=Kind)
    subject = models.CharField(_("đối tượng"), max_length=60, db_index=True)
    body = models.JSONField(_("nội dung"), default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("nhật ký danh mục")
        verbose_name_plural = _("nhật ký danh mục")
        ordering = ["-seq"]

    def __str__(self) -> str:
        return f"#{self.seq} {self.get_kind_display()} {self.subject}"
