"""What the database itself refuses to store in the working calendar."""

from datetime import date

import pytest

from agencies.calendar import actions
from agencies.models import CalendarDay, CalendarVersion, CalendarYear
from tests.factories import NOW
from tests.refusals import change, copy, refused, sql

SUNDAY = date(2026, 3, 8)


def version(city):
    return CalendarVersion.objects.create(at=NOW, by=city.people["quantri"], what="Thay đổi", reason="Căn cứ")


def year(city):
    return actions.draft(2026, by=city.people["quantri"], at=NOW)


def day(city):
    return year(city).days.get(day=date(2026, 11, 24))


BROKEN = {
    "agencies_calendarversion_reason_given": lambda c: copy(version(c), reason=""),
    "agencies_calendaryear_plausible": lambda c: CalendarYear.objects.create(year=1999, source="x", drafted_in=version(c)),
    "agencies_calendaryear_confirmed_later": lambda c: change(year(c), confirmed_in=CalendarVersion.objects.first()),
    "agencies_calendarday_one_a_day": lambda c: copy(day(c), name="Tên khác"),
    "agencies_calendarday_made_up_on_saturday": lambda c: copy(day(c), day=SUNDAY, kind="WORKING_SATURDAY"),
    "agencies_calendarday_in_its_year": lambda c: copy(day(c), day=date(2027, 3, 3)),
    "agencies_calendarday_removed_later": lambda c: change(day(c), removed_in=CalendarVersion.objects.first()),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, city):
    with refused(name):
        BROKEN[name](city)


APPEND_ONLY = {
    "agencies_calendarversion": (lambda c: version(c), {"reason": "khác"}),
    "agencies_calendaryear": (lambda c: year(c), {"source": "khác"}),
    "agencies_calendarday": (lambda c: day(c), {"day": date(2026, 11, 25)}),
}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_history_is_never_rewritten(table, city):
    found, changes = APPEND_ONLY[table]
    row = found(city)
    with refused(f"{table}_append_only"):
        change(row, **changes)
    with refused(f"{table}_append_only"):
        sql(f'DELETE FROM {table} WHERE "{row._meta.pk.column}" = %s', row.pk)


def test_a_year_is_confirmed_and_a_day_removed_for_good(city):
    row = day(city)
    actions.confirm(2026, reason="Đã đối chiếu", by=city.people["quantri"], at=NOW)
    actions.remove_day(row, reason="Thông báo đổi", by=city.people["quantri"], at=NOW)
    with refused("agencies_calendarday_append_only"):
        change(row, removed_in=None)
    with refused("agencies_calendaryear_append_only"):
        change(row.year, confirmed_in=None)
    assert CalendarDay.objects.filter(pk=row.pk, removed_in__isnull=False).exists()
