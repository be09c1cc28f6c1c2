"""Colleagues of the department see who has a file open; it expires by itself, keeps nobody from anything, and nobody else hears of it."""

from datetime import timedelta

import pytest
import time_machine

from catalog.proposals import presence
from catalog.proposals.claims import claim_of
from tests import factories as make
from tests.watching import watched

NOW = make.NOW
ONE, TWO = "thamdinh.stttt", "tiepnhan.stttt"


@pytest.fixture
def clock():
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False) as clock:
        yield clock


@pytest.fixture
def file(city):
    return make.proposal_in("CONSULTATION", city)


def sign_in(client, city, username):
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def look(client, city, username, place):
    return sign_in(client, city, username).get(place).content.decode()


def told(city, file, username, at):
    return [(str(one.person), one.since, one.here) for one in presence.opened(file, city.fresh(username), at)]


def test_colleagues_see_each_other_on_the_file_and_on_the_page_of_the_workload(client, city, file, clock):
    place = f"/proposals/{file.code}/"
    assert "đang mở hồ sơ này" not in look(client, city, ONE, place)
    page = look(client, city, TWO, place)
    assert "Thẩm định TTTT đang mở hồ sơ này, từ 09:01 02/03/2026." in page and f'hx-get="{place}readers/"' in page
    assert "Tiếp nhận TTTT đang mở hồ sơ này" in look(client, city, ONE, f"{place}readers/")
    for page in ("/proposals/workload/", "/proposals/workload/readers/"):
        assert f"{file.code} Điều chỉnh mục đích" in look(client, city, "lanhdao.stttt", page)
    clock.shift(timedelta(seconds=100))
    assert "vừa mở hồ sơ này, lần cuối 09:01 02/03/2026." in look(client, city, TWO, f"{place}readers/")
    clock.shift(timedelta(minutes=6))
    assert "mở hồ sơ này" not in look(client, city, ONE, f"{place}readers/")


def test_a_sign_of_life_keeps_the_hour_at_which_it_was_opened(city, file):
    for seconds in (0, 40, 80, 120):
        presence.opened(file, city.fresh(ONE), NOW + timedelta(seconds=seconds))
    assert told(city, file, TWO, NOW + timedelta(seconds=200)) == [("Thẩm định TTTT", NOW, True)]
    back = NOW + timedelta(seconds=250)
    presence.opened(file, city.fresh(ONE), back)
    assert told(city, file, TWO, back) == [("Thẩm định TTTT", back, True)]


def test_whoever_is_not_of_the_department_neither_sees_it_nor_is_seen(client, city, file, clock):
    presence.opened(file, city.fresh(ONE), NOW)
    place = f"/proposals/{file.code}/"
    for username in ("canbo.skhdt", "lanhdao.skhdt", "canbo.stc", "kiemtoan"):
        assert presence.opened(file, city.fresh(username), NOW) is None, username
        assert sign_in(client, city, username).get(f"{place}readers/").status_code == 403, username
    for page in (look(client, city, "canbo.skhdt", place), look(client, city, "kiemtoan", "/proposals/workload/")):
        assert "mở hồ sơ này" not in page and "readers/" not in page
    assert [who for who, _since, _here in told(city, file, TWO, NOW)] == ["Thẩm định TTTT"]
    client.logout()
    assert client.get(f"{place}readers/", headers={"HX-Request": "true"}).status_code == 401


def test_a_seat_at_the_agency_that_proposes_keeps_out_even_the_department(city, file):
    presence.opened(file, city.fresh(ONE), NOW)
    make.membership(city.people[TWO], "REGISTRAR", city.agencies["so-khdt"])
    assert presence.opened(file, city.fresh(TWO), NOW) is None
    assert presence.being_read(city.fresh(TWO), NOW) == []
    assert presence.opened(make.proposal_in("CONSULTATION", city, by="canbo.sxd", code="HCM-CSDL-002"), city.fresh(TWO), NOW) == []


def test_it_asks_few_questions_writes_nothing_and_keeps_nobody_from_anything(client, city, file, clock, django_assert_max_num_queries):
    for number in range(3, 9):
        who = make.officer("APPRAISER", city.agencies["so-tttt"], username=f"thamdinh{number}.stttt", full_name=f"Thẩm định {number}")
        presence.opened(file, who, NOW)
    sign_in(client, city, ONE)
    with django_assert_max_num_queries(10), watched() as wrote:
        page = client.get(f"/proposals/{file.code}/readers/").content.decode()
    assert page.count("đang mở hồ sơ này") == 6 and not wrote
    client.post(f"/proposals/{file.code}/claim/")
    assert claim_of(file).holder == city.people[ONE]


def test_without_redis_the_file_is_read_and_nobody_named(client, city, file, settings):
    presence.opened(file, city.fresh(ONE), NOW)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert presence.opened(file, city.fresh(TWO), NOW) == [] and presence.being_read(city.fresh(TWO), NOW) == []
    assert "readers/" in look(client, city, TWO, f"/proposals/{file.code}/readers/")
