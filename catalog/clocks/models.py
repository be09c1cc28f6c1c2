"""Deadlines. A clock is what its events have made of it: PostgreSQL moves it when an event is written, and at no other time.

A record holds a foreign key to its clock; the clock knows no record, only a label and an address to show.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.authority import seats_of
from agencies.models import Agency, CalendarVersion, Mandate, Role
from catalog.clocks.reckoning import Pause
from catalog.rules.models import LegalRule, Matter
from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField

KEEPERS = (Role.ADMIN, Role.OPERATOR)


class ClockQuerySet(models.QuerySet["DeadlineClock"]):
    """Clocks…"""

    def open(self) -> "ClockQuerySet":
        """…that run or are paused."""
        return self.exclude(state=DeadlineClock.State.STOPPED)

    def visible_to(self, user: Any, at: datetime) -> "ClockQuerySet":
        """…of the agencies for which the person works on files; all of them for the department in charge and for auditors.

        Who keeps the system or the calendar moves deadlines and reads none: a label names a file they may not open.
        """
        seats = seats_of(user, at)
        own = {seat.agency.pk for seat in seats.held if seat.role not in KEEPERS}
        if seats.with_role(Role.AUDITOR) or seats.mandates.get(Mandate.Kind.LEAD) in own:
            return self.all()
        return self.filter(agency__in=own)

    def running(self) -> "ClockQuerySet":
        """…that run."""
        return self.filter(state=DeadlineClock.State.RUNNING)

    def overdue(self, on: date) -> "ClockQuerySet":
        """…that run and whose last day is over."""
        return self.running().filter(due_on__lt=on)

    def behind(self, version: int) -> "ClockQuerySet":
        """…open, and computed with an older version of the calendar."""
        return self.open().filter(calendar_version__lt=version)


class DeadlineClock(models.Model):
    """How long somebody has for one thing: whose deadline it is, by which rule, when it ends, and why.

    `rule` is the one in force on the day it started; without one, and without a day set by a person, there is no deadline.
    """

    class State(models.TextChoices):
        """Whether time counts."""

        RUNNING = "RUNNING", _("Đang tính")
        PAUSED = "PAUSED", _("Tạm dừng")
        STOPPED = "STOPPED", _("Đã xong")

    kind = models.CharField(_("việc"), max_length=30, choices=Matter)
    rule = models.ForeignKey(LegalRule, on_delete=models.PROTECT, null=True, blank=True, related_name="clocks", verbose_name=_("quy định"))
    fixed_on = models.DateField(_("hạn do người giao đặt"), null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="clocks", verbose_name=_("cơ quan phải làm"))
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="clocks", verbose_name=_("người đã nhận")
    )
    label = NfcCharField(_("tên việc"), max_length=255)
    path = models.CharField(_("địa chỉ"), max_length=200)
    started_at = models.DateTimeField(_("bắt đầu lúc"))
    stopped_at = models.DateTimeField(_("xong lúc"), null=True, blank=True, editable=False)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State, default=State.RUNNING, editable=False)
    due_on = models.DateField(_("hạn"), null=True, blank=True, editable=False)
    calendar_version = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("phiên bản lịch"), editable=False
    )
    explanation = models.TextField(_("cách tính"), blank=True, editable=False)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("hạn xử lý")
        verbose_name_plural = _("hạn xử lý")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="RUNNING"), name="catalog_clock_running"),
            models.Index(fields=["calendar_version", "id"], condition=~Q(state="STOPPED"), name="catalog_clock_behind"),
            models.Index(fields=["agency", "due_on"], name="catalog_clock_by_agency"),
        ]
        constraints = [
            models.CheckConstraint(
                name="catalog_clock_one_ground",
                condition=Q(rule__isnull=True) | Q(fixed_on__isnull=True),
                violation_error_message=_("Hạn hoặc theo quy định, hoặc do người giao đặt."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def pauses(self) -> list[Pause]:
        """When it did not run, from its events; prefetch `events` on lists."""
        found: list[Pause] = []
        for event in sorted(self.events.all(), key=lambda event: event.pk):
            if event.kind == ClockEvent.Kind.PAUSED:
                found.append(Pause(event.at))
            elif event.kind == ClockEvent.Kind.RESUMED:
                found[-1] = Pause(found[-1].since, event.at)
        return found


class ClockEvent(models.Model):
    """One thing that happened to a deadline. Writing it is what moves the clock; it is never rewritten.

    `due_before` is filled in by the database. A warning carries its `point`: so many working days before the last day.
    """

    class Kind(models.TextChoices):
        """What can happen."""

        STARTED = "STARTED", _("Bắt đầu tính hạn")
        PAUSED = "PAUSED", _("Tạm dừng tính hạn")
        RESUMED = "RESUMED", _("Tính hạn tiếp")
        RECALCULATED = "RECALCULATED", _("Tính lại do lịch làm việc đổi")
        REMINDED = "REMINDED", _("Đã nhắc việc")
        ESCALATED = "ESCALATED", _("Đã báo lãnh đạo")
        STOPPED = "STOPPED", _("Xong")

    clock = models.ForeignKey(DeadlineClock, on_delete=models.PROTECT, related_name="events", verbose_name=_("hạn xử lý"))
    kind = models.CharField(_("sự việc"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("lúc"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người làm")
    )
    reason = NfcTextField(_("lý do"), blank=True)
    point = models.SmallIntegerField(_("thời điểm nhắc"), null=True, blank=True)
    due_before = models.DateField(_("hạn trước đó"), null=True, blank=True)
    due_after = models.DateField(_("hạn sau đó"), null=True, blank=True)
    calendar_version = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("phiên bản lịch")
    )
    explanation = models.TextField(_("cách tính"), blank=True)

    class Meta:
        verbose_name = _("sự việc của hạn xử lý")
        verbose_name_plural = _("sự việc của hạn xử lý")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"],
                condition=Q(kind="STARTED"),
                name="catalog_clockevent_started_once",
                violation_error_message=_("Hạn này đã bắt đầu tính."),
            ),
            models.UniqueConstraint(
                fields=["clock", "kind", "point", "due_after"],
                condition=Q(point__isnull=False),
                name="catalog_clockevent_warned_once",
                violation_error_message=_("Đã nhắc về hạn này vào thời điểm đó."),
            ),
            models.CheckConstraint(
                name="catalog_clockevent_warning_has_point",
                condition=Q(kind__in=["REMINDED", "ESCALATED"], point__isnull=False)
                | (~Q(kind__in=["REMINDED", "ESCALATED"]) & Q(point__isnull=True)),
                violation_error_message=_("Chỉ lần nhắc việc có thời điểm nhắc."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.clock}"
