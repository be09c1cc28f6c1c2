"""What stays Vietnamese on a page in another language is marked as such (WCAG 3.1.2), so that it is read aloud in its own language.

Every text of the interface is translated (`make check`), so whatever is still Vietnamese there is data: names, titles, reasons.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from hcm_registry.vietnamese.text import is_vietnamese

TAG = re.compile(r"""(<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>)""")
#: Elements that take text alone, so the element itself is marked; and those that hold no text for people.
TEXT_ALONE = ("<option", "<title", "<textarea")
NO_TEXT = ("<script", "<style")
#: Where our own words join data in one run of text: "Head, Sở Xây dựng", "submitted by … on …".
JOINTS = re.compile(r"( · | – |: |, | \(|\)|[“”]|\b(?:by|of|for|at|is) | on )")
MARK = f' lang="{settings.LANGUAGE_CODE}"'


class LanguageOfPartsMiddleware:
    """Marks the Vietnamese parts of pages in another language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        if page and get_language() != settings.LANGUAGE_CODE:
            response.content = mark_vietnamese(response.content.decode()).encode()
        return response


def mark_vietnamese(html: str) -> str:
    """The same page, its runs of Vietnamese text marked with their language."""
    pieces = TAG.split(html)  # text, tag, text, tag, …
    for place in range(1, len(pieces), 2):
        tag, text = pieces[place : place + 2]
        if tag.startswith("<input") and is_vietnamese(tag):
            pieces[place] = "<input" + MARK + tag.removeprefix("<input")
        elif is_vietnamese(text) and " lang=" not in tag and not tag.startswith(NO_TEXT):
            alone = tag.startswith(TEXT_ALONE)
            pieces[place : place + 2] = (tag[:-1] + MARK + ">", text) if alone else (tag, _marked(text))
    return "".join(pieces)


def _marked(text: str) -> str:
    parts = JOINTS.split(text)
    foreign = [place for place, part in enumerate(parts) if is_vietnamese(part)]
    before, run, after = parts[: foreign[0]], parts[foreign[0] : foreign[-1] + 1], parts[foreign[-1] + 1 :]
    words = "".join(run)
    return "".join(before) + words.replace(words.strip(), f"<span{MARK}>{words.strip()}</span>", 1) + "".join(after)
