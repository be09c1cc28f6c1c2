"""What the nightly reading of the registry found."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _


class Inspection(models.Model):
    """One reading of everything that can be proved: a sentence for each thing that is wrong, none when all is sound. Append-only."""

    at = models.DateTimeField(_("lúc"))
    findings = ArrayField(models.TextField(), verbose_name=_("điểm sai"), default=list)

    class Meta:
        verbose_name = _("kiểm tra sự toàn vẹn")
        verbose_name_plural = _("kiểm tra sự toàn vẹn")
        ordering = ["-pk"]
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{localtime(self.at):%d/%m/%Y %H:%M}"

    @property
    def count(self) -> int:
        """How many things were wrong."""
        return len(self.findings)
