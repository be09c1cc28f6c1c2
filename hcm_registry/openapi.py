"""The contract as OpenAPI 3.1, read from the doors themselves: their operations, parameters, conditions and refusals."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.utils.encoding import force_str
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import AllowAny

from hcm_registry.api import conditional
from hcm_registry.api.doors import Operation, Public, Reading
from hcm_registry.api.problems import GENERIC, MEDIA_TYPE
from hcm_registry.api.shapes import ProblemShape

PLACES: dict[str, dict[str, Any]] = {
    "code": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,20}$", "examples": ["HCM-CSDL-001"]},
    "key": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,60}$", "examples": ["so-tai-chinh"]},
    "number": {"type": "integer", "minimum": 0, "maximum": 999999999, "examples": [1]},
    "position": {"type": "integer", "minimum": 0, "maximum": 999999999, "examples": [1]},
    "id": {"type": "integer", "minimum": 0, "maximum": 999999999, "examples": [1]},
    "problem": {"type": "string", "pattern": "^[a-z-]{1,60}$", "examples": ["not-found"]},
}
IF_MATCH = "ETag của bản đã đọc; thiếu thì 428, cũ thì 412."
IF_NONE_MATCH = "ETag đang giữ; còn mới thì 304."
ONCE = "Gửi lại với cùng khóa và nội dung thì nhận lại đúng câu trả lời cũ (24 giờ)."
HEADERS = {
    "RateLimit": "Còn lại trong hạn mức.",
    "RateLimit-Policy": "Hạn mức.",
    "X-Request-ID": "Mã yêu cầu trong nhật ký.",
}
Described = dict[str, Any]


class Schema(AutoSchema):
    """Reads one method of a door."""

    view: Any

    @property
    def described(self) -> Operation:
        """What the door says of this method."""
        found: Operation = self.view.operation(self.method)
        return found

    def is_excluded(self) -> bool:
        """A method without an operation is not part of the contract."""
        return self.method.lower() not in _methods(self.view)

    def get_operation_id(self) -> str:
        """Stable for ever."""
        return self.described.name

    def get_summary(self) -> str:
        """One line."""
        return self.described.about

    def get_description(self) -> str:  # type: ignore[override]  # as AutoSchema has it
        """The summary says it."""
        return self.described.about

    def get_tags(self) -> list[str]:
        """The first word of the address."""
        return [self.described.name.split("_")[0]]

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Published things need none."""
        return [{}, {"session": []}] if AllowAny in self.view.permission_classes else [{"session": []}]

    def get_request_serializer(self) -> Any:
        """The body."""
        return self.described.takes

    def get_response_serializers(self) -> Any:
        """The answer."""
        return {self.described.status: self.described.gives}

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """`DatabaseShape` is Database to a client."""
        return super().get_serializer_name(serializer, direction).removesuffix("Shape")

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False

    def _resolve_path_parameters(self, variables: list[str]) -> list[Described]:
        return [{"in": "path", "name": name, "required": True, "schema": PLACES[name]} for name in variables]

    def get_operation(self, *args: Any, **kwargs: Any) -> Described | None:
        """The operation, with its parameters, headers and refusals."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        operation["parameters"] = [*operation.get("parameters", []), *self._query(), *self._conditions()]
        for answer in operation["responses"].values():
            answer["headers"] = {name: _header(about) for name, about in self._sent().items()}
        if self._conditional():
            operation["responses"]["304"] = {"description": "Bản đang giữ còn mới.", "headers": {"ETag": _header("Giá trị ETag hiện tại.")}}
        operation["responses"] |= {str(status): self._refusal(status, title) for status, title in self._refusals().items()}
        return operation

    def _query(self) -> list[Described]:
        asks = self.view.asks if self.method == "GET" else ()
        return [{"in": "query", "name": p.name, "required": p.required, "description": p.about, "schema": p.schema} for p in asks]

    def _conditions(self) -> list[Described]:
        found = [_given("Accept-Language", "vi hoặc en.", {"type": "string", "enum": ["vi", "en"]})]
        if self._conditional():
            found.append(_given("If-None-Match", IF_NONE_MATCH))
        if self.described.if_match:
            found.append(_given("If-Match", IF_MATCH, required=True))
        if self.method == "POST":
            found.append(_given("Idempotency-Key", ONCE, {"type": "string", "pattern": "^[!-~]{1,200}$"}))
        return found

    def _conditional(self) -> bool:
        return self.method == "GET" and isinstance(self.view, Reading)

    def _sent(self) -> dict[str, str]:
        return HEADERS | ({"ETag": "Phiên bản của câu trả lời."} if self._conditional() or self.described.if_match else {})

    def _refusals(self) -> dict[int, str]:
        """Status → title, from what this method can run into."""
        codes = {400, 406, 429, 500, 503}
        if "{" in self.path:
            codes.add(404)
        if not isinstance(self.view, Public):
            codes |= {401, 403}
        if self.method != "GET":
            codes |= {403, 404, 409, 413, 415}
        codes |= {412, 428} if self.described.if_match else set()
        codes |= {422} if self.method == "POST" else set()
        titles = {status: force_str(title) for status, title in reversed(GENERIC.values())}
        return {status: titles[status] for status in sorted(codes)}

    def _refusal(self, status: int, title: str) -> Described:
        shape = self.resolve_serializer(ProblemShape, "response").ref
        example: Described = {
            "type": "/api/v1/problems/…",
            "title": title,
            "status": status,
            "detail": "…",
            "instance": "/api/v1/…",
            "request_id": "…",
            "errors": [],
        }
        return {"description": title, "content": {MEDIA_TYPE: {"schema": shape, "examples": {"problem": {"value": example}}}}}


def openapi(request: Any) -> HttpResponse:
    """The contract itself, with the ETag of its text."""
    text = _document(get_language())
    tag = conditional.tag_of(text)
    status, content = (304, b"") if conditional.fresh(request, tag) else (200, text)
    return HttpResponse(content, status=status, content_type="application/json", headers={"ETag": tag, "Cache-Control": "no-cache"})


@lru_cache
def _document(language: str | None) -> bytes:
    """Written once in each language: only a release changes it."""
    return json.dumps(SchemaGenerator().get_schema(request=None, public=True), ensure_ascii=False).encode()


def _methods(view: Any) -> set[str]:
    return {method for method in ("get", "post", "patch", "delete") if _has(view, method)}


def _has(view: Any, method: str) -> bool:
    try:
        view.operation(method)
    except (KeyError, AttributeError):
        return False
    return method in view.http_method_names


def _given(name: str, about: str, schema: Described | None = None, *, required: bool = False) -> Described:
    return {"in": "header", "name": name, "required": required, "description": about, "schema": schema or {"type": "string"}}


def _header(about: str) -> Described:
    return {"description": about, "schema": {"type": "string"}}
