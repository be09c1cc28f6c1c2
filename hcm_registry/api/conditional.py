"""ETags: strong validators taken from row versions, asked for before any row is fetched."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.http import http_date
from django.utils.translation import gettext as _

from hcm_registry.api.compression import unpacked
from hcm_registry.api.problems import Problem

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')


@dataclass(frozen=True)
class Stamp:
    """What an answer depends on, and when that last changed (None: only a release changes it).

    Last-Modified is for people and crawlers; the ETag alone decides, since two changes may fall into one second.
    """

    parts: tuple[object, ...] = ()
    at: datetime | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Last-Modified, where it is known."""
        return {"Last-Modified": http_date(self.at.timestamp())} if self.at else {}


def tag_of(*parts: object) -> str:
    """A strong ETag over what the answer depends on."""
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def fresh(request: Any, tag: str) -> bool:
    """Whether the client already holds what `tag` names (If-None-Match, weak comparison as RFC 9110 wants it)."""
    return any(unpacked(value) == tag for _weak, value in _TAG.findall(request.headers.get("If-None-Match", "")))


def require_match(request: Any, *tags: str) -> None:
    """The writer must have seen the present version, known by any of `tags`. Errors: Problem 428 without If-Match, 412 with another."""
    if request.headers.get("If-Match") is None:
        raise Problem("precondition-required", _("Đọc lại hồ sơ, rồi gửi kèm If-Match với ETag vừa nhận."))
    match_if_given(request, *tags)


def match_if_given(request: Any, *tags: str) -> None:
    """If-Match is honoured wherever it is sent. Error: Problem 412 with the present ETag."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return
    if not any(unpacked(value) in tags and not weak for weak, value in _TAG.findall(given)):
        detail = _("Hồ sơ đã được người khác sửa. Đọc lại, xem thay đổi rồi gửi lại.")
        raise Problem("precondition-failed", detail, headers={"ETag": tags[0]})
