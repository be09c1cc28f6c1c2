"""The real years 2020 to 2035 as the library tells them, further changes of them, and the walk from day to day they are held against."""

from datetime import date, timedelta

from holidays.countries.vietnam import Vietnam
from hypothesis import strategies as st

from agencies.calendar.workdays import WorkCalendar

YEARS = range(2020, 2036)
ONE_DAY = timedelta(days=1)
DRAFT = Vietnam(years=YEARS)
REAL = WorkCalendar(
    version=1,
    holidays=frozenset(DRAFT),
    working_saturdays=frozenset(day for day in DRAFT.weekend_workdays if day.year in YEARS),
    years=frozenset(YEARS),
)
FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)
days = st.dates(FIRST, LAST)
inner = st.dates(date(2021, 6, 1), date(2034, 6, 1))
terms = st.integers(-260, 260)
swaps = st.frozensets(days.filter(lambda day: day.weekday() == 5), max_size=20)


@st.composite
def calendars(draw):
    """The real years with any further holidays, and any further Saturdays that are worked."""
    off = REAL.holidays | draw(st.frozensets(days, max_size=30))
    worked = frozenset(day for day in REAL.working_saturdays | draw(swaps) if day not in off)
    return WorkCalendar(version=2, holidays=off, working_saturdays=worked, years=REAL.years)


def works(calendar, day):
    if day.weekday() == 5:
        return day in calendar.working_saturdays
    return day.weekday() < 5 and day not in calendar.holidays


def walk(calendar, start, count):
    """Day by day, counting."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    while count:
        start += step
        count -= works(calendar, start) * (1 if step > timedelta() else -1)
    return start


def counted(calendar, start, end):
    if end < start:
        return -sum(works(calendar, end + n * ONE_DAY) for n in range((start - end).days))
    return sum(works(calendar, start + n * ONE_DAY) for n in range(1, (end - start).days + 1))
