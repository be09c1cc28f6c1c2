"""Every refusal of the API as `application/problem+json` (RFC 9457), in the reader's language."""

from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from hcm_registry.api.kinds import GENERIC, title_of
from hcm_registry.kernel.errors import RuleBroken

MEDIA_TYPE = "application/problem+json"
Headers = dict[str, str]
log = structlog.get_logger(__name__)


class Problem(exceptions.APIException):
    """A refusal by the API itself. `code` is one of GENERIC; `errors` says which parameter or place in the body."""

    def __init__(
        self, code: str, detail: str, *, errors: list[dict[str, str]] | None = None, headers: dict[str, str] | None = None
    ) -> None:
        self.status_code = GENERIC[code].status
        self.code, self.errors, self.headers = code, errors or [], headers or {}
        super().__init__(detail, code)


def problem(request: Any, status: int, code: str, detail: str, *, headers: Headers | None = None, **more: Any) -> Response:
    """The answer: the same members whatever went wrong."""
    body = {
        "type": f"/api/v1/problems/{code}",
        "title": str(more.pop("title", "") or GENERIC[code].title),
        "status": status,
        "detail": detail,
        "instance": request.get_full_path() if request is not None else "",
        "request_id": request_id(),
        "errors": more.pop("errors", []),
        **more,
    }
    return Response(body, status=status, content_type=MEDIA_TYPE, headers=headers)


def request_id() -> str:
    """The id under which this request stands in the logs."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def explain(error: Exception, context: dict[str, Any]) -> Response:
    """Whatever was raised in a door, as a problem. A fault of ours is logged in full and shown as nothing but its id."""
    request = context.get("request")
    if isinstance(error, RuleBroken):
        return _rule(error, request, getattr(context.get("view"), "pointer", _member))
    if isinstance(error, Problem):
        return problem(request, error.status_code, error.code, str(error.detail), headers=error.headers, errors=error.errors)
    for kinds, answer in _ANSWERS:
        if isinstance(error, kinds):
            return answer(error, request)
    return _fault(error, request)


#: What a rule may tell besides its sentence; nothing else of its detail leaves the house.
TOLD = ("conflicts", "agencies", "needed", "who", "since")


def _rule(error: RuleBroken, request: Any, pointer: Callable[[str], str]) -> Response:
    more = {name: error.detail[name] for name in TOLD if name in error.detail}
    found = [
        {"pointer": pointer(field), "detail": str(sentence)}
        for field, sentences in error.detail.get("errors", {}).items()
        for sentence in sentences
    ]
    return problem(request, error.status, error.code, error.text, title=title_of(error), errors=found, **more)


def _member(field: str) -> str:
    return "/" + escaped(field) if field else ""


def escaped(name: Any) -> str:
    """One reference token of a JSON Pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def _invalid_body(error: Any, request: Any) -> Response:
    found = list(pointers(error.detail))
    absent = set(codes(error.get_codes())) == {"does_not_exist"}
    status, code = (422, "unprocessable-body") if absent else (400, "invalid-body")
    return problem(request, status, code, _("Sửa các mục được nêu rồi gửi lại."), errors=found)


def codes(detail: Any) -> Iterator[str]:
    """Every code in the serializer's nested errors."""
    if isinstance(detail, str):
        yield detail
    else:
        for inner in detail.values() if isinstance(detail, dict) else detail:
            yield from codes(inner)


def pointers(detail: Any, at: str = "") -> Iterator[dict[str, str]]:
    """The serializer's nested errors as JSON Pointers (RFC 6901) into the body."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            place = at if name == "non_field_errors" else f"{at}/{escaped(name)}"
            yield from pointers(inner, place)
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        for index, item in enumerate(detail):
            yield from pointers(item, f"{at}/{index}")
    else:
        for sentence in detail if isinstance(detail, list) else [detail]:
            yield {"pointer": at, "detail": str(sentence)}


def _fault(error: Exception, request: Any) -> Response:
    got_request_exception.send(sender=explain, request=getattr(request, "_request", request))
    log.error("api fault", exc_info=error)
    return problem(request, 500, "server-error", _("Hệ thống gặp lỗi; lỗi đã được ghi lại theo mã yêu cầu này."))


def _busy(error: Exception, request: Any) -> Response:
    log.warning("database busy", exc_info=error)
    detail = _("Máy chủ dữ liệu đang bận. Thử lại sau ít giây.")
    return problem(request, 503, "temporarily-unavailable", detail, headers={"Retry-After": "5"})


def _unsigned(error: Any, request: Any) -> Response:
    challenge = {"WWW-Authenticate": getattr(error, "auth_header", "") or 'Session realm="hcm_registry"'}
    return problem(request, 401, "not-authenticated", _("Đăng nhập để dùng địa chỉ này."), headers=challenge)


def _forbidden(error: Any, request: Any) -> Response:
    return problem(request, 403, "permission-denied", str(getattr(error, "detail", "")) or _("Bạn không có quyền làm việc này."))


def _missing(error: Any, request: Any) -> Response:
    detail = str(error) if isinstance(error, Http404) and error.args else _("Không có gì ở địa chỉ này, hoặc bạn không được xem.")
    return problem(request, 404, "not-found", detail)


def _method(error: Any, request: Any) -> Response:
    return problem(request, 405, "method-not-allowed", _("Xem tiêu đề Allow để biết phương thức dùng được."))


def _format(error: Any, request: Any) -> Response:
    return problem(request, 406, "not-acceptable", _("Địa chỉ này chỉ trả lời bằng application/json."))


def _media(error: Any, request: Any) -> Response:
    taken = ", ".join(parser.media_type for parser in getattr(request, "parsers", ()))
    detail = _("Địa chỉ này nhận: %(types)s.") % {"types": taken}
    return problem(request, 415, "unsupported-media-type", detail, headers={"Accept": taken})


def _unclean(error: Any, request: Any) -> Response:
    found = [{"pointer": "", "detail": str(sentence)} for sentence in error.messages]
    return problem(request, 400, "invalid-body", _("Sửa các mục được nêu rồi gửi lại."), errors=found)


def _too_big(error: Any, request: Any) -> Response:
    return problem(request, 413, "content-too-large", _("Nội dung vượt giới hạn của máy chủ. Chia nhỏ rồi gửi lại."))


def _unreadable(error: Any, request: Any) -> Response:
    return problem(request, 400, "bad-request", _("Máy chủ không đọc được thân yêu cầu. Kiểm tra rồi gửi lại."))


def _other(error: Any, request: Any) -> Response:
    return problem(request, error.status_code, "bad-request", str(error.detail))


_ANSWERS: tuple[tuple[Any, Any], ...] = (
    (exceptions.ValidationError, _invalid_body),
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), _unsigned),
    ((exceptions.PermissionDenied, PermissionDenied), _forbidden),
    ((exceptions.NotFound, Http404), _missing),
    (exceptions.MethodNotAllowed, _method),
    (exceptions.NotAcceptable, _format),
    (exceptions.UnsupportedMediaType, _media),
    (exceptions.APIException, _other),
    (ValidationError, _unclean),
    (RequestDataTooBig, _too_big),
    ((SuspiciousOperation, UnreadablePostError), _unreadable),
    (OperationalError, _busy),
)
