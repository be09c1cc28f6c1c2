"""Acts that reorganise agencies: their lines, the steps made on them, and what passed to whom when they were applied."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Provenance
from catalog.decisions.models import Decision
from catalog.entries.models import SharedDatabase
from catalog.reorganisation.querysets import ActQuerySet
from catalog.reorganisation.states import ENDS, PASSES, PUBLIC, LineKind, State
from hcm_registry.kernel.models import Step, Tracked, both_or_neither
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField


class Reorganisation(Tracked):
    """One act of the competent body that reorganises agencies. Its number, days, signer and file stand on its `decision`.

    Undone only by another act. Applied on its day, all of it or nothing.
    """

    title = NfcCharField(_("Trích yếu"), max_length=255, help_text=_("Ví dụ: Hợp nhất hai sở thành một sở mới."))
    wanted_on = models.DateField(_("Ngày dự kiến có hiệu lực"), help_text=_("Ngày ghi trong văn bản đã ký được áp dụng."))
    legal_ground = NfcTextField(_("Căn cứ pháp lý"), blank=True, help_text=_("Chủ trương, nghị quyết làm căn cứ."))
    state = models.CharField(_("trạng thái"), max_length=20, choices=State, default=State.DRAFT)
    state_reason = NfcTextField(_("lý do"), blank=True)
    version = models.PositiveIntegerField(default=1, db_comment="Grows with every move")
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="reorganisation", verbose_name=_("văn bản")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người lập"))
    created_at = models.DateTimeField(_("lập lúc"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người gửi")
    )
    proposed_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người ghi nhận")
    )
    decided_at = models.DateTimeField(_("ghi nhận lúc"), null=True, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản sắp xếp cơ quan")
        verbose_name_plural = _("văn bản sắp xếp cơ quan")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="catalog_reorganisation_known_state",
                condition=Q(state__in=State.values),
                violation_error_message=_("Trạng thái không hợp lệ."),
            ),
            models.CheckConstraint(
                name="catalog_reorganisation_by_decision",
                condition=~Q(state__in=sorted(PUBLIC)) | Q(decision__isnull=False),
                violation_error_message=_("Việc sắp xếp cơ quan chỉ được áp dụng theo một văn bản đã ghi nhận."),
            ),
            models.CheckConstraint(
                name="catalog_reorganisation_four_eyes",
                condition=Q(decided_by__isnull=True) | (~Q(decided_by=F("created_by")) & ~Q(decided_by=F("proposed_by"))),
                violation_error_message=_("Người lập hoặc gửi không được ghi nhận văn bản."),
            ),
            models.CheckConstraint(
                name="catalog_reorganisation_reason_given",
                condition=~Q(state="WITHDRAWN") | ~Q(state_reason=""),
                violation_error_message=_("Rút văn bản sắp xếp phải có lý do."),
            ),
            both_or_neither("proposed_by", "proposed_at", "catalog_reorganisation_proposed_who_when"),
            both_or_neither("decided_by", "decided_at", "catalog_reorganisation_decided_who_when"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def on(self) -> date:
        """The day it takes effect: its decision's, before that the wanted one."""
        return self.decision.effective_on if self.decision else self.wanted_on


class ReorganisationLine(Provenance):
    """What happens to one agency: it merges, splits, gives a part away, is renamed, or ends. Frozen once the act was sent.

    `successor` is an agency that exists; without one, an agency called `name` begins on the day. Lines of one act with the same `name`
    mean the same new agency.
    """

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    kind = models.CharField(_("hình thức"), max_length=20, choices=LineKind)
    predecessor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("cơ quan thay đổi"))
    successor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cơ quan tiếp nhận đang có")
    )
    name = NfcCharField(_("tên mới"), max_length=255, blank=True)
    abbreviation = NfcCharField(_("tên viết tắt"), max_length=40, blank=True)
    scope = NfcTextField(_("phần chức năng chuyển"), blank=True)
    databases = models.ManyToManyField(SharedDatabase, blank=True, related_name="+", verbose_name=_("cơ sở dữ liệu chuyển đi"))

    class Meta:
        verbose_name = _("dòng sắp xếp")
        verbose_name_plural = _("dòng sắp xếp")
        ordering = ["reorganisation_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "position"],
                name="catalog_reorganisationline_position_once",
                violation_error_message=_("Thứ tự bị trùng."),
            ),
            models.CheckConstraint(
                name="catalog_reorganisationline_not_itself",
                condition=Q(successor__isnull=True) | ~Q(predecessor=F("successor")),
                violation_error_message=_("Một cơ quan không thể kế thừa chính mình. Chọn cơ quan tiếp nhận khác."),
            ),
            models.CheckConstraint(
                name="catalog_reorganisationline_somebody_follows",
                condition=~Q(kind__in=sorted(PASSES)) | Q(successor__isnull=False) | ~Q(name=""),
                violation_error_message=_("Chọn cơ quan tiếp nhận đang có, hoặc nhập tên cơ quan thành lập mới."),
            ),
            models.CheckConstraint(
                name="catalog_reorganisationline_renamed_to_something",
                condition=~Q(kind="RENAME") | (~Q(name="") & Q(successor__isnull=True)),
                violation_error_message=_("Nhập tên mới của cơ quan."),
            ),
            models.CheckConstraint(
                name="catalog_reorganisationline_part_is_said",
                condition=~Q(kind="PARTIAL_TRANSFER") | ~Q(scope=""),
                violation_error_message=_("Nêu phần chức năng chuyển."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_kind_display()}: {self.predecessor} → {self.heir_name}" if self.heir_name else self.ending

    @property
    def ending(self) -> str:
        """The line of an agency that nobody carries on."""
        return f"{self.position}. {self.get_kind_display()}: {self.predecessor}"

    @property
    def heir_name(self) -> str:
        """Who carries on, whether they exist yet or not; after a renaming, the new name; empty when nobody does."""
        return str(self.successor) if self.successor else self.name

    @property
    def ends(self) -> bool:
        """Whether the agency ends on the day."""
        return self.kind in ENDS


class ReorganisationStep(Step):
    """One move made on an act."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = _("bước của văn bản sắp xếp")
        verbose_name_plural = _("bước của văn bản sắp xếp")

    @property
    def led_to(self) -> str:
        """The state it led to, as people read it."""
        return str(State(self.target).label)


class Handover(models.Model):
    """One thing that passed from one agency to another when an act was applied. Append-only: what the act did, for good."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="handovers")
    mover = models.CharField(_("loại"), max_length=30)
    label = NfcCharField(_("việc, đối tượng"), max_length=400)
    path = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    before = NfcCharField(_("trước"), max_length=255)
    after = NfcCharField(_("sau"), max_length=255)

    class Meta:
        verbose_name = _("việc chuyển giao")
        verbose_name_plural = _("việc chuyển giao")
        ordering = ["pk"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["reorganisation", "mover", "id"], name="catalog_handover_by_mover")]

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"
