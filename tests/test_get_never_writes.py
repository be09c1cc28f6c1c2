"""Follows the links of the demo city as several people and watches the statements: reading changes nothing.

Every door of the URL map is opened and watched for everybody in tests/test_doors.py; here it is what links lead to, with their
query strings, the administrator's pages and those of the packages among them.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from agencies.models import User
from tests.watching import watched

SOME = ("", "canbo.skhdt", "thamdinh.stttt", "quantri")
STARTS = ("/", "/inbox/", "/proposals/", "/dossiers/", "/api/v1/", "/admin/", "/accounts/2fa/")
OUTSIDE = ("/static/", "/accounts/logout", "/i18n/")


@pytest.mark.parametrize("username", SOME, ids=lambda name: name or "stranger")
def test_a_get_never_writes(username: str, demo: None) -> None:
    client = Client()
    if username:
        client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    seen = dict(crawl(client))
    assert len(seen) > 25, "the crawler lost its way"
    assert not [address for address, status in seen.items() if status >= 500]


def crawl(client: Client) -> Iterator[tuple[str, int]]:
    """Address and status of everything that links lead to, a few addresses a view."""
    queue, seen, visits = deque(STARTS), set(), Counter[str]()
    while queue:
        address = queue.popleft()
        view = view_of(urlsplit(address).path)
        if address in seen or visits[view] >= enough(view):
            continue
        seen.add(address)
        visits[view] += 1
        with watched() as found:
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not found, f"GET {address} wrote: {found[0]}"
        yield address, answer.status_code
        queue.extend(links(address, body.decode(errors="replace"), answer))


def enough(view: str) -> int:
    """How many addresses of one view are opened: a page in another order is another; the administrator's are all alike."""
    return 1 if view.startswith("admin:") else 2


def view_of(path: str) -> str:
    """The name of the view behind an address."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def links(address: str, body: str, answer: Any) -> Iterator[str]:
    """Addresses in the page (or in the JSON) on our own host."""
    found = re.findall(r'href="([^"#]+)"', body) + re.findall(r'"(?:http://testserver)?(/api/v1/[^"]*)"', body)
    found += [answer["Location"]] if answer.has_header("Location") else []
    for link in found:
        if not link.startswith(("http", "mailto:", "tel:")):
            place = urljoin(address, link.replace("&amp;", "&"))
            if place.startswith("/") and not place.startswith(OUTSIDE):
                yield place


def test_the_watch_sees_a_write(db: None) -> None:
    with watched() as found:
        User.objects.create(username="x")
    assert found
