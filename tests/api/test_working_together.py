"""Claims of a file and delegations through the API: the same acts, the same refusals as on the pages."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now

from agencies.models import Delegation
from catalog.models import Claim
from hcm_registry.kernel.periods import LEGAL_ZONE
from tests import factories as make

PLACE = "/api/v1/delegations/"


def test_a_file_is_taken_once_handed_over_and_given_back(signed_in, city, django_assert_max_num_queries):
    make.officer("APPRAISER", city.agencies["so-tttt"], username="thamdinh2.stttt", full_name="Thẩm định hai")
    place = f"/api/v1/proposals/{make.proposal_in('ACCEPTED', city, at=now()).code}/claim/"
    one, two, agency = signed_in("thamdinh.stttt"), signed_in("thamdinh2.stttt"), signed_in("canbo.skhdt")
    free = two.get(place)
    assert free.json() == {"holder": None, "given_by": None, "at": None, "yours": False, "may_take": True, "colleagues": []}
    taken = one.post(place, headers={"Idempotency-Key": "mot"})
    assert (taken.status_code, taken.json()["holder"], taken.json()["yours"]) == (200, "Thẩm định TTTT", True)
    assert one.post(place, headers={"Idempotency-Key": "mot"}).json() == taken.json() and Claim.objects.count() == 1
    late = two.post(place)
    assert (late.status_code, late.json()["type"]) == (409, "/api/v1/problems/already-claimed")
    assert (late.json()["who"], late.json()["since"]) == ("Thẩm định TTTT", taken.json()["at"])
    assert two.get(place, headers={"If-None-Match": free["ETag"]}).status_code == 200
    assert taken.json()["colleagues"] == [{"username": "thamdinh2.stttt", "name": "Thẩm định hai"}]
    told = agency.get(place).json()
    assert (told["holder"], told["may_take"], told["colleagues"]) == ("Thẩm định TTTT", False, [])
    assert agency.post(place).status_code == 403 and signed_in("canbo.sxd").get(place).status_code == 404
    assert two.post(f"{place}hand-over/", {"to": "thamdinh2.stttt"}, format="json").json()["type"].endswith("/wrong-state")
    for nobody in ("lanhdao.stttt", "khong-co"):
        refused = one.post(f"{place}hand-over/", {"to": nobody}, format="json")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to")
    given = one.post(f"{place}hand-over/", {"to": "thamdinh2.stttt"}, format="json").json()
    assert (given["holder"], given["given_by"], given["yours"]) == ("Thẩm định hai", "Thẩm định TTTT", False)
    assert one.post(f"{place}give-back/").status_code == 409
    assert two.post(f"{place}give-back/").json()["holder"] is None
    with django_assert_max_num_queries(12):
        assert two.get(place, headers={"If-None-Match": free["ETag"]}).status_code == 304


def moment(days):
    """So many days from now, at eight."""
    day = (now() + timedelta(days=days)).astimezone(LEGAL_ZONE)
    return day.replace(hour=8, minute=0, second=0, microsecond=0).isoformat()


@pytest.fixture
def asked(city):
    """What canbo.skhdt asks for."""
    given = {"role": "REGISTRAR", "agency": "so-khdt", "to": "lanhdao.skhdt", "reason": "Đi công tác"}
    return given | {"start": moment(1), "end": moment(3)}


def test_a_role_is_lent_to_a_colleague_and_taken_back(signed_in, asked, django_assert_max_num_queries):
    mine, deputy = signed_in("canbo.skhdt"), signed_in("lanhdao.skhdt")
    assert mine.get(f"{PLACE}deputies/").json()["results"] == [{"username": "lanhdao.skhdt", "name": "Lãnh đạo KHĐT"}]
    made = mine.post(PLACE, asked, format="json", headers={"Idempotency-Key": "mot"})
    assert made.status_code == 201, made.json()
    assert made.json() == mine.get(made["Location"]).json() == deputy.get(PLACE, {"side": "held"}).json()["results"][0]
    assert (made.json()["state"], made.json()["deputy"]["username"]) == ("later", "lanhdao.skhdt")
    assert datetime.fromisoformat(made.json()["start"]) == datetime.fromisoformat(asked["start"])
    assert mine.post(PLACE, asked, format="json", headers={"Idempotency-Key": "mot"}).json() == made.json()
    assert Delegation.objects.count() == 1 and mine.get(PLACE, {"side": "held"}).json()["results"] == []
    for username, status in (("lanhdao.skhdt", 403), ("canbo.sxd", 404), ("quantri", 404)):
        assert signed_in(username).post(f"{made['Location']}revoke/").status_code == status, username
    before = mine.get(PLACE)["ETag"]
    revoked = mine.post(f"{made['Location']}revoke/")
    assert (revoked.status_code, revoked.json()["state"]) == (200, "revoked")
    assert mine.post(f"{made['Location']}revoke/").json() == revoked.json() and mine.get(PLACE)["ETag"] != before
    again = mine.post(PLACE, asked | {"start": moment(2)}, format="json")
    with django_assert_max_num_queries(6):
        page = mine.get(PLACE, {"page_size": 1}).json()
    assert [row["id"] for row in page["results"]] == [again.json()["id"]]
    assert [row["id"] for row in mine.get(page["next"]).json()["results"]] == [made.json()["id"]]


def test_what_the_page_refuses_the_api_refuses(signed_in, asked):
    mine, deputy = signed_in("canbo.skhdt"), signed_in("lanhdao.skhdt")
    assert mine.post(PLACE, asked, format="json").status_code == 201
    for change, status, told in (
        ({"start": moment(2), "end": moment(4)}, 409, "đã được ủy quyền trong thời gian đó"),
        ({"to": "canbo.skhdt", "start": moment(5), "end": moment(6)}, 409, "Không ai ủy quyền cho chính mình"),
        ({"to": "canbo.sxd"}, 422, "Không có đồng nghiệp này"),
        ({"role": "HEAD"}, 409, "vai trò mình đang trực tiếp giữ"),
        ({"end": asked["start"]}, 400, "phải sau ngày bắt đầu"),
        ({"start": moment(-3), "end": moment(-2)}, 422, "phải ở tương lai"),
        ({"start": "2026-12-01T08:00:00"}, 400, "yyyy-mm-dd"),
        ({"agency": "khong-co"}, 422, ""),
    ):
        refused = mine.post(PLACE, asked | change, format="json")
        assert (refused.status_code, told in refused.content.decode()) == (status, True), refused.json()
    passed_on = deputy.post(PLACE, asked | {"to": "canbo.skhdt"}, format="json")
    assert (passed_on.status_code, passed_on.json()["type"]) == (409, "/api/v1/problems/not-an-own-role")
    assert Delegation.objects.count() == 1
