"""Sources of the warehouse, and the runs that load them."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models import DatabaseVersion, SharedDatabase
from hcm_registry.kernel.models import Step, Tracked
from hcm_registry.sealing.fields import SealedTextField
from sharing.integration import states
from sharing.integration.readers import ReadableQuerySet


class SourceQuerySet(ReadableQuerySet):
    """Sources…"""

    def due(self, at: datetime) -> "SourceQuerySet":
        """…whose time has come. One that is switched off or frozen has none."""
        return self.filter(next_due__lte=at).order_by("next_due", "pk")


class Source(models.Model):
    """Where the rows of one dataset come from. A dataset has one source, so that what a source no longer has is gone.

    `connection` says where (server, table) and never holds a secret; `secret` is the password or token, sealed. `frozen_at`: since when it
    is not loaded any more because it no longer looks as the dictionary says; whoever decides on the run that found it thaws it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    database = models.ForeignKey(SharedDatabase, on_delete=models.PROTECT, related_name="sources", verbose_name=_("cơ sở dữ liệu"))
    dataset = models.CharField(_("bảng trong từ điển"), max_length=63)
    kind = models.CharField(_("loại nguồn"), max_length=20, choices=states.Kind)
    connection = models.JSONField(_("kết nối"), default=dict)
    secret = SealedTextField(_("mật khẩu"), default=b"", blank=True)
    active = models.BooleanField(_("đang dùng"), default=True)
    mode = models.CharField(_("cách lấy"), max_length=20, choices=states.Mode, default=states.Mode.FULL)
    watermark = models.CharField(_("trường mốc"), max_length=63, blank=True)
    overlap = models.PositiveIntegerField(
        _("lấy chồng"), default=0, help_text=_("Lấy lại từ trước mốc: giây với ngày giờ, ngày với ngày, đơn vị với số.")
    )
    on_drift = models.CharField(_("khi lệch từ điển"), max_length=20, choices=states.DriftPolicy, default=states.DriftPolicy.HOLD)
    max_rejected = models.PositiveSmallIntegerField(_("tỷ lệ dòng sai tối đa (%)"), default=5)
    max_deleted = models.PositiveSmallIntegerField(_("tỷ lệ dòng mất tối đa (%)"), default=5)
    max_grown = models.PositiveIntegerField(_("tỷ lệ dòng thêm tối đa (%)"), default=100)
    max_waiting = models.PositiveIntegerField(_("số dòng cách ly chờ tối đa trước khi báo cơ quan quản lý"), default=100)

    grace = models.PositiveSmallIntegerField(
        _("giữ dòng vắng (ngày)"),
        default=3,
        help_text=_("Dòng không còn ở nguồn chỉ bị xóa khi đã vắng chừng ấy ngày; 0 là xóa ngay. Chỉ có nghĩa khi lấy toàn bộ."),
    )
    schedule = models.CharField(
        _("lịch nạp"), max_length=100, blank=True, help_text=_("Phút, giờ, ngày, tháng, thứ. Ví dụ 30 2 * * * là 02:30 hằng ngày.")
    )
    next_due = models.DateTimeField(_("lần nạp tới"), null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("ngừng nạp từ"), null=True, blank=True, editable=False)

    objects = SourceQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["secret", "next_due", "frozen_at"])

    class Meta:
        verbose_name = _("nguồn dữ liệu")
        verbose_name_plural = _("nguồn dữ liệu")
        ordering = ["database_id", "dataset"]
        indexes = [models.Index(fields=["next_due"], condition=Q(next_due__isnull=False), name="sharing_source_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["database", "dataset"],
                name="sharing_source_one_a_dataset",
                violation_error_message=_("Bảng này đã có nguồn dữ liệu."),
            ),
            models.CheckConstraint(
                name="sharing_source_watermark_named",
                condition=~Q(mode="INCREMENTAL") | ~Q(watermark=""),
                violation_error_message=_("Lấy phần thay đổi thì phải nêu trường mốc."),
            ),
            models.CheckConstraint(
                name="sharing_source_shares",
                condition=Q(max_rejected__lte=100, max_deleted__lte=100),
                violation_error_message=_("Tỷ lệ là số từ 0 đến 100."),
            ),
            models.CheckConstraint(
                name="sharing_source_due_as_scheduled",
                condition=Q(next_due__isnull=False, active=True, frozen_at__isnull=True) & ~Q(schedule="")
                | Q(next_due__isnull=True) & (Q(schedule="") | Q(active=False) | Q(frozen_at__isnull=False)),
                violation_error_message=_(
                    "Nguồn đang dùng và có lịch nạp thì phải có lần nạp tới; nguồn không dùng hoặc đang ngừng thì không."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.database.code}/{self.dataset}"

    @property
    def has_secret(self) -> bool:
        """Whether one is kept; it stays sealed."""
        return bool(self.__dict__["secret"])


class RunQuerySet(ReadableQuerySet):
    """Runs…"""

    path = "source__database"

    def left_behind(self) -> "RunQuerySet":
        """…whose worker has not been heard of. The clock is the database's: every host reads the same one."""
        return self.filter(state=states.State.RUNNING, lease_until__lt=Now())

    def ready(self) -> "RunQuerySet":
        """…that wait, and whose time has come."""
        return self.filter(state=states.State.QUEUED, ready_at__lte=Now())

    def held_by(self, run: "LoadRun") -> "RunQuerySet":
        """…this one, as long as the worker that began this attempt still has it."""
        return self.filter(pk=run.pk, fence=run.fence, state=states.State.RUNNING)


class LoadRun(Tracked):
    """One load of a source, over as many attempts as it takes. Once it has ended nothing of it is rewritten.

    `fence` numbers the attempts at a source: whoever holds an older one publishes nothing. Until `lease_until` the worker is believed to
    live. `accepted`: what the operator lets pass, by the name of the guard that had held it.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs", verbose_name=_("nguồn"))
    full = models.BooleanField(_("lấy toàn bộ"), default=False)
    state = models.CharField(_("trạng thái"), max_length=20, choices=states.State, default=states.State.QUEUED)
    version = models.PositiveIntegerField(default=0)
    contract = models.ForeignKey(DatabaseVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("theo"))
    queued_at = models.DateTimeField(_("xếp hàng lúc"))
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("do"))
    ready_at = models.DateTimeField(_("chạy từ"))
    started_at = models.DateTimeField(_("bắt đầu lúc"), null=True, blank=True)
    finished_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    fence = models.PositiveBigIntegerField(_("lần thử"), default=0)
    worker = models.CharField(_("tiến trình"), max_length=200, blank=True)
    lease_until = models.DateTimeField(_("giữ đến"), null=True, blank=True)
    fetched = models.PositiveBigIntegerField(_("số byte đã lấy"), default=0)
    accepted = models.JSONField(_("được chấp nhận"), default=dict, blank=True)
    reason = models.CharField(_("mã lý do"), max_length=60, blank=True)
    message = models.TextField(_("lý do"), blank=True)
    detail = models.JSONField(_("chi tiết"), default=dict, blank=True)

    extracted = models.PositiveBigIntegerField(_("lấy về"), null=True, blank=True)
    loaded = models.PositiveBigIntegerField(_("thêm mới"), null=True, blank=True)
    updated = models.PositiveBigIntegerField(_("cập nhật"), null=True, blank=True)
    unchanged = models.PositiveBigIntegerField(_("không đổi"), null=True, blank=True)
    quarantined = models.PositiveBigIntegerField(_("cách ly"), null=True, blank=True)
    deleted = models.PositiveBigIntegerField(_("không còn ở nguồn"), null=True, blank=True)
    rows_before = models.PositiveBigIntegerField(_("số dòng trước"), null=True, blank=True)
    rows_after = models.PositiveBigIntegerField(_("số dòng sau"), null=True, blank=True)
    watermark = models.CharField(_("mốc"), max_length=60, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("lượt nạp")
        verbose_name_plural = _("lượt nạp")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["source", "-id"], name="sharing_run_latest"),
            models.Index(fields=["source", "-fence"], name="sharing_run_by_fence"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=states.OPEN),
                name="sharing_run_one_open_a_source",
                violation_error_message=_("Nguồn này đang có một lượt nạp chưa kết thúc. Chờ lượt đó xong hoặc hủy nó trước."),
            ),
            models.CheckConstraint(
                name="sharing_run_known_state",
                condition=Q(state__in=states.State.values),
                violation_error_message=_("Trạng thái lượt nạp không hợp lệ."),
            ),
            models.CheckConstraint(
                name="sharing_run_nothing_lost",
                condition=Q(extracted__isnull=True) | Q(extracted=F("loaded") + F("updated") + F("unchanged") + F("quarantined")),
                violation_error_message=_("Số dòng lấy về phải bằng tổng thêm mới, cập nhật, không đổi và cách ly."),
            ),
            models.CheckConstraint(
                name="sharing_run_nothing_gone_unsaid",
                condition=Q(rows_after__isnull=True) | Q(rows_after=F("rows_before") + F("loaded") - F("deleted")),
                violation_error_message=_("Số dòng sau phải bằng số dòng trước cộng thêm mới trừ không còn ở nguồn."),
            ),
            models.CheckConstraint(
                name="sharing_run_done_says_what",
                condition=~Q(state="DONE")
                | Q(
                    extracted__isnull=False, loaded__isnull=False, updated__isnull=False, unchanged__isnull=False, quarantined__isnull=False
                )
                & Q(rows_before__isnull=False, rows_after__isnull=False, deleted__isnull=False),
                violation_error_message=_("Lượt nạp xong phải ghi đủ số dòng."),
            ),
            models.CheckConstraint(
                name="sharing_run_running_has_lease",
                condition=~Q(state="RUNNING") | Q(lease_until__isnull=False, started_at__isnull=False, fence__gt=0),
                violation_error_message=_("Lượt đang nạp phải có tiến trình giữ."),
            ),
            models.CheckConstraint(
                name="sharing_run_stopped_with_reason",
                condition=~Q(state__in=("HELD", "FAILED")) | ~Q(message=""),
                violation_error_message=_("Lượt nạp dừng hoặc không nạp được phải có lý do."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} #{self.pk}"

    @property
    def uuid(self) -> UUID:
        """Its name outside the registry: in the lines of the logs, on whatever host they were written."""
        return uuid5(self.source_id, str(self.pk))

    @property
    def took(self) -> timedelta | None:
        """How long it took, from its first beginning."""
        return self.finished_at - self.started_at if self.finished_at and self.started_at else None


class RunStep(Step):
    """A move made on a run."""

    run = models.ForeignKey(LoadRun, on_delete=models.PROTECT, related_name="steps")

    class Meta(Step.Meta):
        abstract = False
        verbose_name = _("bước của lượt nạp")
        verbose_name_plural = _("bước của lượt nạp")


class RunStage(models.Model):
    """One part of one attempt that came to its end, with what it counted. Never rewritten."""

    run = models.ForeignKey(LoadRun, on_delete=models.PROTECT, related_name="stages")
    fence = models.PositiveBigIntegerField(_("lần thử"))
    name = models.CharField(_("phần"), max_length=20, choices=states.Stage)
    began_at = models.DateTimeField(_("bắt đầu lúc"))
    ended_at = models.DateTimeField(_("xong lúc"))
    rows = models.PositiveBigIntegerField(_("số dòng"), null=True, blank=True)
    detail = models.JSONField(_("chi tiết"), default=dict, blank=True)

    class Meta:
        verbose_name = _("phần của lượt nạp")
        verbose_name_plural = _("phần của lượt nạp")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "fence", "name"],
                name="sharing_stage_once_an_attempt",
                violation_error_message=_("Phần này của lượt nạp đã được ghi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.fence} {self.name}"
