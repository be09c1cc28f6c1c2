"""The city's working calendar: years, days off and Saturdays that make up for them, and every change ever made to it.

Which days are off, and which Saturdays are worked instead, is announced year by year. A year begins as a draft and counts
once an administrator has confirmed it. Nothing is overwritten: a day is added in one version and removed in a later one,
so the calendar of any version can be read again.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.db.models.lookups import Exact
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from hcm_registry.vietnamese.fields import NfcCharField, NfcTextField

EARLIEST, LATEST = 2000, 2100


class CalendarVersion(models.Model):
    """One change of the calendar. Numbers only grow; one is left out when a change was refused at the last moment."""

    at = models.DateTimeField(_("lúc"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người làm"))
    what = NfcTextField(_("thay đổi"))
    reason = NfcTextField(_("lý do, căn cứ"))
    is_demo = models.BooleanField(_("số liệu minh họa"), default=False)

    class Meta:
        verbose_name = _("phiên bản lịch làm việc")
        verbose_name_plural = _("phiên bản lịch làm việc")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="agencies_calendarversion_reason_given",
                condition=~Q(reason="") & ~Q(what=""),
                violation_error_message=_("Mỗi thay đổi của lịch làm việc phải nêu lý do hoặc căn cứ."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.what}"


class CalendarYear(models.Model):
    """A year of the calendar. Until it is confirmed it is a draft, and no deadline is computed in it."""

    year = models.PositiveSmallIntegerField(_("năm"), primary_key=True)
    source = NfcCharField(_("nguồn của dự thảo"), max_length=255)
    drafted_in = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("lập dự thảo"))
    confirmed_in = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("xác nhận")
    )

    class Meta:
        verbose_name = _("lịch làm việc của năm")
        verbose_name_plural = _("lịch làm việc của năm")
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                name="agencies_calendaryear_plausible",
                condition=Q(year__gte=EARLIEST, year__lte=LATEST),
                violation_error_message=_("Nhập một năm từ 2000 đến 2100."),
            ),
            models.CheckConstraint(
                name="agencies_calendaryear_confirmed_later",
                condition=Q(confirmed_in__isnull=True) | Q(confirmed_in__gt=F("drafted_in")),
                violation_error_message=_("Lịch của một năm được xác nhận sau khi có dự thảo."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a day off, or a Saturday that is worked."""

    class Kind(models.TextChoices):
        """The two ways a day departs from its week."""

        HOLIDAY = "HOLIDAY", _("Ngày nghỉ")
        WORKING_SATURDAY = "WORKING_SATURDAY", _("Thứ Bảy làm bù")

    day = models.DateField(_("ngày"))
    year = models.ForeignKey(CalendarYear, on_delete=models.PROTECT, related_name="days", verbose_name=_("năm"))
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    name = NfcCharField(_("tên"), max_length=255)
    source = NfcCharField(_("nguồn"), max_length=255)
    added_in = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="added", verbose_name=_("thêm ở phiên bản"))
    removed_in = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="removed", verbose_name=_("bỏ ở phiên bản")
    )

    class Meta:
        verbose_name = _("ngày trong lịch làm việc")
        verbose_name_plural = _("ngày trong lịch làm việc")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(removed_in__isnull=True),
                name="agencies_calendarday_one_a_day",
                violation_error_message=_("Ngày này đã có trong lịch: một ngày không vừa nghỉ vừa làm bù. Bỏ dòng đang có rồi thêm lại."),
            ),
            models.CheckConstraint(
                name="agencies_calendarday_made_up_on_saturday",
                condition=~Q(kind="WORKING_SATURDAY") | Q(day__iso_week_day=6),
                violation_error_message=_("Ngày làm bù phải là thứ Bảy. Chọn lại ngày."),
            ),
            models.CheckConstraint(
                name="agencies_calendarday_in_its_year",
                condition=Exact(ExtractYear("day"), F("year")),
                violation_error_message=_("Ngày phải thuộc năm của lịch."),
            ),
            models.CheckConstraint(
                name="agencies_calendarday_removed_later",
                condition=Q(removed_in__isnull=True) | Q(removed_in__gt=F("added_in")),
                violation_error_message=_("Một ngày chỉ được bỏ ở phiên bản sau phiên bản đã thêm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{date_format(self.day, 'SHORT_DATE_FORMAT')} {self.name}"
