"""When a term ends, and why in words: pure arithmetic over a rule, the pauses and the working calendar.

Our reading of the civil code's way of counting (BLDS 2015, Điều 147 and 148): the day something is received does not count;
a term in days or months that would end on a day off ends on the next working day. A pause counts up to its day and goes on
the day after it is lifted; a term that had already run out stays run out.

What is said here is kept with the deadline and stays in the city's language.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from agencies.calendar.workdays import WorkCalendar, months_after
from hcm_registry.kernel.periods import LEGAL_ZONE, today

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
UNITS = {"WORKING_DAYS": "ngày làm việc", "DAYS": "ngày", "MONTHS": "tháng", "HOURS": "giờ"}
IN_CALENDAR = ("WORKING_DAYS", "DAYS", "MONTHS")
Moment = TypeVar("Moment", date, datetime)


class Term(Protocol):
    """So many of a unit; a `LegalRule` is one."""

    value: int
    unit: str


@dataclass(frozen=True)
class Pause:
    """From when to when the term did not run; None while it still does not."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Reckoning:
    """The last day, None when there is none (yet), and how it came about."""

    due_on: date | None
    explanation: str


def unset(started_at: datetime) -> Reckoning:
    """Nobody laid down a term."""
    return Reckoning(None, f"nhận {_dm(today(started_at), today(started_at))}, chưa có quy định về thời hạn")


def fixed(day: date, started_at: datetime, pauses: Sequence[Pause]) -> Reckoning:
    """A day set by a person: it moves by the days of a pause and by nothing else."""
    start = today(started_at)
    due = _elapsed(day, _days(pauses), lambda end: end)
    return Reckoning(due, _words(start, f"hạn đặt {_dm(day, start)}", [_paused(pauses, start)], due if pauses else None, pauses))


def reckon(term: Term, started_at: datetime, pauses: Sequence[Pause], calendar: WorkCalendar) -> Reckoning:
    """The last day of a term. Error: UnknownYear, when it reaches into a year that nobody confirmed."""
    start, amount = today(started_at), f"{term.value} {UNITS[term.unit]}"
    if term.unit == "HOURS":
        return _in_hours(term.value, started_at, pauses, amount)
    if term.unit == "WORKING_DAYS":
        due = _worked(term.value, start, _days(pauses), calendar)
        notes = _off(start, due, pauses, calendar) if due else []
        return Reckoning(due, _words(start, amount, [_paused(pauses, start), *notes], due, pauses))
    end = start + timedelta(days=term.value) if term.unit == "DAYS" else months_after(start, term.value)
    due = _elapsed(end, _days(pauses), calendar.on_or_after)
    last = _elapsed(end, _days(pauses), lambda day: day)
    moved = f"ngày cuối {_dm(last, start)} không làm việc" if last and last != due else ""
    return Reckoning(due, _words(start, amount, [_paused(pauses, start), moved], due, pauses))


def _worked(left: int, since: date, pauses: Iterable[tuple[date, date | None]], calendar: WorkCalendar) -> date | None:
    """The day the last of the working days is used up; None while paused before that."""
    for paused, resumed in pauses:
        due = calendar.add(since, left) if left else calendar.on_or_after(since)
        if due < paused or resumed is None:
            return due if due < paused else None
        left -= min(left, max(0, calendar.between(since, paused)))
        since = resumed
    return calendar.add(since, left) if left else calendar.on_or_after(since)


def _elapsed(end: Moment, pauses: Iterable[tuple[Moment, Moment | None]], settle: Callable[[Moment], Moment]) -> Moment | None:
    """The end put off by each pause, until it has passed; None while paused before that."""
    for paused, resumed in pauses:
        if settle(end) < paused or resumed is None:
            return settle(end) if settle(end) < paused else None
        end += resumed - paused
    return settle(end)


def _in_hours(hours: int, started_at: datetime, pauses: Sequence[Pause], amount: str) -> Reckoning:
    """Hours run on through nights and holidays; the day they end on is the last."""
    start = today(started_at)
    end = _elapsed(started_at + timedelta(hours=hours), [(pause.since, pause.until) for pause in pauses], lambda moment: moment)
    words = [f"nhận {_hm(started_at)} {_dm(start, start)}", amount, _paused(pauses, start)]
    words.append(f"hạn {_hm(end)} {_dm(today(end), start)}" if end else "đang tạm dừng")
    return Reckoning(today(end) if end else None, ", ".join(filter(None, words)))


def _days(pauses: Iterable[Pause]) -> list[tuple[date, date | None]]:
    return [(today(pause.since), today(pause.until) if pause.until else None) for pause in pauses]


def _words(start: date, amount: str, notes: list[str], due: date | None, pauses: Sequence[Pause]) -> str:
    last = f"hạn {_dm(due, start)}" if due else "đang tạm dừng" if pauses else ""
    return ", ".join(filter(None, [f"nhận {_dm(start, start)}", amount, *notes, last]))


def _paused(pauses: Iterable[Pause], start: date) -> str:
    spans = (f"{_dm(one, start)} đến {_dm(other, start)}" if other else f"từ {_dm(one, start)}" for one, other in _days(pauses))
    said = " và ".join(spans)
    return f"tạm dừng {said}" if said else ""


def _off(start: date, due: date, pauses: Iterable[Pause], calendar: WorkCalendar) -> list[str]:
    """The days off in the week, and the Saturdays worked, that made a difference."""
    spans = _days(pauses)
    counted = [day for day in _each(start, due) if not any(one < day <= (other or due) for one, other in spans)]
    off = [day for day in counted if day in calendar.holidays and day.weekday() < _SATURDAY]
    worked = [day for day in counted if day in calendar.working_saturdays]
    return [f"{verb} {_runs(days, start)}" if days else "" for verb, days in (("nghỉ", off), ("làm bù", worked))]


def _each(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))


def _runs(days: list[date], start: date) -> str:
    """“16/02 đến 20/02, 24/11”."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == _ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_dm(run[0], start) if len(run) == 1 else f"{_dm(run[0], start)} đến {_dm(run[-1], start)}" for run in runs)


def _dm(day: date, start: date) -> str:
    """Day and month; the year only where it is another one."""
    return f"{day:%d/%m}" if day.year == start.year else f"{day:%d/%m/%Y}"


def _hm(moment: datetime) -> str:
    return f"{moment.astimezone(LEGAL_ZONE):%H:%M}"
