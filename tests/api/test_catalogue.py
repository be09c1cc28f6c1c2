"""The catalogue read by other systems, in two times."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from rest_framework.test import APIClient

from agencies.successions import Act, merge, rename
from catalog.editions import actions as editions
from catalog.entries import actions as entries
from hcm_registry.kernel.periods import LEGAL_ZONE
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/api/v1/databases/"
ONE = "/api/v1/databases/HCM-CSDL-001/"


@pytest.fixture
def amended(city: make.City) -> make.City:
    """Database 1 was amended with effect from 01/03/2024, but the registry learned of it only on 01/06/2024."""
    late = datetime(2024, 6, 1, 9, tzinfo=LEGAL_ZONE)
    decision = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=date(2024, 3, 1), recorded_at=late)
    content = make.content("Cơ sở dữ liệu đăng ký doanh nghiệp (mới)", datasets=[make.dataset("ho_so"), make.dataset("nganh_nghe")])
    entries.supersede([(city.databases["HCM-CSDL-001"], content)], under=decision, at=late)
    return city


def test_anybody_reads_the_list(city: make.City, stranger: APIClient) -> None:
    answer = stranger.get(LIST)
    assert answer.status_code == 200
    assert [row["code"] for row in answer.json()["results"]] == ["HCM-CSDL-001", "HCM-CSDL-002", "HCM-CSDL-003"]
    first = answer.json()["results"][0]
    assert first["managing_agency"] == "so-khdt"
    assert first["labels"]["managing_agency"] == "Sở Kế hoạch và Đầu tư"
    assert first["in_force"] == {"from": "2023-10-25", "to": None}
    assert answer.json()["next"] is None is answer.json()["previous"]


def test_a_list_is_a_few_queries(city: make.City, stranger: APIClient) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert stranger.get(LIST).status_code == 200
    assert len(queries) <= 15


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": "dang ky"}, ["HCM-CSDL-001"]),
        ({"q": "đăng ký"}, ["HCM-CSDL-001"]),
        ({"q": "!!!"}, []),
        ({"managing_agency": "so-xay-dung"}, ["HCM-CSDL-002"]),
        ({"managing_agency": "khong-co"}, []),
        ({"sharing_class": "COMMON", "ordering": "-code"}, ["HCM-CSDL-003", "HCM-CSDL-002", "HCM-CSDL-001"]),
        ({"ordering": "name"}, ["HCM-CSDL-002", "HCM-CSDL-001", "HCM-CSDL-003"]),
        ({"ordering": "-name"}, ["HCM-CSDL-003", "HCM-CSDL-001", "HCM-CSDL-002"]),
        ({"as_of": "2023-10-24"}, []),
    ],
)
def test_filters(city: make.City, stranger: APIClient, query: dict[str, str], codes: list[str]) -> None:
    assert [row["code"] for row in stranger.get(LIST, query).json()["results"]] == codes


def test_fields_are_exactly_those_asked_for(city: make.City, stranger: APIClient) -> None:
    (row, *_others) = stranger.get(LIST, {"fields": "name,code"}).json()["results"]
    assert row == {"code": "HCM-CSDL-001", "name": "Cơ sở dữ liệu đăng ký doanh nghiệp"}
    assert set(stranger.get(ONE, {"fields": "datasets"}).json()) == {"datasets"}


@pytest.mark.parametrize("ordering", ["code", "-code", "name", "-name"])
def test_a_walk_meets_every_row_once_both_ways(city: make.City, stranger: APIClient, ordering: str) -> None:
    whole = [row["code"] for row in stranger.get(LIST, {"ordering": ordering}).json()["results"]]
    page = stranger.get(LIST, {"ordering": ordering, "page_size": 1}).json()
    seen, before = [page["results"][0]["code"]], []
    while page["next"]:
        page = stranger.get(page["next"]).json()
        seen += [row["code"] for row in page["results"]]
    while page["previous"]:
        page = stranger.get(page["previous"]).json()
        before += [row["code"] for row in page["results"]]
    assert seen == whole
    assert before == whole[-2::-1]


def test_a_cursor_belongs_to_its_list(city: make.City, stranger: APIClient) -> None:
    following = stranger.get(LIST, {"page_size": 1}).json()["next"]
    for address in (following + "x", following + "&status=PLANNED", following.replace("databases", "agencies"), LIST + "?cursor=abc"):
        answer = stranger.get(address)
        assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/problems/bad-cursor"), address


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("colour=red", "colour"),
        ("format=csv", "format"),
        ("theme=NOTHING", "theme"),
        ("theme=", "theme"),
        ("as_of=25/10/2023", "as_of"),
        ("as_of=2023-02-30", "as_of"),
        ("as_of=20231025", "as_of"),
        ("known_at=2024-01-01T00:00:00", "known_at"),
        ("page_size=1001", "page_size"),
        ("page_size=0", "page_size"),
        ("page_size=ten", "page_size"),
        ("fields=name,secret", "fields"),
        ("ordering=id", "ordering"),
        ("status=PLANNED&status=BUILDING", "status"),
        ("q=%00", "q"),
        ("managing_agency=a%20b", "managing_agency"),
    ],
)
def test_a_parameter_that_is_not_understood_is_named(city: make.City, stranger: APIClient, query: str, name: str) -> None:
    answer = stranger.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]


def test_legal_time_and_what_was_known(amended: make.City, stranger: APIClient) -> None:
    day, before, after = "2024-04-01", "2024-05-31T23:59:59+07:00", "2024-06-02T00:00:00+07:00"
    told_before = stranger.get(ONE, {"as_of": day, "known_at": before}).json()
    told_after = stranger.get(ONE, {"as_of": day, "known_at": after}).json()
    assert (told_before["version"], told_after["version"]) == (1, 2)
    assert told_before["in_force"]["to"] is None  # the end was not known yet
    assert stranger.get(ONE, {"as_of": "2024-02-01"}).json()["in_force"]["to"] == "2024-03-01"
    rows = stranger.get(LIST, {"as_of": day, "known_at": before, "fields": "code,version,in_force"}).json()["results"]
    assert rows[0] == {"code": "HCM-CSDL-001", "version": 1, "in_force": {"from": "2023-10-25", "to": None}}
    assert stranger.get(f"{ONE}?as_of={day}&known_at={before}").json()["version"] == 1  # a plus sign left unescaped


def test_versions_and_their_difference(amended: make.City, stranger: APIClient) -> None:
    rows = stranger.get(f"{ONE}versions/").json()["results"]
    assert [(row["number"], row["in_force"]["to"]) for row in rows] == [(1, "2024-03-01"), (2, None)]
    assert stranger.get(f"{ONE}versions/1/").json()["name"] == "Cơ sở dữ liệu đăng ký doanh nghiệp"
    assert stranger.get(f"{ONE}versions/3/").status_code == 404
    changes = {c["path"]: c for c in stranger.get(f"{ONE}diff/", {"from": 1, "to": 2}).json()["differences"]}
    assert changes["name"]["change"] == "changed"
    assert changes["datasets/nganh_nghe"]["change"] == "added"
    diff = stranger.get(f"{ONE}diff/", {"from": 2, "to": 1}).json()
    assert diff["breaking"] is True
    assert {c["path"] for c in diff["differences"] if c["breaking"]} >= {"datasets/nganh_nghe"}
    assert stranger.get(f"{ONE}diff/", {"from": 1, "to": 2}).json()["breaking"] is False
    missing = stranger.get(f"{ONE}diff/", {"from": 1})
    assert [error["parameter"] for error in missing.json()["errors"]] == ["to"]


def test_the_past_as_it_was_known(amended: make.City, stranger: APIClient) -> None:
    before, after = {"known_at": "2024-05-31T00:00:00+07:00"}, {"known_at": "2024-06-02T00:00:00+07:00"}
    (first,) = stranger.get(f"{ONE}versions/", before).json()["results"]
    assert (first["number"], first["in_force"]["to"], first["closed_at"]) == (1, None, None)
    assert [row["number"] for row in stranger.get(f"{ONE}versions/", after).json()["results"]] == [1, 2]
    assert [row["number"] for row in stranger.get(f"{ONE}versions/", {"as_of": "2024-04-01"}).json()["results"]] == [2]
    assert [row["number"] for row in stranger.get(f"{ONE}versions/", {"as_of": "2024-04-01", **before}).json()["results"]] == [1]
    assert stranger.get(f"{ONE}versions/1/", before).json()["in_force"]["to"] is None
    assert stranger.get(f"{ONE}versions/1/", after).json()["in_force"]["to"] == "2024-03-01"
    for path, query in ((f"{ONE}versions/2/", {}), (f"{ONE}diff/", {"from": 1, "to": 2})):
        assert stranger.get(path, {**query, **before}).status_code == 404
        assert stranger.get(path, {**query, **after}).status_code == 200
    assert stranger.get(f"{ONE}versions/", {"known_at": "2020-01-01T00:00:00Z"}).status_code == 404
    assert stranger.get(f"{ONE}versions/1/", {"known_at": "2277-10-17T02:35:58-16:59"}).status_code == 200  # an offset no map has


def test_decisions_and_editions_in_two_times(city: make.City, stranger: APIClient) -> None:
    late = datetime(2024, 6, 1, 9, tzinfo=LEGAL_ZONE)
    decision = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=date(2024, 3, 1), recorded_at=late)
    edition = editions.freeze(decision, at=late)
    for listed, pk in (("/api/v1/decisions/", decision.pk), ("/api/v1/editions/", edition.pk)):
        for query, there in (
            ({"as_of": "2024-02-29"}, False),
            ({"as_of": "2024-03-01"}, True),
            ({"known_at": "2024-06-01T08:59:59+07:00"}, False),
            ({"as_of": "2024-03-01", "known_at": "2024-06-01T09:00:00+07:00"}, True),
        ):
            assert (stranger.get(f"{listed}{pk}/", query).status_code == 200) is there
            assert (pk in [row["id"] for row in stranger.get(listed, query).json()["results"]]) is there


def test_the_dictionary_as_table_schema(city: make.City, stranger: APIClient) -> None:
    package = stranger.get(f"{ONE}schema/").json()
    (resource,) = package["resources"]
    assert (package["name"], resource["name"]) == ("hcm-csdl-001", "ho_so")
    assert resource["schema"]["primaryKey"] == ["ma"]
    assert [(f["name"], f["type"]) for f in resource["schema"]["fields"]] == [("ma", "string"), ("ten", "string"), ("ngay", "date")]
    assert resource["schema"]["fields"][0]["constraints"]["required"] is True


def test_not_modified_costs_no_row(city: make.City, stranger: APIClient) -> None:
    for address in (LIST, ONE, f"{ONE}versions/", f"{ONE}schema/", "/api/v1/agencies/", "/api/v1/decisions/", "/api/v1/editions/"):
        first = stranger.get(address)
        assert first["ETag"].startswith('"')
        assert "Accept-Language" in first["Vary"]
        with CaptureQueriesContext(connection) as queries:
            again = stranger.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert len(queries) <= 3
        assert stranger.get(address, headers={"If-None-Match": first["ETag"], "Accept-Language": "en"}).status_code == 200


def test_a_change_makes_every_tag_stale(city: make.City, stranger: APIClient) -> None:
    before = stranger.get(LIST)["ETag"]
    rename(city.agencies["so-khdt"], "Sở Kế hoạch", Act(on=date(2024, 1, 1)))
    renamed = stranger.get(LIST)
    assert renamed["ETag"] != before
    assert renamed.json()["results"][0]["labels"]["managing_agency"] == "Sở Kế hoạch"
    assert stranger.get(LIST, {"as_of": "2023-12-31"}).json()["results"][0]["labels"]["managing_agency"] == "Sở Kế hoạch và Đầu tư"
    decision = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=date(2024, 3, 1))
    entries.retire(city.databases["HCM-CSDL-002"], under=decision, at=decision.recorded_at)
    after = stranger.get(LIST, headers={"If-None-Match": renamed["ETag"]})
    assert after.status_code == 200
    assert [row["code"] for row in after.json()["results"]] == ["HCM-CSDL-001", "HCM-CSDL-003"]
    assert stranger.get("/api/v1/databases/HCM-CSDL-002/").status_code == 404
    assert stranger.get("/api/v1/databases/HCM-CSDL-002/?as_of=2024-02-29").status_code == 200


def test_agencies_by_day(city: make.City, stranger: APIClient) -> None:
    rename(city.agencies["so-khdt"], "Sở Tài chính Kế hoạch", Act(on=date(2025, 3, 1)), abbreviation="STCKH")
    rows = {row["key"]: row["name"] for row in stranger.get("/api/v1/agencies/", {"as_of": "2025-02-28"}).json()["results"]}
    assert rows["so-khdt"] == "Sở Kế hoạch và Đầu tư"
    (row,) = stranger.get("/api/v1/agencies/", {"q": "stckh", "fields": "key,name"}).json()["results"]
    assert row == {"key": "so-khdt", "name": "Sở Tài chính Kế hoạch"}
    one = stranger.get("/api/v1/agencies/so-khdt/").json()
    assert [name["period"]["to"] for name in one["names"]] == ["2025-03-01", None]
    assert [m["kind"] for m in stranger.get("/api/v1/agencies/so-tttt/").json()["mandates"]] == ["LEAD"]
    assert stranger.get("/api/v1/agencies/khong-co/").status_code == 404


def test_agencies_as_they_were_on_record(city: make.City, stranger: APIClient) -> None:
    before = now()
    later = before + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        rename(city.agencies["so-xay-dung"], "Sở Xây dựng và Kiến trúc", Act(on=date(2025, 3, 1)))
        new = make.agency("so-moi", name="Ban Kinh tế", start=date(2025, 3, 1))
        merge([city.agencies["so-khdt"], city.agencies["so-tai-chinh"]], new, Act(on=date(2025, 3, 1)))

    def told(moment: datetime) -> tuple[dict[str, str], dict[str, Any], int]:
        known = {"known_at": moment.isoformat(), "as_of": "2025-03-01"}
        rows = stranger.get("/api/v1/agencies/", known).json()["results"]
        new = stranger.get("/api/v1/agencies/so-moi/", known).status_code
        return {row["key"]: row["name"] for row in rows}, stranger.get("/api/v1/agencies/so-khdt/", known).json(), new

    rows, one, new_one = told(before)
    assert (rows["so-xay-dung"], "so-khdt" in rows, "so-moi" in rows, new_one) == ("Sở Xây dựng", True, False, 404)
    assert (one["active"]["to"], one["names"][0]["period"]["to"], one["successors"]) == (None, None, [])
    rows, one, new_one = told(later)
    assert (rows["so-xay-dung"], "so-khdt" in rows, rows["so-moi"], new_one) == ("Sở Xây dựng và Kiến trúc", False, "Ban Kinh tế", 200)
    assert list(rows) == [row["key"] for row in stranger.get("/api/v1/agencies/", {"as_of": "2025-03-01"}).json()["results"]]
    assert one == stranger.get("/api/v1/agencies/so-khdt/", {"as_of": "2025-03-01"}).json()
    assert [heir["agency"] for heir in one["successors"]] == ["so-moi"]
    (row,) = stranger.get("/api/v1/agencies/", {"known_at": before.isoformat(), "q": "xay dung", "as_of": "2025-03-01"}).json()["results"]
    assert row["name"] == "Sở Xây dựng"
    assert stranger.get("/api/v1/agencies/", {"known_at": "2020-01-01T00:00:00Z"}).json()["results"] == []


def test_decisions_and_editions(city: make.City, stranger: APIClient) -> None:
    make.proposal_in("APPLIED", city)
    rows = stranger.get("/api/v1/decisions/").json()["results"]
    assert [row["kind"] for row in rows] == ["AMEND", "ISSUE"]
    assert len(stranger.get("/api/v1/decisions/", {"as_of": "2024-01-01"}).json()["results"]) == 1
    one = stranger.get(f"/api/v1/decisions/{rows[0]['id']}/").json()
    assert one["issuing_body"] == "ubnd-tp"
    assert one["file"] is None
    (edition,) = stranger.get("/api/v1/editions/").json()["results"]
    whole = stranger.get(f"/api/v1/editions/{edition['id']}/").json()
    assert (edition["line_count"], [line["code"] for line in whole["lines"]]) == (3, ["HCM-CSDL-001", "HCM-CSDL-002", "HCM-CSDL-003"])
    assert whole["lines"][0]["version"] == 2
    assert stranger.get("/api/v1/editions/999999999/").status_code == stranger.get("/api/v1/decisions/0/").status_code == 404
