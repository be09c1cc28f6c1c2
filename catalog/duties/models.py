"""Who bears which duty for which database and since when, and how its fulfilment was shown and judged.

A responsibility follows the catalogue and the city's mandates: PostgreSQL lets nobody write another one.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from agencies.authority import Seats, seats_of
from agencies.models import Agency, Mandate, Provenance, Role
from catalog.clocks.models import DeadlineClock
from catalog.decisions.models import Decision
from catalog.entries.choices import Basis
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.rules.models import Matter
from hcm_registry.files.fields import KeptFileField
from hcm_registry.kernel.models import both_or_neither
from hcm_registry.kernel.periods import period_in_words
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField

#: Who shows for an agency that it did its duty.
REPORTERS = (Role.REGISTRAR, Role.HEAD, Role.APPRAISER)
NEVER = date(9999, 12, 31)
OPEN = Q(concluded_at__isnull=True, voided_at__isnull=True)
UNDONE = Q(done_at__isnull=True, voided_at__isnull=True)


class Duty(Provenance):
    """A kind of duty that the decision, or the law above it, lays on whoever manages a database or leads the catalogue."""

    class Kind(models.TextChoices):
        """Duties of the decision of October 2023, and the review that NĐ 47/2020 Art. 34(2) asks for."""

        BUILD = "BUILD", _("Xây dựng, cập nhật, quản lý cơ sở dữ liệu")
        CONNECT = "CONNECT", _("Kết nối, chia sẻ dữ liệu vào kho dùng chung")
        GUIDE = "GUIDE", _("Soạn, công bố hướng dẫn dịch vụ chia sẻ")
        CONFORM = "CONFORM", _("Rà soát theo quy định của bộ, ngành")
        PROPOSE = "PROPOSE", _("Đề xuất cập nhật, điều chỉnh, bổ sung danh mục")
        INTEGRATE = "INTEGRATE", _("Chủ trì tích hợp vào kho dùng chung")
        GUIDANCE = "GUIDANCE", _("Công bố hướng dẫn kỹ thuật trên Cổng thông tin dữ liệu")
        ADVISE = "ADVISE", _("Rà soát danh mục, tham mưu điều chỉnh, bổ sung")
        DEFAULT_LIST = "DEFAULT_LIST", _("Rà soát danh mục dữ liệu chia sẻ mặc định")

    class Bearer(models.TextChoices):
        """Who bears it."""

        MANAGER = "MANAGER", _("Cơ quan quản lý cơ sở dữ liệu")
        LEAD = "LEAD", _("Cơ quan chủ trì danh mục")

    key = models.CharField(_("nhiệm vụ"), max_length=20, choices=Kind, unique=True)
    bearer = models.CharField(_("ai thực hiện"), max_length=10, choices=Bearer)
    each_database = models.BooleanField(_("với từng cơ sở dữ liệu"))
    statement = NfcTextField(_("nội dung nhiệm vụ"))
    legal_basis = NfcTextField(_("căn cứ pháp lý"))
    matter = models.CharField(_("kiểm tra định kỳ theo"), max_length=30, choices=Matter)

    class Meta:
        verbose_name = _("nhiệm vụ")
        verbose_name_plural = _("nhiệm vụ")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="catalog_duty_has_basis",
                condition=~Q(legal_basis="") & ~Q(statement=""),
                violation_error_message=_("Nhiệm vụ phải có nội dung và căn cứ."),
            ),
            models.CheckConstraint(
                name="catalog_duty_manager_of_each",
                condition=~Q(bearer="MANAGER") | Q(each_database=True),
                violation_error_message=_("Cơ quan quản lý chịu trách nhiệm với từng cơ sở dữ liệu."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_key_display()


class ResponsibilityQuerySet(models.QuerySet[Any]):
    """Responsibilities…"""

    def visible_to(self, user: Any, at: datetime) -> "ResponsibilityQuerySet":
        """…of the agencies where the person holds a role; all of them for the department in charge, auditors and administrators."""
        seats = seats_of(user, at)
        return self.all() if oversees(seats) else self.filter(agency__in=seats.agencies)

    def on(self, day: date) -> "ResponsibilityQuerySet":
        """…borne on the day."""
        return self.filter(period__contains=day)

    def open(self) -> "ResponsibilityQuerySet":
        """…without a known end."""
        return self.filter(period__upper_inf=True)

    def described(self) -> "ResponsibilityQuerySet":
        """…with the name of the database, and the last day of the check that is still to be done."""
        names = DatabaseVersion.objects.filter(database=OuterRef("database")).order_by("-number").values("name")
        days = ComplianceCheck.objects.filter(UNDONE, responsibility=OuterRef("pk")).values("clock__due_on")
        due = Coalesce(Subquery(days[:1]), Value(NEVER), output_field=models.DateField())
        return self.annotate(database_name=Coalesce(Subquery(names[:1]), Value("")), due_on=due)

    def listed(self) -> "ResponsibilityQuerySet":
        """…with everything a list row shows."""
        return self.described().select_related("duty", "database", "agency", "decision").prefetch_related("agency__names")


class Responsibility(models.Model):
    """One agency bears one duty, for one database or for the whole catalogue, from the day a decision said so.

    Never edited: when the decision in force names another agency, or another one leads the catalogue, it ends and the other's begins.
    """

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="responsibilities", verbose_name=_("nhiệm vụ"))
    database = models.ForeignKey(
        SharedDatabase, on_delete=models.PROTECT, null=True, blank=True, related_name="responsibilities", verbose_name=_("cơ sở dữ liệu")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="responsibilities", verbose_name=_("cơ quan chịu trách nhiệm")
    )
    basis = models.CharField(_("căn cứ xác định cơ quan"), max_length=10, choices=Basis)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="responsibilities", verbose_name=_("theo quyết định"))
    period = DateRangeField(_("thời gian"), db_comment="Half-open [from, to), legal days")
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    closed_at = models.DateTimeField(_("ghi nhận kết thúc lúc"), null=True, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("trách nhiệm")
        verbose_name_plural = _("trách nhiệm")
        ordering = ["pk"]
        indexes = [models.Index(fields=["agency", "duty"], name="catalog_responsibility_borne")]
        constraints = [
            ExclusionConstraint(
                name="catalog_responsibility_one_a_day",
                expressions=[
                    ("duty", RangeOperators.EQUAL),
                    (Coalesce(F("database"), Value(0)), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Nhiệm vụ này đã có cơ quan chịu trách nhiệm trong thời gian đó."),
            ),
            models.CheckConstraint(
                name="catalog_responsibility_begins",
                condition=Q(period__lower_inf=False) & (Q(period__isempty=False) | Q(closed_at__isnull=False)),
                violation_error_message=_("Trách nhiệm phải có ngày bắt đầu."),
            ),
            models.CheckConstraint(
                name="catalog_responsibility_end_recorded",
                condition=Q(period__upper_inf=True, closed_at__isnull=True) | Q(period__upper_inf=False, closed_at__isnull=False),
                violation_error_message=_("Trách nhiệm kết thúc phải ghi rõ lúc nào."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty}, {self.agency}"

    @property
    def period_in_words(self) -> str:
        """“từ 31/10/2023”."""
        return period_in_words(self.period)

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/duties/{self.pk}/"


class ComplianceCheck(models.Model):
    """Once, one agency shows by a certain day that it fulfilled a duty, and the department in charge judges what it shows.

    Called by a rule (every so many months) or asked for by the department. Each part is written once; nothing is closed without a file.
    """

    class Outcome(models.TextChoices):
        """What the department finds."""

        MET = "MET", _("Đã thực hiện")
        NOT_MET = "NOT_MET", _("Chưa thực hiện đủ")

    responsibility = models.ForeignKey(Responsibility, on_delete=models.PROTECT, related_name="checks", verbose_name=_("trách nhiệm"))
    clock = models.OneToOneField(DeadlineClock, on_delete=models.PROTECT, related_name="+", verbose_name=_("hạn"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người yêu cầu")
    )
    asked_at = models.DateTimeField(_("yêu cầu lúc"))
    asked = NfcTextField(_("nội dung yêu cầu"), blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người báo cáo")
    )
    done_at = models.DateTimeField(_("báo cáo lúc"), null=True, blank=True)
    done_title = models.CharField(_("tư cách báo cáo"), max_length=400, blank=True)
    report = NfcTextField(_("kết quả thực hiện"), blank=True)
    evidence = KeptFileField(
        _("minh chứng"),
        upload_to="evidence/%Y/%m/",
        blank=True,
        sha256="evidence_sha256",
        called="evidence_name",
        typed="evidence_type",
        by="done_by",
        path="path",
    )
    evidence_name = NfcCharField(_("tên tệp"), max_length=255, blank=True)
    evidence_type = models.CharField(_("kiểu tệp"), max_length=100, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người kết luận")
    )
    concluded_at = models.DateTimeField(_("kết luận lúc"), null=True, blank=True)
    concluded_title = models.CharField(_("tư cách kết luận"), max_length=400, blank=True)
    outcome = models.CharField(_("kết luận"), max_length=10, choices=Outcome, blank=True)
    finding = NfcTextField(_("nhận xét"), blank=True)
    voided_at = models.DateTimeField(_("thôi kiểm tra lúc"), null=True, blank=True)
    moved_to = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_from", verbose_name=_("chuyển thành")
    )

    class Meta:
        verbose_name = _("lần kiểm tra")
        verbose_name_plural = _("lần kiểm tra")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["responsibility"],
                condition=OPEN,
                name="catalog_check_one_open",
                violation_error_message=_("Trách nhiệm này đang có một lần kiểm tra chưa kết luận."),
            ),
            both_or_neither("done_by", "done_at", "catalog_check_done_who_when"),
            both_or_neither("concluded_by", "concluded_at", "catalog_check_concluded_who_when"),
            models.CheckConstraint(
                name="catalog_check_asked_with_reason",
                condition=Q(asked_by__isnull=True) | ~Q(asked=""),
                violation_error_message=_("Nêu nội dung yêu cầu kiểm tra."),
            ),
            models.CheckConstraint(
                name="catalog_check_done_with_evidence",
                condition=Q(done_at__isnull=True, evidence="", evidence_sha256="", report="")
                | (Q(done_at__isnull=False, evidence_sha256__regex="^[0-9a-f]{64}$") & ~Q(evidence="") & ~Q(report="")),
                violation_error_message=_("Báo cáo phải có kết quả và tệp minh chứng."),
            ),
            models.CheckConstraint(
                name="catalog_check_concluded_on_evidence",
                condition=Q(concluded_at__isnull=True, outcome="", finding="")
                | (Q(concluded_at__isnull=False, done_at__isnull=False, outcome__in=["MET", "NOT_MET"]) & ~Q(finding="")),
                violation_error_message=_("Chỉ kết luận khi đã có minh chứng, và kết luận phải có nhận xét."),
            ),
            models.CheckConstraint(
                name="catalog_check_four_eyes",
                condition=Q(concluded_by__isnull=True) | ~Q(concluded_by=F("done_by")),
                violation_error_message=_("Người báo cáo không được tự kết luận."),
            ),
            models.CheckConstraint(
                name="catalog_check_voided_undone",
                condition=Q(voided_at__isnull=True, moved_to__isnull=True) | Q(voided_at__isnull=False, done_at__isnull=True),
                violation_error_message=_("Chỉ thôi kiểm tra khi chưa báo cáo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.responsibility}"

    @property
    def path(self) -> str:
        """Where it is shown."""
        return self.responsibility.path


def oversees(seats: Seats) -> bool:
    """Whether somebody reads the duties of every agency: the department in charge, auditors, administrators."""
    return bool(seats.with_role(Role.AUDITOR, Role.ADMIN)) or seats.mandates.get(Mandate.Kind.LEAD) in seats.agencies
