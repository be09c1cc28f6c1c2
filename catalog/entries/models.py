"""Shared databases: a stable identity, and what the catalogue says of it during each period, with its data dictionary."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Provenance
from catalog.decisions.models import Decision
from catalog.entries import choices
from catalog.entries.querysets import DatabaseQuerySet, VersionQuerySet
from hcm_registry.kernel.models import both_or_neither
from hcm_registry.kernel.periods import LEGAL_ZONE, is_open
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField, sort_column, words_column

TECHNICAL_NAME = r"^[a-z][a-z0-9_]{0,62}$"


class SharedDatabase(Provenance):
    """The identity of a shared database. Its number is never reused, whatever happens to it."""

    number = models.PositiveIntegerField(_("số thứ tự"), unique=True)
    code = models.CharField(_("mã"), max_length=20, unique=True)
    first_recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    is_demo = models.BooleanField(_("số liệu minh họa"), default=False)

    objects = DatabaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ sở dữ liệu dùng chung")
        verbose_name_plural = _("cơ sở dữ liệu dùng chung")
        ordering = ["number"]
        permissions = [("maintain_shareddatabase", _("Phụ trách cơ sở dữ liệu"))]

    def __str__(self) -> str:
        return self.code


class DatabaseVersion(models.Model):
    """What the catalogue says of one shared database during one period, and by which decision.

    Never edited once in force: a change is a new version under a new decision. Two times: `in_force` is legal time,
    `recorded_at` is when the registry learned of it, `closed_at` when it learned of the end. Empty means unknown.
    A version whose successor takes effect on the same day has no day of its own: an empty `in_force`, and `since` from its decision.
    """

    database = models.ForeignKey(SharedDatabase, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("phiên bản"))
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="versions", verbose_name=_("quyết định"))
    in_force = DateRangeField(_("hiệu lực"), db_comment="Half-open [from, to): the last day is not included")
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    closed_at = models.DateTimeField(_("ghi nhận kết thúc lúc"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="closed", verbose_name=_("kết thúc theo")
    )
    content_hash = models.CharField(_("mã băm nội dung"), max_length=64)

    # What the catalogue says. `catalog.entries.content` reads these definitions; nothing lists the fields again.
    name = NfcCharField(_("Tên cơ sở dữ liệu"), max_length=255)
    name_en = NfcCharField(_("Tên tiếng Anh"), max_length=255, blank=True)
    purpose = NfcTextField(_("Mục đích"), blank=True, help_text=_("Cơ sở dữ liệu phục vụ việc gì, cho ai."))
    scope = NfcTextField(_("Phạm vi"), blank=True, help_text=_("Địa bàn, đối tượng và thời gian của dữ liệu."))
    content = NfcTextField(_("Nội dung"), blank=True, help_text=_("Các nhóm thông tin chính."))
    collection_mechanism = NfcTextField(
        _("Cơ chế thu thập, cập nhật"), blank=True, help_text=_("Dữ liệu được thu thập và cập nhật thế nào.")
    )
    data_source = NfcTextField(_("Nguồn dữ liệu"), blank=True, help_text=_("Dữ liệu lấy từ hồ sơ, hệ thống nào."))
    theme = models.CharField(_("Lĩnh vực"), max_length=20, choices=choices.Theme, blank=True)
    core_entity = models.CharField(_("Thực thể lõi"), max_length=20, choices=choices.CoreEntity, blank=True)
    managing_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="managed_versions", verbose_name=_("Cơ quan quản lý")
    )
    managing_agency_basis = models.CharField(_("Căn cứ xác định cơ quan quản lý"), max_length=10, choices=choices.Basis, blank=True)
    coordinating_agencies = models.ManyToManyField(
        Agency, blank=True, related_name="coordinated_versions", verbose_name=_("Cơ quan phối hợp")
    )
    status = models.CharField(_("Hiện trạng"), max_length=20, choices=choices.Status, blank=True)
    sharing_class = models.CharField(_("Loại dữ liệu theo mức chia sẻ"), max_length=20, choices=choices.SharingClass, blank=True)
    importance_class = models.CharField(_("Loại dữ liệu theo tầm quan trọng"), max_length=20, choices=choices.ImportanceClass, blank=True)
    sharing_mode = models.CharField(_("Hình thức chia sẻ"), max_length=20, choices=choices.SharingMode, blank=True)
    sharing_method = models.CharField(_("Phương thức chia sẻ"), max_length=20, choices=choices.SharingMethod, blank=True)
    update_frequency = models.CharField(_("Tần suất cập nhật"), max_length=20, choices=choices.UpdateFrequency, blank=True)
    personal_data = models.CharField(_("Dữ liệu cá nhân"), max_length=20, choices=choices.PersonalData, blank=True)
    personal_data_ground = NfcTextField(_("Căn cứ xử lý dữ liệu cá nhân"), blank=True)
    security_level = models.PositiveSmallIntegerField(_("Cấp độ an toàn thông tin"), null=True, blank=True, help_text=_("Từ 1 đến 5."))
    security_level_decision = NfcCharField(_("Văn bản phê duyệt cấp độ"), max_length=255, blank=True)
    legal_basis = NfcTextField(_("Căn cứ pháp lý"), blank=True, help_text=_("Văn bản giao xây dựng, quản lý cơ sở dữ liệu."))
    conforms_to = NfcTextField(_("Cơ sở dữ liệu quốc gia, bộ ngành phải tuân theo"), blank=True)
    notes = NfcTextField(_("Ghi chú"), blank=True)

    name_sort = sort_column("name")
    name_words = words_column("name")
    search = SearchVectorField(null=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên bản cơ sở dữ liệu")
        verbose_name_plural = _("phiên bản cơ sở dữ liệu")
        ordering = ["database_id", "number"]
        indexes = [
            models.Index(F("name_sort"), F("id"), name="catalog_version_by_name"),
            GinIndex(fields=["search"], name="catalog_version_by_words"),
            GinIndex(fields=["name_words"], name="catalog_version_by_name_words"),
            # Most searches are of today, and need not go through the words of what has ended.
            GinIndex(fields=["search"], name="catalog_version_now_by_words", condition=Q(in_force__upper_inf=True)),
            GinIndex(fields=["name_words"], name="catalog_version_now_by_name", condition=Q(in_force__upper_inf=True)),
            models.Index(fields=["managing_agency", "database"], name="catalog_version_by_agency"),
            models.Index(fields=["recorded_at", "id"], name="catalog_version_by_record"),
            # Counts and filters read this alone: no row is fetched to learn that it does not answer.
            models.Index(
                fields=["managing_agency", "theme", "sharing_class", "status", "update_frequency"],
                include=["in_force", "recorded_at", "closed_at", "core_entity", "importance_class", "personal_data", "id"],
                name="catalog_version_by_kind",
            ),
        ]
        constraints = [
            ExclusionConstraint(
                name="catalog_version_one_truth_a_day",
                expressions=[("database", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
                violation_error_message=_("Đã có một phiên bản khác có hiệu lực trong thời gian này."),
            ),
            models.UniqueConstraint(
                fields=["database", "number"],
                name="catalog_version_number_once",
                violation_error_message=_("Số phiên bản đã dùng cho cơ sở dữ liệu này."),
            ),
            models.CheckConstraint(
                name="catalog_version_begins",
                condition=Q(in_force__lower_inf=False) & (Q(in_force__isempty=False) | Q(closed_by__isnull=False)),
                violation_error_message=_("Thời gian hiệu lực phải có ngày bắt đầu; chỉ được rỗng khi đã bị thay thế ngay trong ngày đó."),
            ),
            both_or_neither("closed_by", "closed_at", "catalog_version_closed_who_when"),
            models.CheckConstraint(
                name="catalog_version_ends_by_decision",
                condition=Q(in_force__upper_inf=True) | Q(closed_by__isnull=False),
                violation_error_message=_("Phiên bản chỉ kết thúc theo một quyết định."),
            ),
            models.CheckConstraint(
                name="catalog_version_ends_on_its_day",
                condition=Q(closed_at__isnull=True) | Q(in_force__endswith__lte=TruncDate("closed_at", tzinfo=LEGAL_ZONE)),
                violation_error_message=_("Phiên bản chưa kết thúc được: quyết định thay thế chưa đến ngày có hiệu lực."),
            ),
            models.CheckConstraint(
                name="catalog_version_security_level",
                condition=Q(security_level__isnull=True) | Q(security_level__range=(1, 5)),
                violation_error_message=_("Cấp độ an toàn thông tin là số từ 1 đến 5."),
            ),
            models.CheckConstraint(
                name="catalog_version_sensitive_never_open",
                condition=~Q(personal_data="SENSITIVE", sharing_class="OPEN"),
                violation_error_message=_("Dữ liệu cá nhân nhạy cảm không được là dữ liệu mở."),
            ),
            models.CheckConstraint(
                name="catalog_version_manager_has_basis",
                condition=Q(managing_agency__isnull=True, managing_agency_basis="")
                | (Q(managing_agency__isnull=False) & ~Q(managing_agency_basis="")),
                violation_error_message=_("Cơ quan quản lý phải kèm căn cứ xác định."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.database_id}/v{self.number} {self.name}"

    @property
    def is_open(self) -> bool:
        """Whether no end is known."""
        return is_open(self.in_force)

    @property
    def since(self) -> date:
        """The day its decision took effect; also when another one of that day left it none."""
        return self.decision.effective_on if self.in_force.isempty else self.in_force.lower


class Word(models.Model):
    """A word, without marks, that the name of some entry has: what a mistyped one may have been meant to be."""

    text = models.CharField(_("từ"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("từ trong tên cơ sở dữ liệu")
        verbose_name_plural = _("từ trong tên cơ sở dữ liệu")
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text


class Dataset(models.Model):
    """One table of the data dictionary of a version (a Frictionless Table Schema)."""

    version = models.ForeignKey(DatabaseVersion, on_delete=models.PROTECT, related_name="datasets")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    name = models.CharField(_("tên kỹ thuật"), max_length=63)
    title = NfcCharField(_("tên bảng"), max_length=255)
    description = NfcTextField(_("mô tả"), blank=True)

    class Meta:
        verbose_name = _("bảng dữ liệu")
        verbose_name_plural = _("bảng dữ liệu")
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "name"],
                name="catalog_dataset_once_a_version",
                violation_error_message=_("Tên bảng đã có trong từ điển dữ liệu."),
            ),
            models.CheckConstraint(
                name="catalog_dataset_technical_name",
                condition=Q(name__regex=TECHNICAL_NAME),
                violation_error_message=_("Tên kỹ thuật chỉ gồm chữ thường không dấu, số và dấu gạch dưới, bắt đầu bằng chữ."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Field(models.Model):
    """One column of a dataset: the contract that a load is held against and an API serves."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="fields")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    name = models.CharField(_("tên kỹ thuật"), max_length=63)
    title = NfcCharField(_("tên trường"), max_length=255)
    title_en = NfcCharField(_("tên tiếng Anh"), max_length=255, blank=True)
    type = models.CharField(_("kiểu"), max_length=10, choices=choices.FieldType)
    required = models.BooleanField(_("bắt buộc"), default=False)
    key = models.BooleanField(_("khóa"), default=False)
    unique = models.BooleanField(_("duy nhất"), default=False)
    pattern = models.CharField(_("mẫu"), max_length=255, blank=True)
    minimum = models.CharField(_("nhỏ nhất"), max_length=40, blank=True)
    maximum = models.CharField(_("lớn nhất"), max_length=40, blank=True)
    min_length = models.PositiveIntegerField(_("độ dài tối thiểu"), null=True, blank=True)
    max_length = models.PositiveIntegerField(_("độ dài tối đa"), null=True, blank=True)
    enum = ArrayField(NfcCharField(max_length=255), verbose_name=_("giá trị cho phép"), default=list, blank=True)
    code_list = models.CharField(_("danh mục mã"), max_length=60, blank=True)
    unit = NfcCharField(_("đơn vị tính"), max_length=60, blank=True)
    personal_data = models.CharField(_("dữ liệu cá nhân"), max_length=10, choices=choices.PersonalData, default="NONE")
    description = NfcTextField(_("mô tả"), blank=True)

    class Meta:
        verbose_name = _("trường dữ liệu")
        verbose_name_plural = _("trường dữ liệu")
        ordering = ["dataset_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "name"],
                name="catalog_field_once_a_dataset",
                violation_error_message=_("Tên trường đã có trong bảng."),
            ),
            models.CheckConstraint(
                name="catalog_field_technical_name",
                condition=Q(name__regex=TECHNICAL_NAME),
                violation_error_message=_("Tên kỹ thuật chỉ gồm chữ thường không dấu, số và dấu gạch dưới, bắt đầu bằng chữ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.title}"
