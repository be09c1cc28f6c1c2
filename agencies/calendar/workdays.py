"""Working days: pure arithmetic over the years of a calendar that somebody has confirmed.

Monday to Friday are worked unless they are holidays; a Saturday is worked only when it makes up for a swapped day. A year
that nobody confirmed has no answer: it is refused, never guessed.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import RuleBroken

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class UnknownYear(RuleBroken):
    """Working days were asked of a year whose calendar nobody has confirmed."""

    message = gettext_lazy("Chưa có lịch làm việc được xác nhận cho năm này.")

    def __init__(self, year: int) -> None:
        said = _("Lịch làm việc năm %(year)d chưa được xác nhận nên chưa tính được hạn. Đề nghị quản trị hệ thống xác nhận lịch năm này.")
        super().__init__(said % {"year": year}, year=year)


@dataclass(frozen=True)
class WorkCalendar:
    """The days the city works. `version` names this state of the calendar: what was computed with it can be computed again."""

    version: int
    holidays: frozenset[date] = frozenset()
    working_saturdays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether the offices work on the day. Error: UnknownYear."""
        self._require(day, day)
        return self._works(day)

    def add(self, start: date, days: int) -> date:
        """The `days`-th working day after `start` (before it when negative), which itself never counts. Error: UnknownYear."""
        self._require(start, start)
        if days == 0:
            return start
        place = bisect_right(self._days, start) + days - 1 if days > 0 else bisect_left(self._days, start) + days
        if not 0 <= place < len(self._days):
            raise UnknownYear(max(self.years) + 1 if days > 0 else min(self.years) - 1)
        self._require(start, self._days[place])
        return self._days[place]

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to `end`; negative when `end` is earlier, so that it undoes `add`.
        Error: UnknownYear."""
        self._require(start, end)
        if end < start:
            return bisect_left(self._days, end) - bisect_left(self._days, start)
        return bisect_right(self._days, end) - bisect_right(self._days, start)

    def numbered(self, until: date) -> Iterator[tuple[date, int, int]]:
        """Every day of the known years up to `until`: how many working days lie up to it, and the first year of its unbroken run of
        known years. For SQL over many spans: within one run, two days' numbers differ by what `between` counts."""
        run, number = 0, 0
        for year in sorted(self.years):
            run = run if year - 1 in self.years else year
            for day in _each(date(year, 1, 1), min(date(year, 12, 31), until)):
                number += self._works(day)
                yield day, number, run

    def on_or_after(self, day: date) -> date:
        """`day` itself, or the next working day when it is a day off. Error: UnknownYear."""
        return day if self.is_working(day) else self.add(day, 1)

    def known_until(self, day: date) -> date:
        """The last day of the unbroken run of confirmed years from `day` on; the day before its year when that is unknown."""
        year = day.year
        while year in self.years:
            year += 1
        return date(year, 1, 1) - _ONE_DAY

    @cached_property
    def _days(self) -> list[date]:
        """Every working day of the known years, in order."""
        spans = ((date(year, 1, 1), date(year, 12, 31)) for year in sorted(self.years))
        return [day for first, last in spans for day in _each(first, last) if self._works(day)]

    def _works(self, day: date) -> bool:
        return day in self.working_saturdays or (day.weekday() < _SATURDAY and day not in self.holidays)

    def _require(self, one: date, other: date) -> None:
        """Every year that is counted over is known."""
        first, last = sorted((one.year, other.year))
        for year in range(first, last + 1):
            if year not in self.years:
                raise UnknownYear(year)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def months_after(day: date, months: int) -> date:
    """The corresponding day so many months later; the last day of that month when it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
