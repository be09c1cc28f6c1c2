"""The people who sign in, and the roles they hold at agencies for a period, in person or by delegation."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.organisation import Agency
from agencies.querysets import DelegationQuerySet, MembershipQuerySet
from agencies.rows import bounded_from, one_at_a_time
from hcm_registry.kernel.models import both_or_neither
from hcm_registry.vietnamese.fields import NfcCharField


class Role(models.TextChoices):
    """What somebody may be at an agency; what each may do stands in the workflow tables."""

    REGISTRAR = "REGISTRAR", _("Chuyên viên đăng ký")
    HEAD = "HEAD", _("Lãnh đạo")
    INTAKE = "INTAKE", _("Cán bộ tiếp nhận")
    APPRAISER = "APPRAISER", _("Chuyên viên thẩm định")
    CLERK = "CLERK", _("Văn thư")
    OPERATOR = "OPERATOR", _("Cán bộ vận hành kho dữ liệu")
    AUDITOR = "AUDITOR", _("Kiểm toán viên")
    ADMIN = "ADMIN", _("Quản trị hệ thống")


class User(AbstractUser):
    """A person who signs in. Deactivated when they leave, never deleted: their name stands on decisions."""

    first_name = None  # type: ignore[assignment]  # Django's field, taken away
    last_name = None  # type: ignore[assignment]  # Django's field, taken away
    full_name = NfcCharField(_("họ và tên"), max_length=150, blank=True)

    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """One field: Vietnamese names do not split into first and last."""
        return str(self)

    def get_short_name(self) -> str:
        """The same."""
        return str(self)


class Membership(models.Model):
    """Somebody holds a role at an agency for a period. Ended by a last day, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)
    period = DateRangeField(_("thời gian"))

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("vai trò tại cơ quan")
        verbose_name_plural = _("vai trò tại cơ quan")
        constraints = [
            one_at_a_time(
                "agencies_membership_one_at_a_time",
                "period",
                "user",
                "agency",
                "role",
                message=_("Người này đã giữ vai trò đó trong thời gian này."),
            ),
            bounded_from("period", "agencies_membership_begins", _("Vai trò phải có ngày bắt đầu và không được rỗng.")),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.agency}"


class Delegation(models.Model):
    """A person lets a deputy act in one of their roles for a limited time. The deputy cannot pass it on: a delegation
    rests on the principal's membership, never on another delegation."""

    principal = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_given", verbose_name=_("người ủy quyền"))
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_held", verbose_name=_("người được ủy quyền"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="delegations")
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)
    period = DateTimeRangeField(_("thời gian"), db_comment="[from, to) to the minute; always ends")
    reason = NfcCharField(_("lý do"), max_length=255, blank=True)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DelegationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ủy quyền")
        verbose_name_plural = _("ủy quyền")
        constraints = [
            models.CheckConstraint(
                name="agencies_delegation_not_to_oneself",
                condition=~Q(principal=F("deputy")),
                violation_error_message=_("Không ai ủy quyền cho chính mình."),
            ),
            models.CheckConstraint(
                name="agencies_delegation_ends",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                violation_error_message=_("Ủy quyền phải có lúc bắt đầu và lúc kết thúc."),
            ),
            ExclusionConstraint(
                name="agencies_delegation_one_at_a_time",
                expressions=[(key, RangeOperators.EQUAL) for key in ("principal", "agency", "role")]
                + [("period", RangeOperators.OVERLAPS)],
                condition=Q(revoked_at__isnull=True),
                violation_error_message=_(
                    "Vai trò này đã được ủy quyền trong thời gian đó. Thu hồi ủy quyền kia hoặc chọn thời gian khác."
                ),
            ),
            both_or_neither("revoked_by", "revoked_at", "agencies_delegation_revoked_who_when"),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.deputy}"


class ContactPoint(models.Model):
    """The officer an agency makes public for data sharing (NĐ 47/2020): name, position, phone, e-mail. History kept."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contact_points")
    full_name = NfcCharField(_("họ và tên"), max_length=150)
    position = NfcCharField(_("chức vụ"), max_length=150)
    phone = NfcCharField(_("điện thoại"), max_length=40)
    email = models.EmailField(_("thư điện tử"))
    primary = models.BooleanField(_("đầu mối chính"), default=True)
    period = DateRangeField(_("thời gian"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("đầu mối")
        verbose_name_plural = _("đầu mối")
        constraints = [
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(primary=True, period__upper_inf=True),
                name="agencies_contact_one_primary",
                violation_error_message=_("Cơ quan đã có một đầu mối chính."),
            ),
            bounded_from("period", "agencies_contact_begins", _("Đầu mối phải có ngày bắt đầu.")),
        ]

    def __str__(self) -> str:
        return self.full_name
