"""Whatever goes wrong is told the same way."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from rest_framework.test import APIClient

from catalog.entries import api as entries
from tests import factories as make

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "instance", "request_id", "errors"}
PROPOSALS = "/api/v1/proposals/"


def told(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem, after what every problem has was seen."""
    body: dict[str, Any] = json.loads(answer.content)
    assert (answer.status_code, body["status"], body["type"]) == (status, status, f"/api/v1/problems/{code}"), body
    assert answer["Content-Type"] == "application/problem+json"
    assert body.keys() >= MEMBERS
    assert body["request_id"] == answer["X-Request-ID"] != ""
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/databases", "/api/v1/databases/%00/", "/api/v2/", "/api/v1/databases/X/"])
def test_nothing_there(stranger: APIClient, path: str) -> None:
    told(stranger.get(path), 404, "not-found")


def test_the_method_is_not_there(stranger: APIClient) -> None:
    answer = stranger.delete("/api/v1/databases/")
    told(answer, 405, "method-not-allowed")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    told(stranger.post("/api/v1/nothing/"), 404, "not-found")


def test_only_json_is_given(stranger: APIClient) -> None:
    told(stranger.get("/api/v1/databases/", headers={"Accept": "text/csv"}), 406, "not-acceptable")
    assert stranger.get("/api/v1/databases/", headers={"Accept": "*/*"}).status_code == 200


def test_strangers_are_asked_to_sign_in(stranger: APIClient) -> None:
    for answer in (stranger.get(PROPOSALS), stranger.post(PROPOSALS, {}, format="json")):
        told(answer, 401, "not-authenticated")
        assert answer["WWW-Authenticate"].startswith("Session")


def test_csrf_is_enforced(city: make.City) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(city.fresh("canbo.skhdt"), backend="django.contrib.auth.backends.ModelBackend")
    told(client.post(PROPOSALS, {}, format="json"), 403, "permission-denied")


@pytest.mark.parametrize(
    "body",
    [
        '{"title":',
        '{"title": NaN}',
        '{"title": "a", "title": "b"}',
        '{"title": "a\\u0000"}',
        '{"title": "\\ud800"}',
        b"\xff",
        "[" * 100_000,
    ],
)
def test_a_body_that_is_not_clean_json(signed_in: Callable[[str], APIClient], body: str | bytes) -> None:
    answer = signed_in("canbo.skhdt").post(PROPOSALS, body, content_type="application/json")
    told(answer, 400, "bad-request")


def test_other_media_and_too_much(signed_in: Callable[[str], APIClient], settings: LazySettings) -> None:
    client = signed_in("canbo.skhdt")
    told(client.post(PROPOSALS, "title=a", content_type="application/x-www-form-urlencoded"), 415, "unsupported-media-type")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    told(client.post(PROPOSALS, {"title": "a" * 200}, format="json"), 413, "content-too-large")


def test_a_wrong_body_is_told_by_pointer(signed_in: Callable[[str], APIClient]) -> None:
    body = {"colour": "red"}
    found = told(signed_in("canbo.skhdt").post(PROPOSALS, body, format="json"), 400, "invalid-body")
    assert [error["pointer"] for error in found["errors"]] == ["/colour"]
    body = {"wanted_on": "soon", "items": [{"kind": "AMEND", "database": "HCM-CSDL-999", "content": {"purpose": 5, "colour": "red"}}]}
    found = told(signed_in("canbo.skhdt").post(PROPOSALS, body, format="json"), 400, "invalid-body")
    pointers = {error["pointer"] for error in found["errors"]}
    assert pointers == {"/wanted_on", "/items/0/database", "/items/0/content/purpose", "/items/0/content/colour"}
    told(signed_in("canbo.skhdt").post(PROPOSALS, [1], format="json"), 400, "invalid-body")


