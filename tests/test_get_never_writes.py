"""Walks every page and API address it can reach, as everybody, and watches the statements: reading changes nothing."""

import re
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client

from agencies.models import User

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|ALTER|CREATE|DROP)\b", re.IGNORECASE)
#: A session is opened by signing in and kept alive by using it; it is not the registry's data.
ALLOWED = ('"django_session"',)
EVERYBODY = ("", "canbo.skhdt", "lanhdao.skhdt", "tiepnhan.stttt", "thamdinh.stttt", "lanhdao.stttt", "vanthu.ubnd", "kiemtoan", "quantri")
STARTS = (
    "/",
    "/databases/",
    "/decisions/",
    "/agencies/",
    "/proposals/",
    "/inbox/",
    "/journal/",
    "/calendar/",
    "/rules/",
    "/notices/",
    "/notices/preferences/",
    "/notices/deliveries/",
    "/api/v1/",
    "/api/v1/databases/",
)
ENOUGH = 250


class Watch:
    """Collects the statements that write."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if WRITES.match(sql) and not any(name in sql for name in ALLOWED):
            self.found.append(sql[:200])
        return execute(sql, params, many, context)


@pytest.mark.parametrize("username", EVERYBODY, ids=lambda name: name or "anonymous")
def test_a_get_never_writes(username: str, demo: None) -> None:
    client = Client()
    if username:
        client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    seen = crawl(client)
    assert len(seen) > 25, "the crawler lost its way"
    assert not [path for path, status in seen.items() if status >= 500]


def crawl(client: Client) -> dict[str, int]:
    """Path → status of everything reached from the starting pages, one query string a path."""
    queue, seen = deque(STARTS), {}
    while queue and len(seen) < ENOUGH:
        address = queue.popleft()
        path = urlsplit(address).path
        if path in seen or not path.startswith("/") or path.startswith(("/static/", "/accounts/logout")):
            continue
        watch = Watch()
        with connection.execute_wrapper(watch):
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not watch.found, f"GET {address} wrote: {watch.found[0]}"
        seen[path] = answer.status_code
        queue.extend(links(address, body.decode(errors="replace"), answer))
    return seen


def links(address: str, body: str, answer: Any) -> list[str]:
    """Addresses in the page (or in the JSON) on our own host."""
    found = re.findall(r'href="([^"#]+)"', body) + re.findall(r'"(?:http://testserver)?(/api/v1/[^"]*)"', body)
    found += [answer["Location"]] if answer.has_header("Location") else []
    joined = (urljoin(address, link.replace("&amp;", "&")) for link in found if not link.startswith(("http", "mailto:", "tel:")))
    return list(joined)


def test_the_watch_sees_a_write(db: None) -> None:
    watch = Watch()
    with connection.execute_wrapper(watch):
        User.objects.create(username="x")
    assert watch.found
