"""The working calendar: drafted from the library, confirmed by a person, changed one numbered version at a time."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.calendar import actions, queries
from agencies.calendar.actions import DayRemoved, YearConfirmed, YearExists, YearNotDrafted, YearWithoutHolidays
from agencies.calendar.workdays import UnknownYear
from agencies.models import CalendarDay, CalendarVersion, CalendarYear
from hcm_registry.kernel.errors import Forbidden, NotAuthorised, NoteRequired
from tests.factories import NOW

Kind = CalendarDay.Kind
CULTURE_DAY = date(2026, 11, 24)


@pytest.fixture
def by(city):
    return {"by": city.people["quantri"], "at": NOW}


@pytest.fixture
def confirmed(by):
    """2026 and 2027, confirmed."""
    for year in (2026, 2027):
        actions.draft(year, **by)
        actions.confirm(year, reason="Đã đối chiếu thông báo", **by)


def add(by, day, kind=Kind.HOLIDAY):
    return actions.add_day(day, kind, "Ngày thêm", source="Thông báo thử", reason="Có thông báo mới", **by)


def test_a_draft_says_that_it_is_one_and_computes_nothing(by):
    drafted = actions.draft(2026, **by)
    assert "chưa đối chiếu" in drafted.source and drafted.confirmed_in is None
    assert drafted.days.filter(kind=Kind.WORKING_SATURDAY).get().day == date(2026, 8, 22)
    assert drafted.days.get(day=date(2026, 2, 17)).name == "Tết Nguyên Đán"
    assert set(drafted.days.values_list("source", flat=True)) == {drafted.source}
    with pytest.raises(UnknownYear, match="2026"):
        queries.calendar(NOW).is_working(CULTURE_DAY)


def test_a_confirmed_year_is_worked_by(confirmed):
    days = queries.calendar(NOW)
    assert not days.is_working(CULTURE_DAY)
    assert days.is_working(date(2026, 8, 22))
    assert days.add(date(2026, 11, 18), 5) == date(2026, 11, 26)
    assert CalendarYear.objects.get(pk=2026).confirmed_in.reason == "Đã đối chiếu thông báo"


def test_every_version_can_be_read_again(confirmed, by):
    before = queries.latest(NOW)
    extra = add(by, date(2026, 3, 3))
    actions.remove_day(extra, reason="Thông báo bị bãi bỏ", **by)
    after = CalendarVersion.objects.latest("pk").pk
    answers = [queries.calendar_of(version).is_working(date(2026, 3, 3)) for version in (before, extra.added_in_id, after)]
    assert answers == [True, False, True]
    queries.calendar_of.cache_clear()
    assert [queries.calendar_of(version).is_working(date(2026, 3, 3)) for version in (before, extra.added_in_id, after)] == answers


def test_what_was_known_earlier_is_asked_by_the_moment(confirmed, by):
    later = NOW + timedelta(days=3)
    add(by | {"at": later}, date(2026, 3, 3))
    assert queries.calendar(NOW).is_working(date(2026, 3, 3))
    assert not queries.calendar(later).is_working(date(2026, 3, 3))


def test_the_days_are_read_once_a_version(confirmed):
    queries.calendar(NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _time in range(3):
            queries.calendar(NOW)
    assert len(asked) == 3


@pytest.mark.parametrize(("call", "rule", "says"), [
    (lambda by: actions.draft(2026, **by), YearExists, "thêm hoặc bỏ ngày"),
    (lambda by: actions.draft(1999, **by), Forbidden, "từ 2000 đến 2100"),
    (lambda by: actions.confirm(2026, reason="x", **by), YearConfirmed, "từng ngày"),
    (lambda by: actions.confirm(2031, reason="x", **by), YearNotDrafted, "Lập dự thảo"),
    (lambda by: actions.confirm(2026, reason=" ", **by), NoteRequired, "lý do"),
    (lambda by: add(by, date(2031, 3, 3)), YearNotDrafted, "Lập dự thảo"),
    (lambda by: add(by, CULTURE_DAY), Forbidden, "Bỏ dòng đang có"),
    (lambda by: add(by, date(2026, 8, 22)), Forbidden, "không vừa nghỉ vừa làm bù"),
    (lambda by: add(by, date(2027, 2, 6), Kind.WORKING_SATURDAY), Forbidden, "không vừa nghỉ vừa làm bù"),
    (lambda by: add(by, date(2026, 3, 3), Kind.WORKING_SATURDAY), Forbidden, "phải là thứ Bảy"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_what_to_do(call, rule, says, confirmed, by):
    versions = CalendarVersion.objects.count()
    with pytest.raises(rule, match=says):
        call(by)
    assert CalendarVersion.objects.count() == versions


def test_a_year_without_days_off_is_not_confirmed(by):
    drafted = actions.draft(2028, **by)
    for day in drafted.days.all():
        actions.remove_day(day, reason="Thử", **by)
    with pytest.raises(YearWithoutHolidays):
        actions.confirm(2028, reason="Thử", **by)


def test_a_day_is_removed_once(confirmed, by):
    day = CalendarDay.objects.get(day=CULTURE_DAY)
    actions.remove_day(day, reason="Thử", **by)
    with pytest.raises(DayRemoved):
        actions.remove_day(CalendarDay.objects.get(pk=day.pk), reason="Thử", **by)


@pytest.mark.parametrize("username", ["lanhdao.stttt", "canbo.skhdt", "kiemtoan"])
def test_only_an_administrator_changes_the_calendar(username, confirmed, city):
    other = {"by": city.people[username], "at": NOW}
    day = CalendarDay.objects.get(day=CULTURE_DAY)
    for call in (
        lambda: actions.draft(2030, **other),
        lambda: actions.confirm(2027, reason="x", **other),
        lambda: add(other, date(2026, 3, 3)),
        lambda: actions.remove_day(day, reason="x", **other),
    ):
        with pytest.raises(NotAuthorised):
            call()


def test_fewer_than_eighteen_months_ahead_raises_the_alarm(confirmed):
    assert queries.known_too_short(NOW) is None  # March 2026, known until the end of 2027
    assert queries.known_too_short(NOW + timedelta(days=200)) == date(2027, 12, 31)


def test_with_no_calendar_the_alarm_is_raised(db):
    assert queries.known_too_short(NOW) == date(2025, 12, 31)
