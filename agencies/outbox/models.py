"""What people and offices are told: one message for all of them, where each finds it, and what became of every e-mail.

All of it is written in the transaction of the act that is told of, so that what happened and who is to learn of it are one
thing. Nothing is rewritten: a notice is read once, an e-mail ends once, and each attempt that failed is a row of its own.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.authority import seats_of
from agencies.organisation import Agency
from agencies.people import Role, User
from hcm_registry.kernel.models import both_or_neither
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField

ENDED = Q(sent_at__isnull=False) | Q(failed_at__isnull=False)


class Message(models.Model):
    """What was told, in both languages of the interface, and where the matter is found. `key` names the occasion: each is told once."""

    key = models.CharField(_("khóa"), max_length=200)
    event = models.CharField(_("sự việc"), max_length=60)
    title = NfcCharField(_("tiêu đề"), max_length=255)
    body = NfcTextField(_("nội dung"))
    title_en = NfcCharField(_("tiêu đề tiếng Anh"), max_length=255)
    body_en = NfcTextField(_("nội dung tiếng Anh"))
    path = models.CharField(_("địa chỉ"), max_length=200)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="agencies_message_told_once", violation_error_message=_("Việc này đã được báo.")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def spoken(self) -> dict[str, str]:
        """Title and body in the language being spoken."""
        foreign = get_language() != settings.LANGUAGE_CODE
        return {"title": self.title_en, "body": self.body_en} if foreign else {"title": self.title, "body": self.body}


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """E-mails…"""

    def waiting(self, at: datetime) -> "DeliveryQuerySet":
        """…to be sent now: not sent, not given up, and not put off after an attempt that failed."""
        put_off = FailedAttempt.objects.filter(delivery=OuterRef("pk"), not_before__gt=at)
        return self.exclude(ENDED).exclude(Exists(put_off))

    def visible_to(self, user: Any, at: datetime) -> "DeliveryQuerySet":
        """…that the person may see: all of them for those who run the system, those of their agency for its head."""
        seats = seats_of(user, at)
        if seats.with_role(Role.ADMIN, Role.OPERATOR):
            return self.all()
        return self.filter(agency__in=[seat.agency.pk for seat in seats.with_role(Role.HEAD)])


class Delivery(models.Model):
    """One e-mail to one address. Without a message it is a person's daily digest; without a person it is for an office mailbox.

    `mail_id` follows from the occasion and the address: a receiver that knows it has the e-mail already.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name=_("cơ quan nhận")
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name=_("người nhận"))
    address = models.EmailField(_("địa chỉ thư"))
    language = models.CharField(_("ngôn ngữ"), max_length=2)
    mail_id = models.CharField(max_length=255)
    at = models.DateTimeField(_("lập lúc"))
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    failed_at = models.DateTimeField(_("thôi gửi lúc"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("thư điện tử")
        verbose_name_plural = _("thư điện tử")
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], condition=~ENDED, name="agencies_delivery_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["mail_id"], name="agencies_delivery_once", violation_error_message=_("Thư này đã được lập.")),
            models.CheckConstraint(
                name="agencies_delivery_to_somebody",
                condition=Q(user__isnull=False) | Q(agency__isnull=False, message__isnull=False),
                violation_error_message=_("Thư phải gửi cho một người hoặc hộp thư một cơ quan; bản tổng hợp chỉ gửi cho một người."),
            ),
            models.CheckConstraint(
                name="agencies_delivery_ends_one_way",
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True),
                violation_error_message=_("Thư hoặc đã gửi, hoặc đã thôi gửi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.message or _('Bản tổng hợp trong ngày')}"


class FailedAttempt(models.Model):
    """An attempt to send an e-mail that did not succeed, and from when the next may be made; None when it was the last."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="failures")
    at = models.DateTimeField(_("lúc"))
    error = NfcTextField(_("lỗi"))
    not_before = models.DateTimeField(_("thử lại từ"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần gửi không thành công")
        verbose_name_plural = _("lần gửi không thành công")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.error


class Notice(models.Model):
    """A message in the inbox of one person, read once. `by_digest`: they want it in the daily e-mail, `digest` once there is one."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)
    by_digest = models.BooleanField(_("gửi trong bản tổng hợp"), default=False)
    digest = models.ForeignKey(Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")

    class Meta:
        verbose_name = _("thông báo của một người")
        verbose_name_plural = _("thông báo của một người")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="agencies_notice_unread")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "message"], name="agencies_notice_once", violation_error_message=_("Người này đã được báo.")
            ),
            models.CheckConstraint(
                name="agencies_notice_digest_asked_for",
                condition=Q(digest__isnull=True) | Q(by_digest=True),
                violation_error_message=_("Chỉ gộp vào bản tổng hợp thông báo của người đã chọn nhận bản tổng hợp."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.message}"


class OperatorTask(models.Model):
    """Somebody could not be told, or no mail goes out: a person who runs the system sees to it, and says what they did."""

    class Kind(models.TextChoices):
        """What went wrong."""

        UNREACHABLE = "UNREACHABLE", _("Không có ai nhận thông báo")
        UNDELIVERABLE = "UNDELIVERABLE", _("Thư không đến được người nhận")
        STANDSTILL = "STANDSTILL", _("Thư chờ gửi quá lâu")

    kind = models.CharField(_("việc"), max_length=20, choices=Kind)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="task")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cơ quan"))
    role = models.CharField(_("vai trò"), max_length=20, choices=Role, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người nhận"))
    at = models.DateTimeField(_("lúc"))
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người xử lý"))
    done_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)
    note = NfcTextField(_("đã làm gì"), blank=True)

    class Meta:
        verbose_name = _("việc của người vận hành")
        verbose_name_plural = _("việc của người vận hành")
        ordering = ["pk"]
        constraints = [
            both_or_neither("done_by", "done_at", "agencies_operatortask_done_who_when"),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="STANDSTILL", done_at__isnull=True),
                name="agencies_operatortask_one_standstill",
                violation_error_message=_("Đã có một việc về thư chờ gửi chưa xử lý xong."),
            ),
            models.CheckConstraint(
                name="agencies_operatortask_done_says_how",
                condition=Q(done_at__isnull=True) | ~Q(note=""),
                violation_error_message=_("Ghi đã làm gì để việc này xong."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.whom}" if self.whom else str(self.get_kind_display())

    @property
    def whom(self) -> str:
        """Who could not be told: a person, an agency, or whoever holds a role that nobody holds; empty when it is about all mail."""
        return str(self.user or self.agency or self.get_role_display())


class Preference(models.Model):
    """How one person wants to be told. Whoever has none is written to at once, in Vietnamese. Office mailboxes have no preference."""

    class Mail(models.TextChoices):
        """By e-mail, besides the inbox of the registry."""

        AT_ONCE = "AT_ONCE", _("Ngay khi có việc")
        DAILY = "DAILY", _("Một bản tổng hợp mỗi ngày")
        NEVER = "NEVER", _("Không gửi thư, chỉ xem trong hệ thống")

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="preference")
    mail = models.CharField(_("Nhận thư điện tử"), max_length=10, choices=Mail, default=Mail.AT_ONCE)
    language = models.CharField(_("Ngôn ngữ của thư"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cách nhận thông báo")
        verbose_name_plural = _("cách nhận thông báo")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_mail_display()}"
