"""Rules on terms and the working calendar, read by other systems."""

from datetime import date, timedelta

import pytest
from rest_framework.test import APIClient

from agencies.calendar import actions as calendar
from agencies.models import CalendarDay
from catalog import loading
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
RULES, YEARS, YEAR = "/api/v1/rules/", "/api/v1/calendar/", "/api/v1/calendar/2026/"


@pytest.fixture
def law(city: make.City) -> make.City:
    """The rules of the data file; 2026 confirmed for the demonstration, 2027 a draft."""
    loading.load_rules(at=NOW)
    by = {"by": city.people["quantri"], "at": NOW}
    for year in (2026, 2027):
        calendar.draft(year, **by)
    calendar.confirm(2026, reason="Thử", is_demo=True, **by)
    return city


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"key": "CONNECTION_ACCOUNT"}, [("CONNECTION_ACCOUNT", 2, "WORKING_DAYS")]),
        ({"key": "CONNECTION_ACCOUNT", "as_of": "2025-08-18"}, []),
        ({"key": "CONNECTION_ACCOUNT", "as_of": "2025-08-19"}, [("CONNECTION_ACCOUNT", 2, "WORKING_DAYS")]),
        ({"key": "OPINION"}, []),
    ],
)
def test_a_rule_is_asked_by_the_day_of_the_record(law: make.City, stranger: APIClient, query: dict[str, str], found: list[object]) -> None:
    rows = stranger.get(RULES, query).json()["results"]
    assert [(row["key"], row["value"], row["unit"]) for row in rows] == found


def test_a_rule_says_where_it_stands(law: make.City, stranger: APIClient) -> None:
    (row,) = stranger.get(RULES, {"key": "SUSPENSION_NOTICE"}).json()["results"]
    assert row["period"] == {"from": "2020-05-25", "to": "2025-10-22"}
    assert (row["origin"], row["confirmed"], row["legal_basis"]) == ("LAW", True, "NĐ 47/2020/NĐ-CP, Điều 43 khoản 3")
    assert row["label"] == "Thông báo trước khi tạm dừng chia sẻ theo kế hoạch"


def test_the_list_walks_and_is_not_sent_twice(law: make.City, stranger: APIClient) -> None:
    page = stranger.get(RULES, {"page_size": 3})
    assert len(page.json()["results"]) == 3 and page.json()["next"]
    assert stranger.get(RULES, {"page_size": 3}, headers={"If-None-Match": page["ETag"]}).status_code == 304
    assert stranger.get(RULES, {"key": "KHONG_CO"}).status_code == 400


def test_the_years_say_which_are_confirmed(law: make.City, stranger: APIClient) -> None:
    assert stranger.get(YEARS).json()["results"] == [
        {"year": 2026, "confirmed": True, "is_demo": True},
        {"year": 2027, "confirmed": False, "is_demo": False},
    ]


def test_a_year_tells_its_days(law: make.City, stranger: APIClient) -> None:
    body = stranger.get(YEAR).json()
    days = {day["day"]: day for day in body["days"]}
    assert days["2026-11-24"]["name"] == "Ngày Văn hóa Việt Nam"
    assert days["2026-08-22"]["kind"] == "WORKING_SATURDAY"
    assert "chưa đối chiếu" in days["2026-02-17"]["source"]
    assert stranger.get("/api/v1/calendar/2031/").status_code == 404


def test_the_calendar_is_asked_by_what_was_known(law: make.City, stranger: APIClient) -> None:
    later = NOW + timedelta(days=2)
    tag = stranger.get(YEAR)["ETag"]
    day = CalendarDay.objects.get(day=date(2026, 11, 24))
    calendar.remove_day(day, reason="Thử", by=law.people["quantri"], at=later)
    assert stranger.get(YEAR)["ETag"] != tag
    told = [{day["day"] for day in stranger.get(YEAR, {"known_at": at.isoformat()}).json()["days"]} for at in (NOW, later)]
    assert ["2026-11-24" in days for days in told] == [True, False]
    assert stranger.get(YEAR, {"known_at": (NOW - timedelta(days=1)).isoformat()}).status_code == 404
