"""What was measured of a dataset, a row a good run."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sharing.integration.models import LoadRun, Source
from sharing.quality.scoring import Ratio, overall, together

#: Dimension → its parts as they are stored; each is a number of something and the number of all.
PARTS = {
    "completeness": ("required", "optional"),
    "validity": ("valid",),
    "uniqueness": ("unique",),
    "timeliness": ("timely",),
}
#: What they are called.
DIMENSIONS = {
    "completeness": _("Đầy đủ"),
    "validity": _("Hợp lệ"),
    "uniqueness": _("Không trùng"),
    "timeliness": _("Đúng hạn"),
}


class Score(models.Model):
    """How good a dataset was after one good load: parts and wholes, as `scoring` defines them. Never rewritten.

    `fence` is the run's: of one source it grows from good load to good load, whatever their numbers.
    """

    run = models.OneToOneField(LoadRun, on_delete=models.PROTECT, related_name="score", verbose_name=_("lượt nạp"))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="scores", verbose_name=_("nguồn"))
    fence = models.PositiveBigIntegerField(_("lần thử"))
    at = models.DateTimeField(_("nạp xong lúc"))
    rows = models.PositiveBigIntegerField(_("số dòng"))
    required_part = models.PositiveBigIntegerField(_("giá trị bắt buộc có mặt"))
    required_whole = models.PositiveBigIntegerField(_("giá trị bắt buộc"))
    optional_part = models.PositiveBigIntegerField(_("giá trị tùy chọn có mặt"))
    optional_whole = models.PositiveBigIntegerField(_("giá trị tùy chọn"))
    valid_part = models.PositiveBigIntegerField(_("dòng hợp lệ"))
    valid_whole = models.PositiveBigIntegerField(_("dòng được kiểm tra"))
    unique_part = models.PositiveBigIntegerField(_("dòng không trùng"))
    unique_whole = models.PositiveBigIntegerField(_("dòng được so trùng"))
    timely_part = models.PositiveBigIntegerField(_("số giây cam kết"))
    timely_whole = models.PositiveBigIntegerField(_("số giây đã qua"))

    class Meta:
        verbose_name = _("điểm chất lượng")
        verbose_name_plural = _("điểm chất lượng")
        ordering = ["pk"]
        indexes = [models.Index(fields=["source", "-fence"], name="sharing_score_latest")]
        constraints = [
            models.CheckConstraint(
                name="sharing_score_part_of_whole",
                condition=Q(
                    required_part__lte=F("required_whole"),
                    optional_part__lte=F("optional_whole"),
                    valid_part__lte=F("valid_whole"),
                    unique_part__lte=F("unique_whole"),
                    timely_part__lte=F("timely_whole"),
                ),
                violation_error_message=_("Phần không thể lớn hơn toàn bộ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} #{self.run_id}"

    @property
    def dimensions(self) -> dict[str, Ratio]:
        """Dimension → part and whole."""
        return {name: together(self.ratio(part) for part in parts) for name, parts in PARTS.items()}

    @property
    def overall(self) -> float | None:
        """From 0 to 1; None when nothing could be measured."""
        return overall(self.dimensions.values())

    def ratio(self, part: str) -> Ratio:
        """One stored part of its whole."""
        return Ratio(getattr(self, f"{part}_part"), getattr(self, f"{part}_whole"))


def stored(ratios: dict[str, Ratio]) -> dict[str, Any]:
    """Ratios by their names as columns."""
    return {f"{name}_{side}": getattr(ratio, side) for name, ratio in ratios.items() for side in ("part", "whole")}
