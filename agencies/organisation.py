"""Agencies by dated names and codes, what they succeed, and what they are charged with for the whole city."""

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.querysets import AgencyQuerySet, MandateQuerySet, NameQuerySet, SuccessionQuerySet
from agencies.rows import Provenance, one_at_a_time
from hcm_registry.kernel.periods import contains
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField, sort_column


class Agency(Provenance):
    """A body of the state. It may be renamed, merged or dissolved, and its row stays: old decisions name it."""

    class Kind(models.TextChoices):
        """As the city's lists group them."""

        PEOPLE_COUNCIL = "PEOPLE_COUNCIL", _("Hội đồng nhân dân Thành phố")
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

    def carried_on_by(self, on: date) -> "list[Agency]":
        """The agencies that do its work on the day: itself while it exists, and otherwise whoever took it over whole, however far."""
        if contains(self.active, on) or self.active.upper is None:
            return [self]
        passed = self.passed_to.filter(on=self.active.upper).exclude(kind=Succession.Kind.PARTIAL_TRANSFER)
        heirs = [heir for one in passed.select_related("successor") for heir in one.successor.carried_on_by(on)]
        return list(dict.fromkeys(heirs))

    def ended_in_words(self, on: date) -> str:
        """That it acts no more on the day, and who does instead; empty while it acts."""
        heirs = self.carried_on_by(on)
        if heirs == [self]:
            return ""
        if not heirs:
            return gettext("%(agency)s không còn hoạt động.") % {"agency": self}
        names = ", ".join(str(heir) for heir in heirs)
        return gettext("%(agency)s không còn hoạt động; việc này nay thuộc %(heirs)s.") % {"agency": self, "heirs": names}


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

    objects = SuccessionQuerySet.as_manager()
    history = HistoricalRecords()  # of one line each: when it was recorded

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
        return f"{self.predecessor} → {self.successor} ({date_format(self.on, 'SHORT_DATE_FORMAT')})"


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
