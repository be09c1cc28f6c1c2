"""`Idempotency-Key`: a client that never heard the answer may ask again without the work being done twice.

The answer stands in PostgreSQL, in the transaction of its effect: whatever dies, both are there or neither is.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer

from hcm_registry.api.models import KeptAnswer
from hcm_registry.api.problems import Problem, explain
from hcm_registry.kernel.errors import RuleBroken

KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_HEADERS = ("ETag", "Location", "Retry-After")
_REFUSALS = (RuleBroken, APIException, Http404, PermissionDenied, ValidationError)
_JUDGED_ANEW = {412, 428}  # about what the caller had read, not about what it asked


def once(door: Any, work: Callable[[], Any]) -> Any:
    """The answer of `work`, or the one given before to the same key and body. Without a key, just `work`.

    Refusals (4xx) are kept as answers are; faults (5xx) and stale preconditions are not.
    Errors: Problem 422 (same key, other body), 409 (the first is still running).
    """
    key = door.request.headers.get("Idempotency-Key")
    if key is None:
        return work()
    if not _KEY.fullmatch(key):
        raise Problem("bad-request", _("Idempotency-Key gồm 1 đến 200 ký tự ASCII, không có dấu cách."))
    place, asked = _place(door.request, key), _digest(door.request.data)
    with transaction.atomic():
        _hold(place)
        kept = KeptAnswer.objects.filter(pk=place).first()
        if kept is not None:
            return _again(kept, asked)
        response = _answer(door, work)
        if response.status_code not in _JUDGED_ANEW:
            _keep(response, place=place, asked=asked, at=door.at)
        return response


def forget(*, at: datetime) -> int:
    """Let go of answers that are old enough; how many."""
    return KeptAnswer.objects.filter(at__lt=at - KEPT).delete()[0]


def _hold(place: str) -> None:
    """Until the transaction ends nobody else works under this key; whoever comes meanwhile is told so at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int(place[:15], 16)])
        if not cursor.fetchone()[0]:
            raise Problem("request-in-progress", _("Chờ yêu cầu đầu kết thúc rồi hỏi lại."), headers={"Retry-After": "1"})


def _answer(door: Any, work: Callable[[], Any]) -> Any:
    """What was done, or why not; a refusal takes back what had been done so far, and is an answer all the same."""
    try:
        with transaction.atomic():
            return work()
    except _REFUSALS as error:
        return explain(error, {"request": door.request, "view": door})


def _keep(response: Any, *, place: str, asked: str, at: datetime) -> None:
    said = {"Content-Type": response.content_type or "application/json", "Content-Language": get_language()}
    headers = said | {name: response[name] for name in _HEADERS if name in response}
    content = JSONRenderer().render(response.data).decode()
    KeptAnswer.objects.create(place=place, asked=asked, status=response.status_code, headers=headers, content=content, at=at)


def _again(kept: KeptAnswer, asked: str) -> HttpResponse:
    if kept.asked != asked:
        raise Problem("idempotency-key-reused", _("Dùng khóa mới cho nội dung mới."))
    return HttpResponse(kept.content, status=kept.status, headers=kept.headers | {"Idempotent-Replayed": "true"})


def _place(request: Any, key: str) -> str:
    return sha256(json.dumps([request.user.pk, request.method, request.path, key]).encode()).hexdigest()


def _digest(data: Any) -> str:
    return sha256(json.dumps(data, sort_keys=True, default=_fingerprint).encode()).hexdigest()


def _fingerprint(value: Any) -> str:
    if not isinstance(value, File):
        raise TypeError(type(value))
    sha = sha256()
    for chunk in value.chunks():
        sha.update(chunk)
    value.seek(0)
    return sha.hexdigest()
