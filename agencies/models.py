"""Agencies by dated names and codes, the people in them, and the roles they hold for a period."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.querysets import AgencyQuerySet, DelegationQuerySet, MandateQuerySet, MembershipQuerySet, NameQuerySet
from hcm_registry.kernel.fields import NfcCharField, NfcTextField
from hcm_registry.kernel.models import both_or_neither, sort_column


def bounded_from(field: str, name: str, message: object) -> models.CheckConstraint:
    """A period that is not empty and has a first day."""
    condition = Q(**{f"{field}__isempty": False, f"{field}__lower_inf": False})
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=message)


def one_at_a_time(name: str, period: str, *keys: str, message: object) -> ExclusionConstraint:
    """No two rows with equal `keys` share a day (or a moment)."""
    expressions = [(key, RangeOperators.EQUAL) for key in keys] + [(period, RangeOperators.OVERLAPS)]
    return ExclusionConstraint(name=name, expressions=expressions, violation_error_message=message)


class Provenance(models.Model):
    """Where a fact comes from, and whether a source that was read confirms it. Unknown facts have no row at all."""

    source = NfcTextField(_("nguồn"), blank=True)
    confirmed = models.BooleanField(_("đã xác nhận"), default=False)
    note = NfcTextField(_("ghi chú"), blank=True)

    class Meta:
        abstract = True


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

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
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


class Agency(Provenance):
    """A body of the state. It may be renamed, merged or dissolved, and its row stays: old decisions name it."""

    class Kind(models.TextChoices):
        """As the city's lists group them."""

        PEOPLE_COMMITTEE = "PEOPLE_COMMITTEE", _("Ủy ban nhân dân Thành phố")
        SPECIALISED_AGENCY = "SPECIALISED_AGENCY", _("Cơ quan chuyên môn")
        OTHER_ADMINISTRATIVE = "OTHER_ADMINISTRATIVE", _("Tổ chức hành chính khác")
        SUB_UNIT = "SUB_UNIT", _("Đơn vị trực thuộc cơ quan chuyên môn")
        PUBLIC_SERVICE_UNIT = "PUBLIC_SERVICE_UNIT", _("Đơn vị sự nghiệp")
        VERTICAL_AGENCY = "VERTICAL_AGENCY", _("Cơ quan ngành dọc")
        DISTRICT_PEOPLE_COMMITTEE = "DISTRICT_PEOPLE_COMMITTEE", _("Ủy ban nhân dân cấp huyện")

    key = models.SlugField(_("khóa"), max_length=60, unique=True, db_comment="Stable; never shown as an official code")
    kind = models.CharField(_("loại"), max_length=30, choices=Kind)
    active = DateRangeField(_("thời gian tồn tại"), db_comment="[from, to); an unbounded side is unknown or still open")
    office_mailbox = models.EmailField(_("hộp thư cơ quan"), blank=True)
    requires_sign_off = models.BooleanField(_("lãnh đạo ký trước khi gửi đề xuất"), default=False)

    objects = AgencyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cơ quan")
        verbose_name_plural = _("cơ quan")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="agencies_agency_lived_some_day",
                condition=Q(active__isempty=False),
                violation_error_message=_("Thời gian tồn tại của cơ quan không được rỗng."),
            ),
        ]

    def __str__(self) -> str:
        return self.current_name

    @property
    def current_name(self) -> str:
        """The latest official name; prefetch `names` on lists."""
        names = sorted(self.names.all(), key=lambda name: name.pk)
        return names[-1].name if names else self.key


