"""Change the calendar: draft and confirm a year, add and remove a day. Each is one numbered version, by an administrator."""

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from agencies import authority
from agencies.calendar import drafting
from agencies.calendar.models import CalendarDay, CalendarVersion, CalendarYear
from agencies.people import Role, User
from hcm_registry.kernel.errors import NoteRequired, RuleBroken, broken_by

Kind = CalendarDay.Kind
RECORDED = {Kind.HOLIDAY: "ngày nghỉ", Kind.WORKING_SATURDAY: "thứ Bảy làm bù"}  # what a version records stays in the city's language
LOCK = 0x48434D4C  # one change at a time, so that the numbers of versions follow the order of commits


class YearExists(RuleBroken):
    """A year is drafted once; its days are changed one by one afterwards."""

    message = _("Năm này đã có lịch. Mở lịch của năm để thêm hoặc bỏ ngày.")


class YearNotDrafted(RuleBroken):
    """A day is added to a year that has a draft at least."""

    message = _("Chưa có lịch của năm này. Lập dự thảo lịch của năm trước, rồi thêm ngày.")


class YearConfirmed(RuleBroken):
    """A year is confirmed once."""

    message = _("Lịch của năm này đã được xác nhận. Nếu có ngày thay đổi, thêm hoặc bỏ từng ngày.")


class YearWithoutHolidays(RuleBroken):
    """Every year has days off; a year without one has not been filled in."""

    message = _("Lịch của năm này chưa có ngày nghỉ nào. Thêm các ngày nghỉ rồi xác nhận.")


class DayRemoved(RuleBroken):
    """Somebody was faster."""

    message = _("Ngày này đã được bỏ khỏi lịch.")


@transaction.atomic
def draft(year: int, *, by: User, at: datetime) -> CalendarYear:
    """Begin a year from the library's list. Errors: YearExists, NotAuthorised, Forbidden."""
    version = _change(f"Lập dự thảo lịch năm {year}", drafting.source(), by=by, at=at)
    if CalendarYear.objects.filter(pk=year).exists():
        raise YearExists
    try:
        with transaction.atomic():
            made = CalendarYear.objects.create(year=year, source=drafting.source(), drafted_in=version)
    except IntegrityError as error:
        raise broken_by(error) from error
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, year=made, kind=kind, name=name, source=made.source, added_in=version)
        for day, kind, name in drafting.days_of(year)
    )
    return made


@transaction.atomic
def confirm(year: int, *, reason: str, by: User, at: datetime, is_demo: bool = False) -> CalendarYear:
    """From now on deadlines are computed in the year. `reason` names the announcement it was checked against.

    Errors: YearNotDrafted, YearConfirmed, YearWithoutHolidays, NoteRequired, NotAuthorised.
    """
    version = _change(f"Xác nhận lịch năm {year}", reason, by=by, at=at, is_demo=is_demo)
    found = _drafted(year)
    if found.confirmed_in is not None:
        raise YearConfirmed
    if not found.days.filter(kind=Kind.HOLIDAY, removed_in=None).exists():
        raise YearWithoutHolidays
    found.confirmed_in = version
    found.save(update_fields=["confirmed_in"])
    return found


@transaction.atomic
def add_day(day: date, kind: Kind, name: str, *, source: str, reason: str, by: User, at: datetime) -> CalendarDay:
    """A day off, or a Saturday that is worked. Errors: YearNotDrafted, NoteRequired, NotAuthorised, Forbidden."""
    version = _change(f"Thêm {RECORDED[Kind(kind)]} {day:%d/%m/%Y}: {name}", reason, by=by, at=at)
    year = _drafted(day.year)
    try:
        with transaction.atomic():
            return CalendarDay.objects.create(day=day, year=year, kind=kind, name=name, source=source, added_in=version)
    except IntegrityError as error:
        raise broken_by(error) from error


@transaction.atomic
def remove_day(day: CalendarDay, *, reason: str, by: User, at: datetime) -> CalendarDay:
    """The day is again what its weekday says. Errors: DayRemoved, NoteRequired, NotAuthorised."""
    version = _change(f"Bỏ {RECORDED[Kind(day.kind)]} {day.day:%d/%m/%Y}: {day.name}", reason, by=by, at=at)
    day.refresh_from_db()
    if day.removed_in is not None:
        raise DayRemoved
    day.removed_in = version
    day.save(update_fields=["removed_in"])
    return day


def _change(what: str, reason: str, *, by: User, at: datetime, is_demo: bool = False) -> CalendarVersion:
    """The next version, alone until its transaction ends."""
    authority.require(by, Role.ADMIN, at)
    if not reason.strip():
        raise NoteRequired
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return CalendarVersion.objects.create(at=at, by=by, what=what, reason=reason, is_demo=is_demo)


def _drafted(year: int) -> CalendarYear:
    found = CalendarYear.objects.filter(pk=year).first()
    if found is None:
        raise YearNotDrafted
    return found
