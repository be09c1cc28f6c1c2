"""Periods of legal days, half-open: the first day counts, the end is the first day that no longer counts.

So one period ends on the very day the next begins, and neither overlaps nor leaves a gap. People read and write the
last day instead; `last_day` and `period_in_words` translate.
"""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange as _DateRange
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import RuleBroken

if TYPE_CHECKING:
    from psycopg.types.range import Range

    DateRange = Range[date]
else:
    DateRange = _DateRange

# The city's law, not the reader's settings, says when a day begins.
LEGAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_ONE_DAY = timedelta(days=1)


class ImpossiblePeriod(RuleBroken):
    """A period without a single day, or one that would end before it began."""

    message = gettext_lazy("Ngày kết thúc phải sau ngày bắt đầu.")
    status = 400


class AlreadyEnded(RuleBroken):
    """Closing may shorten a period, never bring back days it had lost."""

    message = gettext_lazy("Thời gian này đã kết thúc trước ngày được chọn.")


def today(at: datetime) -> date:
    """The legal day at the moment `at`, which must know its zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone has no legal day")
    return at.astimezone(LEGAL_ZONE).date()


def day_start(day: date) -> datetime:
    """The moment a legal day begins."""
    return datetime.combine(day, time.min, tzinfo=LEGAL_ZONE)


def period(start: date | None, end: date | None) -> DateRange:
    """From `start` until the day before `end`; None leaves that side open."""
    if start is not None and end is not None and end <= start:
        raise ImpossiblePeriod
    return DateRange(start, end, "[)")


def starting(day: date) -> DateRange:
    """From `day` on, until something ends it."""
    return period(day, None)


def without_days() -> DateRange:
    """The period of what was replaced on the very day it would have begun."""
    return DateRange(empty=True)


def contains(span: DateRange, day: date) -> bool:
    """Whether `day` counts."""
    return day in span


def is_open(span: DateRange) -> bool:
    """Whether nothing has ended it yet. A period without days is not open."""
    return not span.isempty and span.upper is None


def first_day(span: DateRange) -> date | None:
    """The first day that counts; None when unknown."""
    if span.lower is None or span.lower_inc:
        return span.lower
    return span.lower + _ONE_DAY


def last_day(span: DateRange) -> date | None:
    """The last day that counts, as people write it ("đến hết ngày"); None while open."""
    if span.upper is None or span.upper_inc:
        return span.upper
    return span.upper - _ONE_DAY


def closed_on(span: DateRange, day: date) -> DateRange:
    """The same period ended by what begins on `day`: `day` itself no longer counts."""
    last = last_day(span)
    if last is not None and day > last + _ONE_DAY:
        raise AlreadyEnded
    return period(first_day(span), day)


def period_in_words(span: DateRange) -> str:
    """For people: "từ 01/10/2026 đến hết 31/12/2026"."""
    if span.isempty:
        return _("không có ngày nào")
    first, last = _dmy(first_day(span)), _dmy(last_day(span))
    if not first and not last:
        return _("chưa rõ ngày bắt đầu")
    if not first:
        return _("chưa rõ ngày bắt đầu, đến hết %(last)s") % {"last": last}
    if not last:
        return _("từ %(first)s") % {"first": first}
    return _("từ %(first)s đến hết %(last)s") % {"first": first, "last": last}


def _dmy(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
