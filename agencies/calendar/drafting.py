"""A first draft of a year's days off, from the library `holidays`: what follows from the law, and swaps it has heard of.

A draft is a proposal to the administrator, never a fact: swapped days are announced year by year, and the library learns of
an announcement late or never.
"""

from collections.abc import Iterator
from datetime import date
from importlib.metadata import version

from agencies.calendar.models import CalendarDay

Kind = CalendarDay.Kind


def source() -> str:
    """Where a draft comes from, as each of its days says."""
    return f"Dự thảo từ thư viện holidays {version('holidays')}, chưa đối chiếu văn bản"


def days_of(year: int) -> Iterator[tuple[date, Kind, str]]:
    """The days off of the year with their Vietnamese names, then the Saturdays that make up for swapped days."""
    # Imported when a year is drafted, once in twelve months: it costs half a second of every start otherwise.
    from holidays.countries.vietnam import Vietnam

    found = Vietnam(years=year, language="vi")
    yield from ((day, Kind.HOLIDAY, name) for day, name in sorted(found.items()))
    worked = sorted(day for day in found.weekend_workdays if day.year == year)
    yield from ((day, Kind.WORKING_SATURDAY, "Làm bù cho ngày nghỉ hoán đổi") for day in worked)
