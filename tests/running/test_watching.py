"""Who may see the figures of the running system, and whose address counts."""

import pytest
from django.conf import LazySettings
from django.test import Client

pytestmark = pytest.mark.django_db


def test_figures_for_whoever_calls_from_nearby() -> None:
    answer = Client(REMOTE_ADDR="127.0.0.1").get("/metrics")
    assert answer.status_code == 200
    assert b"python_info" in answer.content


@pytest.mark.parametrize(
    "caller",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer "},
        {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer wrong"},
    ],
)
def test_nobody_else_sees_them(settings: LazySettings, caller: dict[str, str]) -> None:
    for token in ("", "right"):
        settings.METRICS_TOKEN = token
        answer = Client(**caller).get("/metrics")
        assert (answer.status_code, answer["WWW-Authenticate"], answer.content) == (401, 'Bearer realm="metrics"', b"")


def test_a_token_opens_from_anywhere(settings: LazySettings) -> None:
    settings.METRICS_TOKEN = "right"
    assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics", headers={"Authorization": "Bearer right"}).status_code == 200


def test_health_is_for_everybody() -> None:
    assert Client(REMOTE_ADDR="192.0.2.7").get("/healthz").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/readyz").json() == {
        "postgresql": "ok",
        "redis": "ok",
        "registry": "not inspected",
        "mail": "ok",
    }


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),  # what the client wrote before it is not believed
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),  # nobody's proxy
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_behind_our_proxies_the_client_counts(settings: LazySettings, peer: str, forwarded: str, counted: str) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/24"]
    answer = Client(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded).get("/api/v1/")
    assert answer.wsgi_request.META["REMOTE_ADDR"] == counted
