"""Follows the links of the demo city as several people and watches the statements: reading changes nothing.

Every door of the URL map is opened and watched for everybody in tests/test_doors.py, and every page of the administrator in
tests/catalog/test_admin.py; here it is what links lead to, with their query strings, the pages of packages among them.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from agencies.models import User
from tests.watching import watched

SOME = ("", "canbo.skhdt", "thamdinh.stttt", "quantri")
STARTS = ("/", "/inbox/", "/proposals/", "/dossiers/", "/api/v1/", "/admin/", "/accounts/2fa/")
OUTSIDE = ("/static/", "/accounts/logout", "/i18n/", "/admin/agencies/", "/admin/catalog/")


def test_a_get_never_writes(demo: None) -> None:
    known = set[tuple[str, str]]()
    for username in SOME:
        client = Client()
        if username:
            client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        seen = dict(crawl(client, known))
        assert len(seen) > 25, f"the crawler lost its way as {username}"
        assert not [address for address, status in seen.items() if status >= 500]


def crawl(client: Client, known: set[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """Address and status of what links lead to: each view once, and each name that a query of it may have.

    `known` are those names, with their views, that anybody has opened.
    """
    queue, views, tried = deque(STARTS), set[str](), set[str]()
    while queue:
        address = queue.popleft()
        parts = urlsplit(address)
        view = view_of(parts.path)
        names = {(view, name) for name, _value in parse_qsl(parts.query)}
        if address in tried or (view in views and names <= known):
            continue
        views.add(view)
        tried.add(address)
        with watched() as found:
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not found, f"GET {address} wrote: {found[0]}"
        known |= names if answer.status_code == 200 else set()
        yield address, answer.status_code
        queue.extend(links(address, body.decode(errors="replace"), answer))


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
