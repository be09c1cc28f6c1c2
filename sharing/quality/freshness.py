"""Until when the next good load is due, by the update frequency that the catalogue declares. Pure: the moment is given."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.entries.choices import UpdateFrequency
from hcm_registry.kernel.periods import day_start, today

#: A frequency in days, or in calendar months. How soon “at once” is no law says: ADR 39.
DAYS = {UpdateFrequency.DAILY: 1, UpdateFrequency.WEEKLY: 7}
MONTHS = {UpdateFrequency.MONTHLY: 1, UpdateFrequency.QUARTERLY: 3, UpdateFrequency.YEARLY: 12}
AT_ONCE = timedelta(hours=1)
#: The last fifth of the time there is.
SOON = 5


class State(models.TextChoices):
    """How a dataset stands against what was promised, the worst last."""

    UNPROMISED = "UNPROMISED", _("Không theo định kỳ")
    FRESH = "FRESH", _("Tươi")
    DUE_SOON = "DUE_SOON", _("Sắp quá hạn")
    OVERDUE = "OVERDUE", _("Quá hạn cập nhật")
    NOT_LOADED = "NOT_LOADED", _("Chưa nạp")


TONES = {State.FRESH: "ok", State.DUE_SOON: "warn", State.OVERDUE: "bad"}


@dataclass(frozen=True)
class Freshness:
    """`due` is the first moment at which it is overdue; None where nothing is promised or nothing was loaded."""

    state: State
    due: datetime | None = None


def due_after(loaded_at: datetime, frequency: str) -> datetime | None:
    """The first moment at which data loaded then are overdue; None where the catalogue promises no rhythm.

    A rhythm of days is kept by any load within its last legal day: what is loaded every night is not late for an hour each morning.
    """
    if frequency == UpdateFrequency.REALTIME:
        return loaded_at + AT_ONCE
    day = today(loaded_at)
    if frequency in MONTHS:
        return day_start(_months_later(day, MONTHS[UpdateFrequency(frequency)]) + timedelta(days=1))
    if frequency in DAYS:
        return day_start(day + timedelta(days=DAYS[UpdateFrequency(frequency)] + 1))
    return None


def freshness(loaded_at: datetime | None, frequency: str, *, at: datetime) -> Freshness:
    """How a dataset last loaded well at `loaded_at` (None: never) stands now."""
    if loaded_at is None:
        return Freshness(State.NOT_LOADED)
    due = due_after(loaded_at, frequency)
    if due is None:
        return Freshness(State.UNPROMISED)
    if at >= due:
        return Freshness(State.OVERDUE, due)
    return Freshness(State.DUE_SOON if at >= due - (due - loaded_at) / SOON else State.FRESH, due)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where there is none of that number."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
