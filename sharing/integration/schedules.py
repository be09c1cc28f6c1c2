"""When a source is loaded by itself: five fields as cron knows them, in the city's time. Nothing here asks the clock."""

import re
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from celery.schedules import ParseException, crontab
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import Invalid
from hcm_registry.kernel.periods import LEGAL_ZONE

if TYPE_CHECKING:
    from sharing.integration.models import Source

#: More moments of a day than these are told by their fields.
FEW = 6
MONTHS, DAYS, HOURS, MINUTES = 12, 31, 24, 60


class BadSchedule(Invalid):
    """It is no schedule, or names a day that never comes."""

    message = gettext_lazy("Lịch nạp chưa hợp lệ. Xem từng mục bên dưới.")


class Schedule:
    """A schedule that was read. Where both a day of the month and a day of the week are named, both must hold."""

    def __init__(self, text: str) -> None:
        fields = text.split()
        if len(fields) != 5:
            raise _bad(
                _("Lịch nạp gồm năm phần cách nhau bằng dấu cách: phút, giờ, ngày, tháng, thứ. Ví dụ 30 2 * * * là 02:30 hằng ngày.")
            )
        minute, hour, day, month, weekday = fields
        weekday = re.sub(r"(?<![\d/])7(?!\d)", "0", weekday)  # Sunday, as most write it
        try:
            self._cron = crontab(minute=minute, hour=hour, day_of_month=day, month_of_year=month, day_of_week=weekday)
        except (ParseException, ValueError) as error:
            said = _("Lịch nạp “%(text)s” có phần không đọc được hoặc nêu một ngày không bao giờ đến. Dùng số, *, */n, a-b hoặc a,b.")
            raise _bad(said % {"text": text}) from error

    def after(self, at: datetime) -> datetime:
        """The first moment of it later than `at`."""
        last, step, _now = self._cron.remaining_delta(at, tz=LEGAL_ZONE)
        found: datetime = last + step
        return found

    def in_words(self) -> str:
        """For people: "02:30, 14:30 hằng ngày", "mỗi 15 phút, thứ Hai đến thứ Sáu"."""
        return f"{self._times()}{self._days()}"

    def _times(self) -> str:
        minutes, hours = sorted(self._cron.minute), sorted(self._cron.hour)
        if len(minutes) * len(hours) <= FEW:
            return ", ".join(f"{hour:02}:{minute:02}" for hour in hours for minute in minutes)
        told, apart = _within_an_hour(minutes), _apart(hours, HOURS)
        if apart == 1:
            return told
        if apart and minutes == [0]:
            return _("mỗi %(number)d giờ") % {"number": apart}
        return _("%(told)s trong các giờ %(hours)s") % {"told": told, "hours": _listed(hours)}

    def _days(self) -> str:
        cron, parts = self._cron, []
        if len(cron.day_of_month) < DAYS:
            parts.append(_("ngày %(days)s") % {"days": _listed(sorted(cron.day_of_month))})
        if len(cron.month_of_year) < MONTHS:
            parts.append(_("tháng %(months)s") % {"months": _listed(sorted(cron.month_of_year))})
        elif parts:
            parts.append(_("hằng tháng"))
        if len(cron.day_of_week) < 7:
            parts.append(_weekdays(sorted((day or 7) for day in cron.day_of_week)))
        if not parts:
            return "" if len(cron.hour) * len(cron.minute) > FEW and _apart(sorted(cron.hour), HOURS) else " " + _("hằng ngày")
        return ", " + ", ".join(parts)


def in_words(text: str) -> str:
    """What a schedule that is stored says; nothing of none."""
    return Schedule(text).in_words() if text else ""


def plan(source: "Source", *, at: datetime) -> None:
    """Say on the source when it is due next: never, without a schedule, when it is switched off or frozen. The verb that asks saves it.

    Error: BadSchedule.
    """
    source.schedule = " ".join(source.schedule.split())
    following = Schedule(source.schedule).after(at) if source.schedule else None
    source.next_due = following if source.active and source.frozen_at is None else None


def _bad(sentence: str) -> BadSchedule:
    return BadSchedule(errors={"schedule": [sentence]})


def _apart(found: list[int], of: int) -> int:
    """How far, when they lie evenly through the whole; else 0."""
    steps = {after - before for before, after in pairwise([*found, found[0] + of])}
    return steps.pop() if len(steps) == 1 and found[0] == 0 else 0


def _within_an_hour(minutes: list[int]) -> str:
    apart = _apart(minutes, MINUTES)
    if apart == 1:
        return _("mỗi phút")
    if apart == MINUTES:
        return _("mỗi giờ")
    return _("mỗi %(number)d phút") % {"number": apart} if apart else _("phút %(minutes)s mỗi giờ") % {"minutes": _listed(minutes)}


def _listed(found: list[int]) -> str:
    """1, 2, 3, 7 → "1–3, 7"."""
    runs: list[list[int]] = []
    for one in found:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _weekdays(found: list[int]) -> str:
    """Monday is 1, Sunday 7."""
    names = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return _("%(first)s đến %(last)s") % {"first": names[found[0] - 1], "last": names[found[-1] - 1]}
    return ", ".join(names[day - 1] for day in found)
