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
    told(client.post(PROPOSALS, {}, format="json"), 403, "forbidden")


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
    body = {"wanted_on": "soon", "items": [{"kind": "AMEND", "database": "HCM-CSDL-999"}]}
    found = told(signed_in("canbo.skhdt").post(PROPOSALS, body, format="json"), 400, "invalid-body")
    assert {error["pointer"] for error in found["errors"]} == {"/wanted_on", "/items/0/database"}
    told(signed_in("canbo.skhdt").post(PROPOSALS, [1], format="json"), 400, "invalid-body")


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
    assert stranger.get("/api/v1/problems/not-found").json()["status"] == 404
    assert stranger.get("/api/v1/problems/stale-base").json()["status"] == 409
    told(stranger.get("/api/v1/problems/no-such"), 404, "not-found")


def test_a_quota_is_told_and_kept(city: make.City, stranger: APIClient, settings: LazySettings) -> None:
    settings.API_RATE = "3/minute"
    first = stranger.get("/api/v1/")
    assert first["RateLimit-Policy"] == '"default";q=3;w=60'
    assert first["RateLimit"].startswith('"default";r=2;t=')
    assert [stranger.get("/api/v1/").status_code for _ in range(3)] == [200, 200, 429]
    refused = stranger.get("/api/v1/")
    told(refused, 429, "quota-exceeded")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit"].startswith('"default";r=0;')


def test_a_quota_holds_under_parallel_callers(settings: LazySettings) -> None:
    from django.contrib.auth.models import AnonymousUser

    from hcm_registry.api import quota
    from hcm_registry.api.problems import Problem

    settings.API_RATE = "10/minute"

    class Caller:
        user = AnonymousUser()
        META = {"REMOTE_ADDR": "192.0.2.7"}

    def ask(_number: int) -> bool:
        try:
            return quota.count(Caller()) is not None
        except Problem:
            return False

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(ask, range(50))) == 10
