"""The pages of the working calendar: read by everybody, changed by an administrator, never without a reason."""

from datetime import date

import pytest
from django.utils.timezone import now

from agencies.calendar import actions, queries
from agencies.models import CalendarDay, CalendarVersion, CalendarYear

ADD = {"day": "03/03/2026", "kind": "HOLIDAY", "name": "Ngày thêm", "source": "Thông báo thử", "reason": "Có thông báo mới"}


@pytest.fixture
def by(city):
    return {"by": city.people["quantri"], "at": now()}


@pytest.fixture
def year(by):
    """2026, confirmed; 2027, a draft."""
    for one in (2026, 2027):
        actions.draft(one, **by)
    actions.confirm(2026, reason="Đã đối chiếu", is_demo=True, **by)


def sign_in(client, city, username="quantri"):
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")


def test_everybody_reads_a_year_and_nobody_else_is_offered_a_change(client, year, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = client.get("/calendar/2026/").content.decode()
    for said in ("Ngày Văn hóa Việt Nam", "24/11/2026", "Thứ Bảy làm bù", "Xác nhận minh họa", "Đã đối chiếu", "Tháng 12"):
        assert said in page
    assert "/calendar/2026/add/" not in page and "2.026" not in page
    assert "Quản trị" not in page  # who changed it is not for the public


def test_a_draft_is_called_a_draft(client, year):
    page = client.get("/calendar/2027/").content.decode()
    assert "Dự thảo, chưa tính hạn" in page and "chưa đối chiếu văn bản" in page


def test_a_year_without_a_calendar_says_what_to_wait_for(client, year):
    page = client.get("/calendar/2030/").content.decode()
    assert "Chưa có lịch làm việc năm 2030" in page
    assert client.get("/calendar/1890/").status_code == 404
    assert client.get("/calendar/").status_code == 200


def test_the_administrator_is_warned_in_time(client, year, city):
    assert "sắp hết" not in client.get("/calendar/2026/").content.decode()
    sign_in(client, city)
    assert "sắp hết" in client.get("/calendar/2026/").content.decode()


def test_a_day_is_added_and_removed(client, year, city):
    sign_in(client, city)
    assert client.get("/calendar/2026/add/").status_code == 200
    answer = client.post("/calendar/2026/add/", ADD)
    assert (answer.status_code, answer["Location"]) == (302, "/calendar/2026/")
    added = CalendarDay.objects.get(day=date(2026, 3, 3))
    assert not queries.calendar(now()).is_working(added.day)
    assert "Ngày thêm" in client.get(f"/calendar/days/{added.pk}/remove/").content.decode()
    assert client.post(f"/calendar/days/{added.pk}/remove/", {"reason": "Bãi bỏ"}).status_code == 302
    assert queries.calendar(now()).is_working(added.day)
    assert CalendarVersion.objects.first().what == "Bỏ ngày nghỉ 03/03/2026: Ngày thêm"


def test_a_year_is_drafted_and_confirmed(client, year, city):
    sign_in(client, city)
    assert "2028" in client.get("/calendar/draft/?year=2028").content.decode()
    assert client.post("/calendar/draft/", {"year": "2028"})["Location"] == "/calendar/2028/"
    assert "Tết Nguyên Đán" in client.get("/calendar/2028/confirm/").content.decode()
    assert client.post("/calendar/2028/confirm/", {"reason": "Thông báo thử"}).status_code == 302
    assert CalendarYear.objects.get(pk=2028).confirmed_in.reason == "Thông báo thử"


@pytest.mark.parametrize(("address", "typed", "says"), [
    ("/calendar/2026/add/", ADD | {"day": "24/11/2026"}, "không vừa nghỉ vừa làm bù"),
    ("/calendar/2027/add/", ADD | {"day": "06/02/2027", "kind": "WORKING_SATURDAY"}, "Bỏ dòng đang có rồi thêm lại."),
    ("/calendar/2026/add/", ADD | {"day": "11/24/2026"}, "Nhập ngày dạng 25/12/2026."),
    ("/calendar/2026/add/", ADD | {"day": "04/03/2026", "kind": "WORKING_SATURDAY"}, "phải là thứ Bảy"),
    ("/calendar/2026/add/", ADD | {"day": "04/03/2031"}, "Lập dự thảo lịch của năm trước"),
    ("/calendar/2026/add/", ADD | {"reason": " "}, "Nhập lý do hoặc căn cứ."),
    ("/calendar/2026/confirm/", {"reason": "Lại"}, "đã được xác nhận"),
    ("/calendar/draft/", {"year": "2026"}, "Năm này đã có lịch"),
    ("/calendar/draft/", {"year": "99999"}, "2100"),
    ("/calendar/draft/", {"year": ""}, "Nhập năm"),
])  # fmt: skip
def test_bad_input_keeps_what_was_typed_and_says_what_to_do(address, typed, says, client, year, city):
    sign_in(client, city)
    versions = CalendarVersion.objects.count()
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and says in page and "Có chỗ cần sửa" in page
    assert all(value in page for value in typed.values() if value.strip())
    assert CalendarVersion.objects.count() == versions


@pytest.mark.parametrize("username", ["", "lanhdao.stttt", "kiemtoan"])
def test_nobody_else_changes_it(username, client, year, city):
    if username:
        sign_in(client, city, username)
    day = CalendarDay.objects.first()
    for address in ("/calendar/draft/", "/calendar/2027/confirm/", "/calendar/2026/add/", f"/calendar/days/{day.pk}/remove/"):
        for answer in (client.get(address), client.post(address, ADD)):
            assert answer.status_code == (403 if username else 302)
            assert username or "/accounts/login/" in answer["Location"]
