"""The page of one deadline, for those it concerns; the component that shows one; and the nightly proof that they are sound."""

from datetime import date

import pytest
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler

from catalog.clocks import actions, queries
from catalog.inspections import soundness
from tests.catalog.clocks.setting import add_holiday, at, clock_of, confirm_years, lay_down
from tests.factories import NOW
from tests.refusals import sql

RECEIVED = at(date(2026, 11, 18))


@pytest.fixture
def clock(city):
    """An opinion of so-tai-chinh, paused and gone on, with a holiday added meanwhile."""
    confirm_years(city)
    lay_down(city, "OPINION", 5)
    found = clock_of(city, moment=RECEIVED)
    actions.pause(found, at=at(date(2026, 11, 19)), by=city.people["tiepnhan.stttt"], reason="Trả lại để bổ sung")
    actions.resume(found, at=at(date(2026, 11, 20)))
    actions.recompute(add_holiday(city, date(2026, 11, 25)), at=RECEIVED)
    found.refresh_from_db()
    return found


def read(client, city, username, clock):
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/clocks/{clock.pk}/")


def test_the_page_tells_how_the_day_came_about(client, city, clock, django_assert_max_num_queries):
    read(client, city, "canbo.stc", clock)
    with django_assert_max_num_queries(12):
        page = client.get(f"/clocks/{clock.pk}/").content.decode()
    for said in (
        "nhận 18/11, 5 ngày làm việc, tạm dừng 19/11 đến 20/11, nghỉ 24/11 đến 25/11, hạn 30/11",
        "Hạn chuyển từ 27/11/2026 sang 30/11/2026",
        "Hạn 26/11/2026 thôi tính",
        "Trả lại để bổ sung",
        "Thêm ngày nghỉ 25/11/2026",
        "Sở Tài chính",
    ):
        assert said in page, said


@pytest.mark.parametrize(("username", "status"), [
    ("canbo.stc", 200), ("thamdinh.stttt", 200), ("kiemtoan", 200), ("quantri", 404), ("canbo.skhdt", 404), ("vanthu.ubnd", 404),
])  # fmt: skip
def test_others_do_not_see_it(username, status, client, city, clock):
    assert read(client, city, username, clock).status_code == status


def test_the_page_is_not_for_the_public(client, clock):
    assert client.get(f"/clocks/{clock.pk}/").status_code == 302


def render(text, **context):
    """As a page would: components are compiled when a template file is loaded."""
    return engines["django"].from_string(CottonCompiler().process(text)).render(context)


@pytest.mark.parametrize(("today", "tone"), [
    (date(2026, 12, 1), "badge-solid"), (date(2026, 11, 30), "badge-warn"), (date(2026, 11, 27), "badge-warn"),
    (date(2026, 11, 20), "badge-plain"),
])  # fmt: skip
def test_the_component_shows_colour_words_day_and_why(today, tone, clock):
    due = queries.due(clock, today)
    shown = render("<c-due :due='due' />", due=due)
    for said in (tone, due.words, "30/11/2026", clock.explanation):
        assert said in shown


def test_the_component_takes_plain_words_too():
    shown = render('<c-due state="paused">Tạm dừng tính hạn</c-due>')
    assert "badge-info" in shown and "Tạm dừng tính hạn" in shown and "due-why" not in shown


def test_deadlines_are_sound_until_somebody_tampers(city, clock):
    clock_of(city, "PROBLEM")
    clock_of(city, due_on=date(2026, 3, 9))
    done = clock_of(city)
    actions.stop(done, at=NOW)
    assert not [finding for finding in soundness.findings(NOW) if "Hạn xử lý" in finding]
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE catalog_deadlineclock DISABLE TRIGGER USER")
    sql("UPDATE catalog_deadlineclock SET due_on = due_on + 1 WHERE id = %s", clock.pk)
    assert any(f"Hạn xử lý {clock.pk}" in finding for finding in soundness.findings(NOW))
