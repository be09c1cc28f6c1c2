"""Follows the links of the demo city as several people and watches the statements: reading changes nothing.

Every door of the URL map is opened and watched for everybody in tests/test_doors.py, and every page of the administrator in
tests/catalog/test_admin.py; here it is what links lead to, with their query strings, the pages of packages among them.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from agencies.models import User
from tests.watching import watched

SOME = ("", "canbo.skhdt", "thamdinh.stttt", "quantri")
STARTS = ("/", "/inbox/", "/proposals/", "/dossiers/", "/api/v1/", "/admin/", "/accounts/2fa/")
OUTSIDE = ("/static/", "/accounts/logout", "/i18n/", "/admin/agencies/", "/admin/catalog/")


def test_a_get_never_writes(demo: None) -> None:
    visits = Counter[str]()
    for username in SOME:
        client = Client()
        if username:
            client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        seen = dict(crawl(client, visits))
        assert len(seen) > 25, f"the crawler lost its way as {username}"
        assert not [address for address, status in seen.items() if status >= 500]


def crawl(client: Client, visits: Counter[str]) -> Iterator[tuple[str, int]]:
    """Address and status of everything that links lead to: two addresses a view, since a page in another order is another.

    Of a view that others opened twice (`visits`, of all of them), one: the door for this person is tried in tests/test_doors.py.
    """
    queue, seen, own = deque(STARTS), set[str](), Counter[str]()
    while queue:
        address = queue.popleft()
        view = view_of(urlsplit(address).path)
        enough = 1 if view.startswith("admin:") or visits[view] - own[view] >= 2 else 2
        if address in seen or own[view] >= enough:
            continue
        seen.add(address)
        own[view] += 1
        with watched() as found:
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not found, f"GET {address} wrote: {found[0]}"
        visits[view] += answer.status_code == 200
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