class AgencyName(Provenance):
    """What an agency was officially called during a period."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="names")
    name = NfcCharField(_("tên chính thức"), max_length=255)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=255, blank=True)
    abbreviation = NfcCharField(_("tên viết tắt"), max_length=40, blank=True)
    abbreviation_confirmed = models.BooleanField(_("tên viết tắt đã xác nhận"), default=False)
    period = DateRangeField(_("thời gian mang tên"))
    name_sort = sort_column("name")

    objects = NameQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["name_sort"])

    class Meta:
        verbose_name = _("tên cơ quan")
        verbose_name_plural = _("tên cơ quan")
        ordering = ["name_sort", "pk"]
        constraints = [
            one_at_a_time("agencies_name_one_a_day", "period", "agency", message=_("Cơ quan đã có tên khác trong thời gian này.")),
            models.CheckConstraint(
                name="agencies_name_some_day",
                condition=Q(period__isempty=False),
                violation_error_message=_("Thời gian mang tên không được rỗng."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyCode(Provenance):
    """An identifier of an agency under a scheme, for a period. Codes not found have no row: none is derived."""

    class Scheme(models.TextChoices):
        """Where the code comes from."""

        EXCHANGE_2014 = "EXCHANGE_2014", _("Mã trao đổi văn bản 2014")
        QD20_2020 = "QD20_2020", _("Mã định danh điện tử (QĐ 20/2020/QĐ-TTg)")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="codes")
    scheme = models.CharField(_("hệ mã"), max_length=20, choices=Scheme)
    code = NfcCharField(_("mã"), max_length=40)
    period = DateRangeField(_("thời gian dùng"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("mã cơ quan")
        verbose_name_plural = _("mã cơ quan")
        constraints = [
            one_at_a_time("agencies_code_one_a_scheme", "period", "agency", "scheme", message=_("Cơ quan đã có mã khác trong hệ mã này.")),
            one_at_a_time("agencies_code_one_owner", "period", "scheme", "code", message=_("Mã này đang thuộc cơ quan khác.")),
        ]

    def __str__(self) -> str:
        return self.code


class Succession(Provenance):
    """One agency's functions passed to another, wholly or in part, by an act of a competent body. Append-only."""

    class Kind(models.TextChoices):
        """How."""

        MERGE = "MERGE", _("hợp nhất")
        SPLIT = "SPLIT", _("tách")
        RENAME = "RENAME", _("đổi tên")
        PARTIAL_TRANSFER = "PARTIAL_TRANSFER", _("chuyển một phần chức năng")
        RECREATION = "RECREATION", _("thành lập lại")

    predecessor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="passed_to")
    successor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="received_from")
    kind = models.CharField(_("hình thức"), max_length=20, choices=Kind)
    on = models.DateField(_("từ ngày"))
    legal_basis = NfcTextField(_("căn cứ pháp lý"), blank=True)
    scope = NfcTextField(_("phần chức năng chuyển"), blank=True)

    class Meta:
        verbose_name = _("kế thừa")
        verbose_name_plural = _("kế thừa")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agencies_succession_not_itself",
                condition=~Q(predecessor=F("successor")),
                violation_error_message=_("Một cơ quan không thể kế thừa chính mình."),
            ),
            models.UniqueConstraint(
                fields=["predecessor", "successor", "on"],
                name="agencies_succession_once",
                violation_error_message=_("Việc kế thừa này đã được ghi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.on:%d/%m/%Y})"


class Mandate(models.Model):
    """Which agency is charged with something for the whole city, and since when: never a name in code."""

    class Kind(models.TextChoices):
        """The three charges the decision and the law speak of."""

        LEAD = "LEAD", _("Cơ quan chủ trì danh mục")
        ISSUER = "ISSUER", _("Cơ quan ban hành danh mục")
        WAREHOUSE = "WAREHOUSE", _("Đơn vị vận hành kho dữ liệu dùng chung")

    kind = models.CharField(_("nhiệm vụ"), max_length=20, choices=Kind)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="mandates")
    period = DateRangeField(_("thời gian"))
    legal_basis = NfcTextField(_("căn cứ"), blank=True)

    objects = MandateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("nhiệm vụ được giao")
        verbose_name_plural = _("nhiệm vụ được giao")
        constraints = [
            one_at_a_time("agencies_mandate_one_a_day", "period", "kind", message=_("Nhiệm vụ này đã giao cho cơ quan khác.")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.agency}"


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
                "agencies_membership_one_at_a_time", "period", "user", "agency", "role", message=_("Người này đã giữ vai trò đó trong thời gian này.")
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
