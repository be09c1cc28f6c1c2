"""Decisions of the competent body: the only thing that changes the catalogue."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Provenance
from hcm_registry.files.fields import KeptFileField
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField


def decision_file(decision: "Decision", filename: str) -> str:
    """Where a decision's scanned text is kept: by its hash, so that a name never matters."""
    return f"decisions/{decision.file_sha256}"


class DecisionQuerySet(models.QuerySet[Any]):
    """Decisions…"""

    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """…that the person may read: decisions are public acts."""
        return self

    def due(self, today: date) -> "DecisionQuerySet":
        """…whose effective date has come and which have proposals, or a reorganisation, still to be carried out."""
        waiting = Q(proposals__state="ISSUED") | Q(reorganisation__state="DECIDED")
        return self.filter(waiting, effective_on__lte=today).distinct()

    def in_order(self) -> "DecisionQuerySet":
        """…the one that prevails over another after it: by the day of effect, of one day by signing, of one signing by the recording."""
        return self.order_by("effective_on", F("signed_on").asc(nulls_first=True), "recorded_at", "pk")


class Decision(Provenance):
    """A legal act that issues, amends, replaces or corrects the catalogue, or reorganises the agencies that it names.

    Never edited (NĐ 30/2020 Art. 18(3)): what was unknown at recording (number, days, signer, file) may be filled in
    once, what is known stays. A wrong decision is cured by another decision.
    """

    class Kind(models.TextChoices):
        """What it does to the catalogue."""

        ISSUE = "ISSUE", _("Ban hành")
        AMEND = "AMEND", _("Sửa đổi, bổ sung")
        REPLACE = "REPLACE", _("Thay thế")
        CORRECT = "CORRECT", _("Đính chính")
        REORGANISE = "REORGANISE", _("Sắp xếp cơ quan")

    issuing_body = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("cơ quan ban hành"))
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    number = NfcCharField(_("số"), max_length=20, blank=True, help_text=_("Chỉ phần số, ví dụ 4120."))
    symbol = NfcCharField(_("ký hiệu"), max_length=40, default="QĐ-UBND")
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    effective_on = models.DateField(_("ngày có hiệu lực"))
    day_known = models.BooleanField(_("biết chính xác ngày"), default=True, db_comment="False: effective_on only bounds the unknown day")
    day_note = NfcCharField(_("ghi chú về ngày"), max_length=255, blank=True)
    signer = NfcCharField(_("người ký"), max_length=150, blank=True)
    signer_title = NfcCharField(_("chức vụ người ký"), max_length=150, blank=True)
    abstract = NfcTextField(_("trích yếu"))
    legal_grounds = NfcTextField(_("căn cứ"), blank=True)
    declared_count = models.PositiveIntegerField(_("số cơ sở dữ liệu theo quyết định"), null=True, blank=True)
    file = KeptFileField(
        _("văn bản"), upload_to=decision_file, blank=True, sha256="file_sha256", called="file_name", by="recorded_by", path="path"
    )
    file_name = NfcCharField(_("tên tệp"), max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("người ghi nhận")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyết định")
        verbose_name_plural = _("quyết định")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                F("issuing_body"),
                F("number"),
                F("symbol"),
                ExtractYear("signed_on"),
                condition=~Q(number=""),
                name="catalog_decision_number_once_a_year",
                violation_error_message=_("Số quyết định này đã dùng trong năm. Kiểm tra lại số và ngày ký."),
            ),
            models.CheckConstraint(
                name="catalog_decision_never_retroactive",
                condition=Q(signed_on__isnull=True) | Q(effective_on__gte=F("signed_on")),
                violation_error_message=_("Ngày có hiệu lực không được trước ngày ký."),
            ),
            models.CheckConstraint(
                name="catalog_decision_complete_or_unknown",
                condition=Q(day_known=False) | (Q(signed_on__isnull=False) & ~Q(number="") & ~Q(signer="")),
                violation_error_message=_("Quyết định phải có số, ngày ký và người ký."),
            ),
            models.CheckConstraint(
                name="catalog_decision_file_has_hash",
                condition=Q(file="", file_sha256="") | (~Q(file="") & ~Q(file_sha256="")),
                violation_error_message=_("Tệp văn bản phải có mã băm."),
            ),
            models.CheckConstraint(
                name="catalog_decision_a_person_records",
                condition=Q(recorded_by__isnull=False) | Q(day_known=False),
                violation_error_message=_("Quyết định phải có người ghi nhận."),
            ),
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.REORGANISE:
            return gettext("Văn bản sắp xếp số %(ref)s") % {"ref": self.reference} if self.number else gettext("Văn bản sắp xếp chưa rõ số")
        if not self.number:
            return gettext("Quyết định chưa rõ số")
        return gettext("Quyết định số %(ref)s") % {"ref": self.reference}

    @property
    def path(self) -> str:
        """Its page."""
        return f"/decisions/{self.pk}/"

    @property
    def reference(self) -> str:
        """Number and symbol as printed: `4120/QĐ-UBND`; empty when unknown."""
        return f"{self.number}/{self.symbol}" if self.number else ""
