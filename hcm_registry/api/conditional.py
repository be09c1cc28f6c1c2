"""ETags: strong validators taken from row versions, asked for before any row is fetched."""

import re
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from hcm_registry.api.problems import Problem

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def tag_of(*parts: object) -> str:
    """A strong ETag over what the answer depends on."""
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def fresh(request: Any, tag: str) -> bool:
    """Whether the client already holds what `tag` names (If-None-Match, weak comparison as RFC 9110 wants it)."""
    return any(value == tag for _weak, value in _TAG.findall(request.headers.get("If-None-Match", "")))


def require_match(request: Any, tag: str) -> None:
    """The writer must have seen the present version. Errors: Problem 428 without If-Match, 412 with another version."""
    given = request.headers.get("If-Match")
    if given is None:
        raise Problem("precondition-required", _("Đọc lại hồ sơ, rồi gửi kèm If-Match với ETag vừa nhận."))
    match_if_given(request, tag)


def match_if_given(request: Any, tag: str) -> None:
    """If-Match is honoured wherever it is sent. Error: Problem 412."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return
    if not any(value == tag and not weak for weak, value in _TAG.findall(given)):
        raise Problem("precondition-failed", _("Hồ sơ đã được người khác sửa. Đọc lại, xem thay đổi rồi gửi lại."), headers={"ETag": tag})
