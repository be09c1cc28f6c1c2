"""Code lists shared by several databases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Provenance
from hcm_registry.vietnamese.fields import NfcCharField


class CodeList(Provenance):
    """Codes shared by several databases (NĐ 47/2020 Art. 9(2)); fields refer to it by key."""

    key = models.SlugField(_("khóa"), max_length=60, unique=True)
    title = NfcCharField(_("tên danh mục mã"), max_length=255)
    is_demo = models.BooleanField(_("số liệu minh họa"), default=False)

    class Meta:
        verbose_name = _("danh mục mã")
        verbose_name_plural = _("danh mục mã")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class Code(models.Model):
    """One value of a code list."""

    code_list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="codes")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    code = NfcCharField(_("mã"), max_length=60)
    label = NfcCharField(_("tên"), max_length=255)
    label_en = NfcCharField(_("tên tiếng Anh"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("mã")
        verbose_name_plural = _("mã")
        ordering = ["code_list_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["code_list", "code"], name="catalog_code_once_a_list", violation_error_message=_("Mã đã có trong danh mục.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
