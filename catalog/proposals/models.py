"""Proposals to change the catalogue: their items, papers, opinions, comments, and every step made on them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from catalog.clocks.models import DeadlineClock
from catalog.decisions.models import Decision
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.journal.actions import digest
from catalog.proposals.querysets import ProposalQuerySet
from catalog.proposals.states import ISSUED, NEEDS_REASON, SETTLED, ItemKind, State
from hcm_registry.kernel.models import Tracked, both_or_neither
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField


def person(label: Any) -> models.ForeignKey:  # type: ignore[type-arg]  # generic in the stubs only
    """Who did one thing to a proposal."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def moment(label: Any) -> models.DateTimeField:  # type: ignore[type-arg]  # generic in the stubs only
    """When it was done."""
    return models.DateTimeField(label, null=True, blank=True)


def _different(one: str, other: str) -> Q:
    """Two persons, or one of them absent."""
    return Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})


class Dossier(models.Model):
    """Approved proposals bundled into one submission letter (tờ trình) to the Committee, to become one decision."""

    code = models.CharField(_("mã hồ sơ"), max_length=20, unique=True)
    title = NfcCharField(_("trích yếu"), max_length=255)
    letter_number = NfcCharField(_("số tờ trình"), max_length=40)
    letter_date = models.DateField(_("ngày tờ trình"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("lập lúc"))
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="dossier")

    class Meta:
        verbose_name = _("hồ sơ trình")
        verbose_name_plural = _("hồ sơ trình")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ChangeProposal(Tracked):
    """A request of one agency to change the catalogue, in one or more items, judged and decided as one file.

    `content_hash` covers what is asked; the head's approval is bound to it by a constraint.
    """

    code = models.CharField(_("mã đề xuất"), max_length=20, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("cơ quan đề xuất"))
    title = NfcCharField(
        _("Trích yếu"), max_length=255, blank=True, help_text=_("Ví dụ: Bổ sung trường dữ liệu và điều chỉnh tần suất cập nhật.")
    )
    reason = NfcTextField(_("Lý do đề xuất"), blank=True)
    legal_ground = NfcTextField(_("Căn cứ của đề xuất"), blank=True, help_text=_("Văn bản, điều khoản làm căn cứ đề xuất."))
    letter_number = NfcCharField(_("Số, ký hiệu công văn"), max_length=60, blank=True, help_text=_("Ví dụ: 312/SKHĐT-ĐKKD."))
    letter_date = models.DateField(_("Ngày công văn"), null=True, blank=True, help_text=_("Ví dụ: 25/12/2026."))
    wanted_on = models.DateField(
        _("Ngày đề nghị có hiệu lực"), null=True, blank=True, help_text=_("Để trống nếu không đề nghị ngày cụ thể.")
    )
    no_state_secret = models.BooleanField(
        _("Cơ sở dữ liệu không chứa bí mật nhà nước"),
        default=False,
        help_text=_("Dữ liệu bí mật nhà nước không đưa vào danh mục này (NĐ 47/2020, Điều 1 khoản 2)."),
    )
    state = models.CharField(_("trạng thái"), max_length=20, choices=State, default=State.DRAFT)
    state_reason = NfcTextField(_("lý do"), blank=True)
    revision = models.PositiveIntegerField(_("bản"), default=1, db_comment="Grows with every submission of changed content")
    content_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1, db_comment="Grows with every write: the ETag of the API")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người lập"))
    created_at = models.DateTimeField(_("lập lúc"))
    saved_at = models.DateTimeField(_("lưu lần cuối"), null=True)
    editing_by, editing_at = person(_("đang soạn")), moment(_("đang soạn từ"))
    signature_asked_by, signature_asked_at = person(_("người trình lãnh đạo ký")), moment(_("trình ký lúc"))
    signed_by, signed_at = person(_("lãnh đạo cơ quan ký")), moment(_("ký lúc"))
    submitted_by, submitted_at = person(_("người gửi")), moment(_("gửi lúc"))
    accepted_by, accepted_at = person(_("người tiếp nhận")), moment(_("tiếp nhận lúc"))
    receipt_number = models.CharField(_("số tiếp nhận"), max_length=20, blank=True)
    appraised_by, appraised_at = person(_("người thẩm định")), moment(_("thẩm định lúc"))
    appraised_for = person(_("thẩm định thay"))
    appraisal = NfcTextField(_("Kết luận thẩm định"), blank=True)
    approved_by, approved_at = person(_("người duyệt")), moment(_("duyệt lúc"))
    approved_for = person(_("duyệt thay"))
    approved_hash = models.CharField(max_length=64, blank=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    clock = models.ForeignKey(
        DeadlineClock, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hạn xử lý hiện tại")
    )
    is_demo = models.BooleanField(_("số liệu minh họa"), default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("đề xuất")
        verbose_name_plural = _("đề xuất")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "agency"], name="catalog_proposal_by_state")]
        constraints = [
            models.CheckConstraint(
                name="catalog_proposal_known_state",
                condition=Q(state__in=State.values),
                violation_error_message=_("Trạng thái không hợp lệ."),
            ),
            models.CheckConstraint(
                name="catalog_proposal_issued_by_decision",
                condition=~Q(state__in=sorted(ISSUED)) | Q(decision__isnull=False),
                violation_error_message=_("Đề xuất chỉ được ban hành hoặc áp dụng theo một quyết định."),
            ),
            models.CheckConstraint(
                name="catalog_proposal_reason_given",
                condition=~Q(state__in=sorted(NEEDS_REASON)) | ~Q(state_reason=""),
                violation_error_message=_("Trả lại, từ chối hoặc rút đề xuất phải có lý do."),
            ),
            models.CheckConstraint(
                name="catalog_proposal_four_eyes",
                condition=Q(approved_by__isnull=True)
                | (
                    _different("approved_by", "appraised_by")
                    & _different("approved_by", "appraised_for")
                    & _different("approved_for", "appraised_by")
                    & _different("approved_for", "appraised_for")
                    & _different("approved_by", "created_by")
                    & _different("approved_for", "created_by")
                    & _different("approved_by", "submitted_by")
                    & _different("approved_for", "submitted_by")
                    & _different("approved_by", "signed_by")
                    & _different("approved_for", "signed_by")
                ),
                violation_error_message=_("Người đã lập, gửi hoặc thẩm định đề xuất không được duyệt đề xuất đó."),
            ),
            models.CheckConstraint(
                name="catalog_proposal_approved_as_read",
                condition=~Q(state__in=sorted(SETTLED)) | (Q(approved_hash=F("content_hash")) & ~Q(approved_hash="")),
                violation_error_message=_("Nội dung đã thay đổi so với bản được duyệt."),
            ),
            models.CheckConstraint(
                name="catalog_proposal_settled_by_a_head",
                condition=~Q(state__in=sorted(SETTLED)) | Q(approved_by__isnull=False, appraised_by__isnull=False),
                violation_error_message=_("Đề xuất phải được thẩm định và duyệt trước."),
            ),
            models.CheckConstraint(
                name="catalog_proposal_forwarded_in_a_dossier",
                condition=~Q(state__in=["AT_COMMITTEE", "ISSUED", "APPLIED"]) | Q(dossier__isnull=False),
                violation_error_message=_("Đề xuất trình UBND phải nằm trong một hồ sơ trình."),
            ),
            *(
                both_or_neither(f"{verb}_by", f"{verb}_at", f"catalog_proposal_{verb}_who_when")
                for verb in ("editing", "signature_asked", "signed", "submitted", "accepted", "appraised", "approved")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    def asked(self) -> list[list[Any]]:
        """What is asked, in full: kind, database code and content of every item, in order."""
        items = self.items.select_related("database").order_by("position")
        return [[item.kind, item.database.code if item.database else "", item.content] for item in items]

    def fingerprint(self) -> str:
        """SHA-256 over what is asked now."""
        return digest(self.asked())


class AskedItems(models.Manager["ChangeItem"]):
    """The items that are still asked for: what `proposal.items` gives."""

    def get_queryset(self) -> models.QuerySet["ChangeItem"]:
        """Without those that were dropped after somebody else had read or remarked on them."""
        return super().get_queryset().filter(dropped_at__isnull=True)


class ChangeItem(models.Model):
    """What a proposal asks for one database: the whole content wanted, on the version it was drafted from.

    An item dropped after it was sent or remarked on stays on file, frozen, with what was said of it: `on_file` has those too.
    """

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    kind = models.CharField(_("loại"), max_length=10, choices=ItemKind)
    database = models.ForeignKey(SharedDatabase, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    base_version = models.ForeignKey(DatabaseVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="items_drafted")
    content = models.JSONField(_("nội dung đề xuất"), null=True, blank=True)
    in_process = models.BooleanField(default=False, editable=False, db_comment="Kept by a trigger from the proposal's state")
    result = models.OneToOneField(DatabaseVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="made_by")
    dropped_by, dropped_at = person(_("người bỏ")), moment(_("bỏ lúc"))

    on_file = models.Manager()
    objects = AskedItems()

    class Meta:
        default_manager_name = "objects"
        verbose_name = _("nội dung đề xuất")
        verbose_name_plural = _("nội dung đề xuất")
        ordering = ["proposal_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["database"],
                condition=Q(in_process=True),
                name="catalog_item_one_open_a_database",
                violation_error_message=_("Cơ sở dữ liệu này đang có một đề xuất khác được xử lý. Chờ xử lý xong rồi gửi lại."),
            ),
            models.UniqueConstraint(
                fields=["proposal", "database"],
                condition=Q(dropped_at__isnull=True),
                name="catalog_item_once_a_proposal",
                violation_error_message=_("Cơ sở dữ liệu này đã có trong đề xuất."),
            ),
            models.UniqueConstraint(
                fields=["proposal", "position"], name="catalog_item_position_once", violation_error_message=_("Thứ tự bị trùng.")
            ),
            models.CheckConstraint(
                name="catalog_item_kind_fits",
                condition=Q(kind="ADD", database__isnull=True, base_version__isnull=True, content__isnull=False)
                | Q(kind__in=["AMEND", "TRANSFER"], database__isnull=False, base_version__isnull=False, content__isnull=False)
                | Q(kind="RETIRE", database__isnull=False, base_version__isnull=False, content__isnull=True),
                violation_error_message=_("Loại đề xuất không khớp với nội dung."),
            ),
            both_or_neither("dropped_by", "dropped_at", "catalog_item_dropped_who_when"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def name(self) -> str:
        """The name of the database concerned, as wanted or as it is."""
        return (self.content or {}).get("name") or (self.base_version.name if self.base_version else "")