def test_what_a_body_names_must_be_there(signed_in: Callable[[str], APIClient]) -> None:
    body = {"items": [{"kind": "AMEND", "database": "HCM-CSDL-001"}, {"kind": "AMEND", "database": "HCM-CSDL-999"}]}
    found = told(signed_in("canbo.skhdt").post(PROPOSALS, body, format="json"), 422, "unprocessable-body")
    assert [error["pointer"] for error in found["errors"]] == ["/items/1/database"]
    found = told(signed_in("canbo.skhdt").post(PROPOSALS, {"items": [{"kind": "AMEND"}]}, format="json"), 422, "invalid")
    assert [error["pointer"] for error in found["errors"]] == ["/items/0/database"]


def test_a_fault_shows_nothing_of_the_inside(city: make.City, caught: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("SELECT secret FROM table")

    monkeypatch.setattr(entries, "listed", fail)
    answer = caught.get("/api/v1/databases/")
    told(answer, 500, "server-error")
    assert b"secret" not in answer.content


def test_a_busy_database_says_when_to_return(city: make.City, stranger: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(*_args: object) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(entries, "listed", wait)
    answer = stranger.get("/api/v1/databases/")
    told(answer, 503, "temporarily-unavailable")
    assert answer["Retry-After"] == "5"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_language_asked_for(stranger: APIClient, language: str) -> None:
    assert stranger.get("/api/v1/nothing/", headers={"Accept-Language": language})["Content-Language"] == language


def test_every_type_can_be_looked_up(stranger: APIClient) -> None:
    listed = stranger.get("/api/v1/problems/").json()["results"]
    codes = [row["type"].removeprefix("/api/v1/problems/") for row in listed]
    assert len(codes) == len(set(codes)) > 30
    for row in listed:
        assert stranger.get(row["type"]).json() == row
        assert row["title"]
        assert row["detail"]
    assert stranger.get("/api/v1/problems/stale-base").json()["status"] == 409
    told(stranger.get("/api/v1/problems/no-such"), 404, "not-found")


@pytest.mark.parametrize(("language", "page"), [("vi", "/developers/problems/stale-base/"), ("en", "/en/developers/problems/stale-base/")])
def test_a_browser_is_led_to_a_page_that_explains(stranger: APIClient, language: str, page: str) -> None:
    asked = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": language}
    answer = stranger.get("/api/v1/problems/stale-base", headers=asked)
    assert (answer.status_code, answer["Location"]) == (303, page)
    shown = stranger.get(page)
    assert shown.status_code == 200
    assert "stale-base" in shown.content.decode()
    assert stranger.get(page.replace("stale-base", "no-such")).status_code == 404
    assert "stale-base" in stranger.get(page.replace("stale-base/", "")).content.decode()


def test_a_quota_is_told_and_kept(newcomer: APIClient, settings: LazySettings) -> None:
    settings.API_RATE = "3/minute"
    first = newcomer.get("/api/v1/")
    assert first["RateLimit-Policy"] == '"default";q=3;w=60'
    assert first["RateLimit"].startswith('"default";r=2;t=')
    assert [newcomer.get("/api/v1/").status_code for _ in range(3)] == [200, 200, 429]
    refused = newcomer.get("/api/v1/")
    told(refused, 429, "quota-exceeded")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit"].startswith('"default";r=0;')


def test_a_quota_holds_under_parallel_callers(newcomer: APIClient, settings: LazySettings) -> None:
    settings.API_RATE = "60/minute"
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _number: newcomer.get("/api/v1/problems/not-found"), range(200)))
    assert sorted(answer.status_code for answer in answers) == [200] * 60 + [429] * 140
    assert all("Retry-After" in answer for answer in answers if answer.status_code == 429)


@pytest.mark.parametrize(
    ("path", "accepted", "status"), [("/api/v1/databases/", "text/csv", 406), ("/api/v1/nothing/", "*/*", 404), (PROPOSALS, "*/*", 401)]
)
def test_a_refusal_counts_too(newcomer: APIClient, settings: LazySettings, path: str, accepted: str, status: int) -> None:
    settings.API_RATE = "3/minute"
    refused = newcomer.get(path, headers={"Accept": accepted})
    assert refused.status_code == status
    assert refused["RateLimit"].startswith('"default";r=2;t=')
