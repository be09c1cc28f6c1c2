"""Terms laid down by law or by the city, as data: no legal number stands in code."""

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agencies.rows import Provenance, bounded_from, one_at_a_time
from hcm_registry.kernel.models import both_or_neither
from hcm_registry.kernel.periods import period_in_words
from hcm_registry.vietnamese.fields import NfcTextField


class Matter(models.TextChoices):
    """What may have a term. Those for which none was found have no rule, and the system sets no deadline by itself."""

    PROPOSAL_INTAKE = "PROPOSAL_INTAKE", _("Tiếp nhận, kiểm tra đề xuất")
    PROPOSAL_APPRAISAL = "PROPOSAL_APPRAISAL", _("Thẩm định đề xuất")
    OPINION = "OPINION", _("Trả lời lấy ý kiến")
    DOCUMENT_ISSUE = "DOCUMENT_ISSUE", _("Phát hành văn bản sau khi ký")
    CATALOGUE_REVIEW = "CATALOGUE_REVIEW", _("Rà soát danh mục cơ sở dữ liệu dùng chung")
    DEFAULT_LIST_REVIEW = "DEFAULT_LIST_REVIEW", _("Rà soát danh mục dữ liệu chia sẻ mặc định")
    CONNECTION_ACCOUNT = "CONNECTION_ACCOUNT", _("Tạo tài khoản kết nối hoặc từ chối, chia sẻ mặc định")
    SPECIFIC_REQUEST = "SPECIFIC_REQUEST", _("Giải quyết yêu cầu chia sẻ đặc thù")
    SUSPENSION_NOTICE = "SUSPENSION_NOTICE", _("Thông báo trước khi tạm dừng chia sẻ theo kế hoạch")
    DATA_ERROR = "DATA_ERROR", _("Xử lý thông báo dữ liệu sai")
    PROBLEM = "PROBLEM", _("Giải quyết vướng mắc về kết nối, chia sẻ")
    PERSONAL_DATA_BREACH = "PERSONAL_DATA_BREACH", _("Thông báo vi phạm dữ liệu cá nhân")
    DUTY_BUILD = "DUTY_BUILD", _("Kiểm tra việc xây dựng, cập nhật cơ sở dữ liệu")
    DUTY_CONNECT = "DUTY_CONNECT", _("Kiểm tra việc kết nối, chia sẻ vào kho dùng chung")
    DUTY_GUIDE = "DUTY_GUIDE", _("Kiểm tra hướng dẫn dịch vụ chia sẻ")
    DUTY_CONFORM = "DUTY_CONFORM", _("Kiểm tra việc rà soát theo quy định của bộ, ngành")
    DUTY_PROPOSE = "DUTY_PROPOSE", _("Kiểm tra việc đề xuất thay đổi danh mục")
    DUTY_INTEGRATE = "DUTY_INTEGRATE", _("Kiểm tra việc tích hợp vào kho dùng chung")
    DUTY_GUIDANCE = "DUTY_GUIDANCE", _("Kiểm tra hướng dẫn kỹ thuật trên Cổng thông tin dữ liệu")
    REMINDER_FIRST = "REMINDER_FIRST", _("Nhắc lần đầu, trước hạn")
    REMINDER_LAST = "REMINDER_LAST", _("Nhắc lần cuối, trước hạn")
    ESCALATION = "ESCALATION", _("Báo lãnh đạo, sau hạn")


#: When people are warned of a deadline: zero days before it is its very day.
WARNINGS = (Matter.REMINDER_FIRST, Matter.REMINDER_LAST, Matter.ESCALATION)


class LegalRule(Provenance):
    """How long something may take, on the days of a period. Never edited: it may end once, and another begins."""

    class Unit(models.TextChoices):
        """What is counted."""

        WORKING_DAYS = "WORKING_DAYS", _("ngày làm việc")
        DAYS = "DAYS", _("ngày")
        MONTHS = "MONTHS", _("tháng")
        HOURS = "HOURS", _("giờ")

    class Origin(models.TextChoices):
        """Who says so."""

        LAW = "LAW", _("Pháp luật quy định")
        CITY = "CITY", _("Thành phố đặt")
        DEFAULT = "DEFAULT", _("Mặc định của hệ thống")
        DEMO = "DEMO", _("Minh họa")

    key = models.CharField(_("việc"), max_length=30, choices=Matter)
    value = models.PositiveSmallIntegerField(_("thời hạn"))
    unit = models.CharField(_("đơn vị tính"), max_length=20, choices=Unit)
    origin = models.CharField(_("do ai đặt"), max_length=10, choices=Origin)
    legal_basis = NfcTextField(_("căn cứ pháp lý"))
    period = DateRangeField(_("áp dụng"), db_comment="Half-open [from, to), by the record's own date")
    reason = NfcTextField(_("lý do đặt"), blank=True)
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người ghi nhận")
    )
    closed_at = models.DateTimeField(_("kết thúc bởi quy định sau, lúc"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người kết thúc")
    )

    class Meta:
        verbose_name = _("quy định về thời hạn")
        verbose_name_plural = _("quy định về thời hạn")
        ordering = ["key", "period", "pk"]
        constraints = [
            one_at_a_time(
                "catalog_rule_one_a_day", "period", "key", message=_("Việc này đã có quy định trong thời gian đó. Chọn thời gian khác.")
            ),
            bounded_from("period", "catalog_rule_begins", _("Quy định phải có ngày bắt đầu áp dụng.")),
            models.CheckConstraint(
                name="catalog_rule_has_basis",
                condition=~Q(legal_basis=""),
                violation_error_message=_("Nêu căn cứ của quy định."),
            ),
            models.CheckConstraint(
                name="catalog_rule_some_time",
                condition=Q(value__gt=0) | Q(key__in=WARNINGS),
                violation_error_message=_("Thời hạn phải từ 1 trở lên."),
            ),
            models.CheckConstraint(
                name="catalog_rule_warnings_in_working_days",
                condition=~Q(key__in=WARNINGS) | Q(unit="WORKING_DAYS"),
                violation_error_message=_("Thời điểm nhắc việc tính bằng ngày làm việc."),
            ),
            models.CheckConstraint(
                name="catalog_rule_set_by_a_person",
                condition=Q(origin__in=["LAW", "DEFAULT"]) | Q(recorded_by__isnull=False),
                violation_error_message=_("Quy định do Thành phố đặt phải có người ghi nhận."),
            ),
            models.CheckConstraint(
                name="catalog_rule_set_with_reason",
                condition=Q(recorded_by__isnull=True) | ~Q(reason=""),
                violation_error_message=_("Nêu lý do đặt quy định."),
            ),
            both_or_neither("closed_by", "closed_at", "catalog_rule_closed_who_when"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.in_words}"

    @property
    def period_in_words(self) -> str:
        """“từ 19/08/2025 đến hết 21/10/2025”."""
        return period_in_words(self.period)

    @property
    def in_words(self) -> str:
        """“2 ngày làm việc”."""
        said = {
            self.Unit.WORKING_DAYS: ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", self.value),
            self.Unit.DAYS: ngettext("%(n)d ngày", "%(n)d ngày", self.value),
            self.Unit.MONTHS: ngettext("%(n)d tháng", "%(n)d tháng", self.value),
            self.Unit.HOURS: ngettext("%(n)d giờ", "%(n)d giờ", self.value),
        }
        return said[self.Unit(self.unit)] % {"n": self.value}
