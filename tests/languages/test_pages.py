"""Every page in two languages: in English nothing is Vietnamese but the record itself, in Vietnamese no package speaks English."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.apps import apps
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from agencies.models import User
from hcm_registry.vietnamese.text import is_vietnamese
from tests.languages.reader import Page

EVERYBODY = ("canbo.skhdt", "lanhdao.stttt", "vanthu.ubnd", "quantri", "")
STARTS = (
    "",
    "databases/?as_of=2020-01-01",
    "inbox/",
    "notices/",
    "notices/preferences/",
    "notices/deliveries/",
    "accounts/login/",
    "accounts/password/reset/",
    "accounts/2fa/",
    "admin/",
    "nothing/",
)
#: Outside the pages: the API answers in the language it is asked in, files are what they are. Of the administrator's pages, which are
#: all made alike, those of one model are enough.
ELSEWHERE = re.compile(
    r"/(api|static)/|(/en)?/ui/|.*/(jsi18n|logout)/|.*(format|_popup)=|#|mailto:|tel:|https?:|(/en)?/admin/\w+/(?!user|$)"
)
#: Where packages bring pages and words of their own.
PACKAGES = re.compile(r"/accounts/(?!logout)|/admin/(agencies/user/|$)(?!.*_popup)")
Fault = tuple[str, str, str]
#: Where a sentence or a title joins one thing with another.
SEAMS = re.compile(r" · | – |: |, | \| | → |› |[()“”]")
ENGLISH = re.compile(r"\b(the|is|are|this|that|your|you|with|not|please|have|must|and|of|for|from|was|were|has|will)\b", re.IGNORECASE)


@pytest.mark.long
def test_every_page_speaks_one_language(demo: None) -> None:
    record = recorded()
    faults = {
        fault for address, page in walk("/en/", lambda link: not ELSEWHERE.match(link)) for fault in not_english(address, page, record)
    }
    faults |= {fault for address, page in walk("/", PACKAGES.match) for fault in not_vietnamese(address, page, record)}
    assert not faults, listed(faults)


def not_english(address: str, page: Page, record: str) -> Iterator[Fault]:
    """Vietnamese that is not marked so, or that no table holds; links that leave English."""
    yield from ((address, "not marked", words) for language, words in page.texts if language != "vi" and is_vietnamese(words))
    yield from ((address, "not data", words) for words in own_words(page, record) if words != "Tiếng Việt")
    yield from ((address, "leaves English", link) for link in page.links if not stays(link))


def not_vietnamese(address: str, page: Page, record: str) -> Iterator[Fault]:
    """Sentences in English."""
    said = [words for language, words in page.texts + page.labels if language == "vi" and not is_vietnamese(words)]
    yield from ((address, "English", words) for words in said if len(ENGLISH.findall(words)) > 1 and words not in record)


def walk(root: str, follow: Callable[[str], Any]) -> Iterator[tuple[str, Page]]:
    """Pages that everybody together can reach from the root: each view, each of its tabs, each name that a query of it may have."""
    seen: set[tuple[str, ...]] = set()
    for username in EVERYBODY:
        client, asked, queue = Client(), set(), deque(root + start for start in STARTS)
        if username:
            client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        while queue:
            address = queue.popleft()
            new = shapes(address, root) - seen
            if not new or address in asked:
                continue
            asked.add(address)
            answer = client.get(address, follow=True)
            seen |= new if answer.status_code in (200, 404) and not answer.redirect_chain else set()  # others may get further
            page = Page(answer.content.decode() if answer.get("Content-Type", "").startswith("text/html") else "")
            queue.extend(there for link in page.links if follow(there := urljoin(address, link)))
            yield f"{username or 'anybody'} {address}", page
    assert len(seen) > 15, "the walk lost its way"


def shapes(address: str, root: str) -> set[tuple[str, ...]]:
    """What may make a page another one than those seen: its view, its tab, each name in its query."""
    parts, query = urlsplit(address), dict(parse_qsl(urlsplit(address).query))
    with translation.override("en" if root == "/en/" else "vi"):
        try:
            view = resolve(parts.path).view_name
        except Resolver404:
            view = "nowhere"
    return {(view, "tab", query.get("tab", "")), *((view, name) for name in query)}


def recorded() -> str:
    """Everything the tables hold, as one text."""
    rows = (row for app in ("agencies", "catalog") for model in apps.get_app_config(app).get_models() for row in model.objects.values())
    return "\n".join(" ".join(str(value).split()) for row in rows for value in row.values())


def own_words(page: Page, record: str) -> Iterator[str]:
    """Vietnamese words of an English page that no table holds: from the first such word of a part to the last."""
    for _language, words in page.texts + page.labels:
        for part in SEAMS.split(words):
            foreign = [place for place, word in enumerate(part.split()) if is_vietnamese(word)]
            run = " ".join(part.split()[foreign[0] : foreign[-1] + 1]).strip(" .,") if foreign else ""
            if run not in record:
                yield run


def stays(link: str) -> bool:
    """Whether a reader who follows the link goes on reading English."""
    return not link.startswith("/") or link.startswith("/en/") or bool(ELSEWHERE.match(link))


def listed(faults: set[Fault]) -> str:
    """One line a fault, each sentence once."""
    once = {(kind, words): address for address, kind, words in sorted(faults)}
    return "\n".join(f"{kind}: {words[:150]!r} ({address})" for (kind, words), address in sorted(once.items()))
