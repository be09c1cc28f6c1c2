"""Imports of annexes: the file, how it is read, the decision it is for, and the steps made on it."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.authority import seats_of
from agencies.models import Role
from catalog.annexes.states import OVER, WORKING, RowKind, State
from catalog.annexes.workflow import CLERK, MOVES
from catalog.decisions.models import Decision
from hcm_registry.files.fields import KeptFileField
from hcm_registry.kernel.models import Step, Tracked, both_or_neither
from hcm_registry.tables import Encoding
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField


def reads(user: Any, at: datetime) -> bool:
    """Whether imports are open to the person."""
    return CLERK.held_by(user, None, at) or bool(seats_of(user, at).with_role(Role.AUDITOR))


class ImportQuerySet(models.QuerySet[Any]):
    """Imports…"""

    def waiting(self) -> "ImportQuerySet":
        """…for which a job has something to do, the oldest first."""
        return self.filter(state__in=sorted(WORKING)).order_by("pk")

    def visible_to(self, user: Any, at: datetime) -> "ImportQuerySet":
        """…that the person may read: whoever records decisions, and auditors."""
        return self if reads(user, at) else self.none()


class AnnexImport(Tracked):
    """One file with the annex of a decision, on its way into the catalogue. It enters whole, in one transaction, or not at all.

    `decision` is what it was entered under; until then `completes` says that it is the late annex of the initial decision, and `text`
    what the clerk copied of another. Once it is over its rows are gone: the file has them.
    """

    file = KeptFileField(_("tệp"), upload_to="annexes/%Y/%m/", typed="content_type", sized="size", by="created_by", path="path", blank=True)
    name = NfcCharField(_("tên tệp"), max_length=255)
    content_type = models.CharField(_("loại tệp"), max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("dung lượng"))
    state = models.CharField(_("trạng thái"), max_length=20, choices=State, default=State.READING)
    version = models.PositiveIntegerField(default=1, db_comment="Grows with every move")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người nạp"))
    created_at = models.DateTimeField(_("tải lên lúc"))
    encoding = models.CharField(_("bảng mã"), max_length=20, blank=True)
    encodings = models.JSONField(
        default=list, blank=True, db_comment="[name, words as they read in it]; a person chooses while encoding is empty"
    )
    sheet = models.PositiveSmallIntegerField(_("trang tính"), null=True, blank=True)
    sheets = models.JSONField(default=list, blank=True, db_comment="Names, in the order of the file")
    headings = models.JSONField(_("tiêu đề cột"), default=list, blank=True)
    columns = models.JSONField(_("ý nghĩa cột"), default=list, blank=True, db_comment="A governed name, position, code or nothing for each")
    group_field = models.CharField(_("mục của dòng nhóm"), max_length=40, blank=True)
    answers = models.JSONField(_("trả lời về cơ quan"), default=dict, blank=True, db_comment="Text as spelled → key of the agency, or -")
    completes = models.BooleanField(_("phụ lục của quyết định đầu tiên"), default=False)
    text = models.JSONField(_("quyết định"), default=dict, blank=True, db_comment="What the clerk copied of the decision")
    paper = models.TextField(blank=True, db_comment="By which the signed paper is held until the decision is recorded")
    retires = models.BooleanField(_("đưa ra khỏi danh mục mục không có trong tệp"), default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người xác nhận")
    )
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="annexes", verbose_name=_("quyết định")
    )
    counts = models.JSONField(_("kết quả"), default=dict, blank=True)
    trouble = NfcTextField(_("lý do"), blank=True)
    tries = models.PositiveSmallIntegerField(default=0, db_comment="How often a job began on it; one that kills its worker is given up")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nạp phụ lục")
        verbose_name_plural = _("lần nạp phụ lục")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="catalog_annex_known_state",
                condition=Q(state__in=State.values),
                violation_error_message=_("Trạng thái không hợp lệ."),
            ),
            models.CheckConstraint(
                name="catalog_annex_applied_by_decision",
                condition=Q(state="APPLIED", decision__isnull=False) | (~Q(state="APPLIED") & Q(decision__isnull=True)),
                violation_error_message=_("Phụ lục chỉ được nạp theo một quyết định đã ghi nhận."),
            ),
            both_or_neither("confirmed_by", "confirmed_at", "catalog_annex_confirmed_who_when"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Its page."""
        return f"/annexes/{self.pk}/"

    @property
    def works(self) -> bool:
        """Whether a job is at it, or will be."""
        return self.state in WORKING

    @property
    def read_in(self) -> Encoding | None:
        """The encoding its text is read in, once that is known; other files than a .csv have none."""
        words = tuple((name, sample) for name, sample in self.encodings)
        return Encoding(self.encoding, sure=True, candidates=words) if words and self.encoding else None

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in OVER


class AnnexStep(Step):
    """One move made on an import."""

    annex = models.ForeignKey(AnnexImport, on_delete=models.PROTECT, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = _("bước nạp phụ lục")
        verbose_name_plural = _("bước nạp phụ lục")

    @property
    def did(self) -> str:
        """What was done, as people read it."""
        return str(MOVES[self.move].label if self.move in MOVES else _("Tải tệp lên"))


class AnnexRow(models.Model):
    """A row of the file while it is being worked on: as text, and what it was taken for."""

    annex = models.ForeignKey(AnnexImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("dòng"))
    kind = models.CharField(_("loại dòng"), max_length=10, choices=RowKind)
    cells = models.JSONField(_("ô"), default=list)
    group = NfcTextField(_("nhóm"), blank=True)

    class Meta:
        verbose_name = _("dòng phụ lục")
        verbose_name_plural = _("dòng phụ lục")
        ordering = ["annex_id", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["annex", "number"], name="catalog_annexrow_once", violation_error_message=_("Dòng này của tệp đã được đọc.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_kind_display()}"


class AnnexColumns(models.Model):
    """What the columns of a table with these headings were said to show, to be proposed the next time."""

    fingerprint = models.CharField(max_length=64, unique=True, db_comment="Of the set of headings")
    fields = models.JSONField(_("mục theo tiêu đề"), default=dict, db_comment="Heading without marks → field")
    group_field = models.CharField(_("mục của dòng nhóm"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("cột phụ lục đã nhớ")
        verbose_name_plural = _("cột phụ lục đã nhớ")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.fingerprint[:12]
