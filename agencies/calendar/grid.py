"""A year laid out in months and weeks, for the page."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from agencies.calendar.models import CalendarDay

_WEEKEND = 5
WEEK_NAMES = tuple(zip((_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")), WEEKDAYS.values(), strict=True))


@dataclass(frozen=True)
class Cell:
    """A day of the grid. `kind` is off, made-up, weekend or plain; `entry` says why a day is not what its weekday says."""

    day: date
    kind: str
    entry: CalendarDay | None = None


def months(year: int, entries: Mapping[date, CalendarDay]) -> list[tuple[date, list[list[Cell | None]]]]:
    """The first day of each month with its weeks from Monday; None pads the days of other months."""
    weeks = Calendar().monthdatescalendar
    return [
        (date(year, month, 1), [[_cell(day, entries) if day.month == month else None for day in week] for week in weeks(year, month)])
        for month in range(1, 13)
    ]


def _cell(day: date, entries: Mapping[date, CalendarDay]) -> Cell:
    entry = entries.get(day)
    if entry is not None:
        return Cell(day, "off" if entry.kind == CalendarDay.Kind.HOLIDAY else "made-up", entry)
    return Cell(day, "weekend" if day.weekday() >= _WEEKEND else "plain")
