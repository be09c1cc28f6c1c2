"""What lies in a proposal's file: who wrote in it, its revisions, papers, opinions and remarks on single fields."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from catalog.clocks.models import DeadlineClock
from catalog.proposals.models import ChangeItem, ChangeProposal, moment, person
from catalog.proposals.states import REMARKING, AttachmentKind, ResponseKind, Stance
from hcm_registry.files.fields import KeptFileField
from hcm_registry.kernel.models import Step, both_or_neither
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField


class Author(models.Model):
    """Somebody who wrote in a proposal: whoever did may not approve it. Append-only."""

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.PROTECT, related_name="authors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user"], name="catalog_author_once", violation_error_message=_("Đã ghi tên.")),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Turn(models.Model):
    """Somebody began to write in a draft, perhaps in place of a colleague who still was. Append-only."""

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.PROTECT, related_name="turns")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người soạn"))
    at = models.DateTimeField(_("soạn từ"))
    instead_of = person(_("tiếp quản từ"))

    class Meta:
        verbose_name = _("lượt soạn thảo")
        verbose_name_plural = _("lượt soạn thảo")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="catalog_turn_from_another",
                condition=Q(instead_of__isnull=True) | ~Q(instead_of=models.F("by")),
                violation_error_message=_("Không ai tiếp quản từ chính mình."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.by)


class ProposalStep(Step):
    """One move on a proposal."""

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.PROTECT, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = _("bước xử lý")
        verbose_name_plural = _("bước xử lý")


class Revision(models.Model):
    """What a proposal said each time it was submitted with changed content. Append-only."""

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("bản"))
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["proposal_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="catalog_revision_once", violation_error_message=_("Bản đã có.")),
        ]

    def __str__(self) -> str:
        return f"{self.proposal.code} bản {self.number}"


class Attachment(models.Model):
    """A paper of a proposal, known by its SHA-256; frozen once the proposal is submitted."""

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(_("loại tài liệu"), max_length=12, choices=AttachmentKind)
    file = KeptFileField(_("tệp"), upload_to="attachments/%Y/%m/", typed="content_type", sized="size", by="added_by", path="path")
    name = NfcCharField(_("tên tệp"), max_length=255)
    content_type = models.CharField(_("định dạng"), max_length=100)
    size = models.PositiveBigIntegerField(_("kích thước"), db_comment="bytes")
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("tải lên lúc"))

    class Meta:
        verbose_name = _("tài liệu kèm theo")
        verbose_name_plural = _("tài liệu kèm theo")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "sha256"],
                name="catalog_attachment_once",
                violation_error_message=_("Tệp này đã được đính kèm."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where it is shown."""
        return f"/proposals/{self.proposal.code}/?tab=papers"


class Opinion(models.Model):
    """What a consulted agency is asked and answers about one revision. Answered once; void after a real edit."""

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.PROTECT, related_name="opinions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="opinions", verbose_name=_("cơ quan góp ý"))
    revision = models.PositiveIntegerField(_("bản"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("hỏi lúc"))
    clock = models.ForeignKey(DeadlineClock, on_delete=models.PROTECT, related_name="+", verbose_name=_("hạn trả lời"))
    stance = models.CharField(_("ý kiến"), max_length=20, choices=Stance, blank=True)
    comment = NfcTextField(_("nội dung góp ý"), blank=True)
    field_comments = models.JSONField(_("góp ý từng mục"), default=dict, blank=True)
    answered_by, answered_at = person(_("người trả lời")), moment(_("trả lời lúc"))
    voided_at = models.DateTimeField(_("hết giá trị lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("ý kiến")
        verbose_name_plural = _("ý kiến")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "agency"],
                condition=Q(voided_at__isnull=True),
                name="catalog_opinion_once_an_agency",
                violation_error_message=_("Đã lấy ý kiến cơ quan này."),
            ),
            both_or_neither("answered_by", "answered_at", "catalog_opinion_answered_who_when"),
            models.CheckConstraint(
                name="catalog_opinion_answer_whole",
                condition=Q(stance="", answered_at__isnull=True) | (~Q(stance="") & Q(answered_at__isnull=False)),
                violation_error_message=_("Ý kiến phải có người và thời điểm trả lời."),
            ),
            models.CheckConstraint(
                name="catalog_opinion_disagrees_with_reason",
                condition=~Q(stance__in=sorted(REMARKING, reverse=True)) | ~Q(comment=""),
                violation_error_message=_("Nêu nội dung góp ý hoặc lý do không đồng ý."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_stance_display()}"

    @property
    def points(self) -> dict[str, str]:
        """What it says, point by point: "" for the opinion as a whole, `<item position>/<path>` for single fields."""
        return ({"": self.comment} if self.comment else {}) | self.field_comments

    @property
    def answers(self) -> "dict[str, OpinionResponse]":
        """The response that counts for each point: the latest. Prefetch `responses` on lists."""
        return {response.path: response for response in sorted(self.responses.all(), key=lambda response: response.pk)}

    @property
    def points_open(self) -> list[str]:
        """The points that ask for a response and have none. Whoever agrees may add a word that asks for none."""
        answered = self.answers
        return [path for path in self.points if path not in answered and (path or self.stance in REMARKING)]


class OpinionResponse(models.Model):
    """What the appraiser says to one point of an opinion. A later one takes its place; none is rewritten."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="responses")
    path = models.CharField(_("mục"), max_length=200, blank=True, db_comment="Empty for the opinion as a whole")
    kind = models.CharField(_("tiếp thu hay giải trình"), max_length=10, choices=ResponseKind)
    text = NfcTextField(_("nội dung"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người trả lời"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("tiếp thu, giải trình")
        verbose_name_plural = _("tiếp thu, giải trình")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="catalog_response_explains",
                condition=~Q(kind="EXPLAINED") | ~Q(text=""),
                violation_error_message=_("Nêu lý do không tiếp thu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:40]}"


class FieldComment(models.Model):
    """A remark on one field of one item, and what came of it. Never rewritten; may be marked settled once."""

    item = models.ForeignKey(ChangeItem, on_delete=models.PROTECT, related_name="comments")
    path = models.CharField(_("mục"), max_length=200)
    text = NfcTextField(_("nội dung"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lúc"))
    settled_by, settled_at = person(_("người giải quyết")), moment(_("giải quyết lúc"))

    class Meta:
        verbose_name = _("góp ý từng mục")
        verbose_name_plural = _("góp ý từng mục")
        ordering = ["pk"]
        constraints = [both_or_neither("settled_by", "settled_at", "catalog_comment_settled_who_when")]

    def __str__(self) -> str:
        return f"{self.path}: {self.text[:40]}"


class Seen(models.Model):
    """A reader's own tick beside one change of one revision. It helps them read and records nothing: it may be taken back."""

    item = models.ForeignKey(ChangeItem, on_delete=models.CASCADE, related_name="seen")  # gone with an item dropped from a draft
    path = models.CharField(_("mục"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(_("bản"))
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("mục đã xem")
        verbose_name_plural = _("mục đã xem")
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "item", "revision", "path"], name="catalog_seen_once", violation_error_message=_("Mục này đã đánh dấu.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} (bản {self.revision})"
