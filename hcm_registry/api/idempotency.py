"""`Idempotency-Key`: a client that never heard the answer may ask again without the work being done twice."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from rest_framework.response import Response

from hcm_registry.api.problems import Problem

KEPT = 24 * 3600  # seconds an answer is remembered
RUNNING = 120  # seconds after which a request that never ended is taken to have died
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_HEADERS = ("ETag", "Location")


def once(request: Any, work: Callable[[], Response]) -> Response:
    """The answer of `work`, or the one given before to the same key and body. Without a key, just `work`.

    Errors: Problem 422 (same key, other body), 409 (the first is still running). A refusal changed nothing and is not kept.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return work()
    if not _KEY.fullmatch(key):
        raise Problem("bad-request", _("Idempotency-Key gồm 1 đến 200 ký tự ASCII, không có dấu cách."))
    place, body = _place(request, key), _digest(request.data)
    if not cache.add(place, {"body": body, "status": None}, RUNNING):
        return _before(cache.get(place), body)
    return _remembered(place, body, work)


def _remembered(place: str, body: str, work: Callable[[], Response]) -> Response:
    try:
        response = work()
    except BaseException:
        cache.delete(place)
        raise
    headers = {name: response[name] for name in _HEADERS if name in response}
    cache.set(place, {"body": body, "status": response.status_code, "data": response.data, "headers": headers}, KEPT)
    return response


def _before(kept: dict[str, Any] | None, body: str) -> Response:
    if kept is not None and kept["body"] != body:
        raise Problem("idempotency-key-reused", _("Dùng khóa mới cho nội dung mới."))
    if kept is None or kept["status"] is None:
        raise Problem("request-in-progress", _("Chờ yêu cầu đầu kết thúc rồi hỏi lại."), headers={"Retry-After": "2"})
    return Response(kept["data"], status=kept["status"], headers=kept["headers"] | {"Idempotent-Replayed": "true"})


def _place(request: Any, key: str) -> str:
    return "api.once." + sha256(json.dumps([request.user.pk, request.method, request.path, key]).encode()).hexdigest()


def _digest(data: Any) -> str:
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
