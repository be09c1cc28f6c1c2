"""The manners of HTTP: links, conditions, compression, methods, and who may not come in without a second factor."""

import gzip
import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from rest_framework.test import APIClient

from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/api/v1/databases/"
SignedIn = Callable[[str], APIClient]


def test_links_lead_through_a_list(city: make.City, stranger: APIClient) -> None:
    first = stranger.get(LIST, {"page_size": 1, "fields": "code"})
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next", <http://testserver{LIST}?page_size=1&fields=code>; rel="first"'
    second = stranger.get(first.json()["next"])
    assert [part.rpartition("; ")[2] for part in second["Link"].split(", ")] == ['rel="next"', 'rel="prev"', 'rel="first"']
    assert "Link" not in stranger.get(f"{LIST}HCM-CSDL-001/")


@pytest.mark.parametrize("path", [LIST, f"{LIST}HCM-CSDL-001/", "/api/v1/agencies/", "/api/v1/decisions/", f"{LIST}HCM-CSDL-001/versions/"])
def test_a_read_says_when_and_for_whom(city: make.City, stranger: APIClient, path: str) -> None:
    answer = stranger.get(path)
    assert parsedate_to_datetime(answer["Last-Modified"]).year >= 2023
    assert answer["Cache-Control"] == "no-cache"
    assert {"Accept", "Accept-Language", "Accept-Encoding", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}
    held = stranger.get(path, headers={"If-None-Match": answer["ETag"]})
    assert (held.status_code, held["ETag"], held["Last-Modified"], held["Vary"]) == (
        304,
        answer["ETag"],
        answer["Last-Modified"],
        answer["Vary"],
    )


def test_what_is_for_one_person_says_so(signed_in: SignedIn) -> None:
    assert signed_in("canbo.skhdt").get("/api/v1/proposals/")["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("taken", "packed"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("identity", False), ("gzip;q=0", False), ("*;q=0", False), ("", False)],
)
def test_gzip_for_whoever_takes_it(city: make.City, stranger: APIClient, taken: str, packed: bool) -> None:
    plain, asked = stranger.get(LIST), stranger.get(LIST, headers={"Accept-Encoding": taken})
    assert (asked.get("Content-Encoding") == "gzip") is packed
    assert (gzip.decompress(asked.content) if packed else asked.content) == plain.content
    assert (asked["ETag"] != plain["ETag"]) is packed  # a strong tag names bytes
    for held in (plain["ETag"], asked["ETag"]):
        assert stranger.get(LIST, headers={"Accept-Encoding": taken, "If-None-Match": held}).status_code == 304


def test_a_packed_tag_is_good_for_writing(signed_in: SignedIn, city: make.City) -> None:
    author, place = signed_in("canbo.skhdt"), f"/api/v1/proposals/{make.draft(city).code}/"
    tag = author.get(place, headers={"Accept-Encoding": "gzip"})["ETag"]
    assert tag.endswith('+gzip"')
    assert author.patch(place, {"title": "Khác"}, format="json", headers={"If-Match": tag}).status_code == 200
    assert author.patch(place, {"title": "Nữa"}, format="json", headers={"If-Match": tag}).status_code == 412


def test_head_is_get_without_a_body(city: make.City, stranger: APIClient) -> None:
    read, head = stranger.get(LIST), stranger.head(LIST)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head[name] for name in ("ETag", "Content-Type", "Content-Length")} == {
        name: read[name] for name in ("ETag", "Content-Type", "Content-Length")
    }


@pytest.mark.parametrize(
    ("path", "methods"), [(LIST, "GET, HEAD, OPTIONS"), ("/api/v1/proposals/", "GET, HEAD, OPTIONS, POST")], ids=["read", "write"]
)
def test_options_names_the_methods(signed_in: SignedIn, path: str, methods: str) -> None:
    answer = signed_in("canbo.skhdt").options(path)
    assert (answer.status_code, ", ".join(sorted(answer["Allow"].split(", ")))) == (204, methods)


def test_whoever_decides_sets_up_a_second_factor_first(signed_in: SignedIn, city: make.City, settings: LazySettings) -> None:
    settings.REQUIRE_TOTP = True
    head = signed_in("lanhdao.stttt")
    for path in ("/api/v1/proposals/", LIST, "/api/v1/nothing/"):
        answer = head.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
        assert answer.json()["type"] == "/api/v1/problems/second-factor-required"
        assert "http://testserver/accounts/2fa/totp/activate/" in answer.json()["detail"]
    assert head.get("/inbox/").status_code == 302
    assert signed_in("canbo.skhdt").get("/api/v1/proposals/").status_code == 200  # decides nothing
    assert APIClient().get("/api/v1/proposals/").status_code == 401
    assert APIClient().get(LIST).status_code == 200
    Authenticator.objects.create(user=city.people["lanhdao.stttt"], type=Authenticator.Type.TOTP, data={})
    assert head.get("/api/v1/proposals/").status_code == 200


def test_the_contract_is_packed_too(stranger: APIClient) -> None:
    answer = stranger.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert json.loads(gzip.decompress(answer.content))["openapi"] == "3.1.1"
    assert len(answer.content) < 100_000
    assert stranger.get("/api/v1/openapi.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304
