"""How databases stand in the warehouse: asked for many at once, shown on the page of each, told of when overdue."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from agencies.models import Message
from hcm_registry.kernel.periods import LEGAL_ZONE, today
from sharing.models import Score
from sharing.quality import health, telling
from sharing.quality.freshness import State
from sharing.quality.models import stored
from sharing.quality.scoring import Ratio
from tests.sharing.setting import run, source

NOON = datetime(2026, 3, 10, 12, tzinfo=LEGAL_ZONE)


def good(of, at, *, fence=1, rows=100, bad=2):
    """A good load, as it was scored."""
    counts = {"extracted": rows + bad, "loaded": rows, "updated": 0, "unchanged": 0, "quarantined": bad, "deleted": 0}
    made = run(of, state="DONE", fence=fence, finished_at=at, rows_before=0, rows_after=rows, **counts)
    parts = {"required": Ratio(200, 200), "optional": Ratio(50, 100), "valid": Ratio(rows, rows + bad), "unique": Ratio(1, 1)}
    return Score.objects.create(run=made, source=of, fence=fence, at=at, rows=rows, **stored({**parts, "timely": Ratio(0, 0)}))


def test_a_database_stands_as_its_worst_table_and_many_are_asked_about_at_once(city, django_assert_num_queries):
    first, fresh = source(city), source(city, dataset="so_lieu")
    source(city, dataset="cho")
    good(first, NOON - timedelta(days=9), rows=10)
    good(first, NOON - timedelta(days=4), fence=2)
    good(fresh, NOON)
    databases = [database.pk for database in city.databases.values()]
    with django_assert_num_queries(2):
        found = health.health_of(databases, at=NOON)
    [one] = found.values()
    assert (one.state, one.rows, one.loaded_at, len(one.tables)) == (State.OVERDUE, 200, NOON, 3)
    assert one.due == datetime(2026, 3, 8, tzinfo=LEGAL_ZONE)
    shares = {dimension.label: dimension.percent for dimension in one.dimensions}
    assert shares["Đầy đủ"] == pytest.approx(100 * 500 / 600)
    assert shares["Hợp lệ"] == pytest.approx(100 * 200 / 204)
    assert 0 < shares["Đúng hạn"] < 100  # told of now
    assert one.percent == pytest.approx(sum(shares.values()) / 4)
    with django_assert_num_queries(1):
        days = health.days(databases, at=NOON)
    its = {day.day: (day.runs, day.good, day.bad) for day in days[first.database_id] if day.runs}
    assert its == {today(NOON - timedelta(days=back)): counts for back, counts in ((9, (1, 10, 2)), (4, (1, 100, 2)), (0, (1, 100, 2)))}
    assert [len(each) for each in days.values()] == [14] * len(databases)


def test_the_page_says_to_everybody_how_fresh_and_good_and_why_only_to_who_reads_runs(client, city, django_assert_max_num_queries):
    of = source(city)
    place = reverse("catalog:database-detail", args=["HCM-CSDL-001"])
    assert "Chưa nạp vào kho." in client.get(place).content.decode()
    good(of, now() - timedelta(hours=1), rows=4321)
    run(of, state="FAILED", fence=2, finished_at=now(), message="Mật khẩu bị từ chối", reason="SourceRefused")
    for name, reads in ((None, False), ("canbo.sxd", False), ("canbo.skhdt", True), ("vanhanh.kho", True), ("tiepnhan.stttt", True)):
        if name:
            client.force_login(city.people[name])
        with django_assert_max_num_queries(32):
            page = client.get(place).content.decode()
        assert "Tươi" in page and "Nạp tốt gần nhất" in page, name
        assert [words in page for words in ("Mật khẩu bị từ chối", "4.321", "14 ngày gần đây", '<svg class="chart"')] == [reads] * 4, name
    assert "Kho dữ liệu dùng chung" not in client.get(place, {"as_of": today(now()).isoformat()}).content.decode()


def test_what_is_overdue_is_told_of_once_until_the_next_good_load(city, django_assert_num_queries):
    of, late = source(city), NOON + timedelta(days=3)
    good(of, NOON)
    assert telling.tell_of_overdue(at=NOON) == 0
    assert (telling.tell_of_overdue(at=late), telling.tell_of_overdue(at=late + timedelta(days=1))) == (1, 0)
    message = Message.objects.get()
    assert (message.title, message.title_en) == (
        "Quá hạn cập nhật: HCM-CSDL-001, bảng ho_so",
        "Update overdue: HCM-CSDL-001, table ho_so",
    )
    assert "Hằng ngày" in message.body and "Daily" in message.body_en and "00:00 12/03/2026" in message.body
    assert set(message.notices.values_list("user__username", flat=True)) == {"vanhanh.kho", "canbo.skhdt"}
    good(of, late, fence=2)
    assert telling.tell_of_overdue(at=late + timedelta(days=3)) == 1
    with django_assert_num_queries(3):  # tables, scores, what was told
        telling.tell_of_overdue(at=late + timedelta(days=4))
