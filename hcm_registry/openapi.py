"""The contract as OpenAPI 3.1, read from the doors themselves: their operations, parameters, conditions and refusals."""

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import AllowAny, IsAuthenticatedOrReadOnly

from hcm_registry.api import conditional
from hcm_registry.api.compression import pack
from hcm_registry.api.doors import Operation, Reading
from hcm_registry.api.kinds import GENERIC
from hcm_registry.api.problems import MEDIA_TYPE
from hcm_registry.api.shapes import ProblemShape
from hcm_registry.openapi_parts import ALWAYS, example, header

NUMBER = {"type": "integer", "minimum": 0, "maximum": 999999999, "examples": [1]}
PLACES: dict[str, dict[str, Any]] = {
    "code": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,20}$", "examples": ["HCM-CSDL-001"]},
    "key": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,60}$", "examples": ["so-tai-chinh"]},
    "number": NUMBER,
    "position": NUMBER,
    "id": NUMBER,
    "year": NUMBER,
    "kind": {"type": "string", "pattern": "^[a-z-]{1,20}$", "examples": ["appraisal"]},
    "problem": {"type": "string", "pattern": "^[a-z-]{1,60}$", "examples": ["not-found"]},
}
Described = dict[str, Any]


#: The session of the pages; a write also shows that it comes from somebody who can read our cookies (CSRF).
SECURITY = {
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
    "csrfCookie": {"type": "apiKey", "in": "cookie", "name": "csrftoken"},
}


class Generator(SchemaGenerator):
    """The whole document."""

    def get_schema(self, *args: Any, **kwargs: Any) -> Described:
        """With what it is about, and the ways to show who one is."""
        document: Described = super().get_schema(*args, **kwargs)  # type: ignore[no-untyped-call]  # as drf-spectacular has it
        about = _("API của danh mục cơ sở dữ liệu dùng chung Thành phố Hồ Chí Minh. Cách gọi: /developers/.")
        document["info"] = {"title": _("Danh mục cơ sở dữ liệu dùng chung"), "version": "1", "description": about}
        document["components"]["securitySchemes"] = SECURITY
        return document


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
        return force_str(self.described.about)

    def get_description(self) -> str:  # type: ignore[override]  # as AutoSchema has it
        """The summary says it."""
        return force_str(self.described.about)

    def get_tags(self) -> list[str]:
        """The first word of the address."""
        return [self.described.name.split("_")[0]]

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Published things need none; writing by a session also says where it comes from."""
        found, reads = self.view.permission_classes, self.method == "GET"
        if AllowAny in found or (reads and IsAuthenticatedOrReadOnly in found):
            return [{}, {"session": []}]
        return [{"session": []}] if reads else [{"session": [], "csrf": [], "csrfCookie": []}]

    def get_request_serializer(self) -> Any:
        """The body, by media type."""
        bodies = {"application/json": self.described.takes, "multipart/form-data": self.described.form}
        return {media: shape for media, shape in bodies.items() if shape is not None} or None

    def get_response_serializers(self) -> Any:
        """The answer."""
        return {self.described.status: None if self.described.media else self.described.gives}

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """`DatabaseShape` is Database to a client."""
        return super().get_serializer_name(serializer, direction).removesuffix("Shape")

    def map_renderers(self, attribute: str) -> list[str]:
        """JSON; what is offered beside it is said by hand."""
        return ["application/json"]

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
        for media, sent in operation.get("requestBody", {}).get("content", {}).items():
            shape = self.get_request_serializer()[media]
            sent |= {"example": shape.example} if media == "application/json" and shape.example else {}
        for answer in operation["responses"].values():
            answer["headers"] = {name: header(name) for name in self._sent()}
            if self.described.media:
                answer["content"] = {media: {"schema": {}} for media in self.described.media}
        if self._conditional():
            operation["responses"]["304"] = {
                "description": _("Bản đang giữ còn mới."),
                "headers": {name: header(name) for name in self._sent()},
            }
        operation["responses"] |= {str(status): self._refusal(status) for status in sorted(self._refusals())}
        return operation

    def _query(self) -> list[Described]:
        asks = self.view.asks if self.method == "GET" else ()
        return [
            {"in": "query", "name": asked.name, "required": asked.required, "description": force_str(asked.about), "schema": asked.schema}
            for asked in asks
        ]

    def _conditions(self) -> list[Described]:
        found = [_given("Accept-Language", _("vi hoặc en."), {"type": "string", "examples": ["en"]})]
        if self._conditional():
            found.append(_given("If-None-Match", _("ETag đang giữ; còn mới thì 304."), TAGS))
        if self.described.if_match:
            found.append(_given("If-Match", _("ETag của bản đã đọc; thiếu thì 428, cũ thì 412."), TAGS, required=True))
        if self.method == "POST":
            about = _("Gửi lại với cùng khóa và nội dung thì nhận lại đúng câu trả lời cũ (24 giờ).")
            found.append(_given("Idempotency-Key", about, {"type": "string", "pattern": "^[!-~]{1,200}$"}))
        return found

    def _conditional(self) -> bool:
        return self.method == "GET" and isinstance(self.view, Reading)

    def _sent(self) -> list[str]:
        """The headers of an answer."""
        found = [*ALWAYS, "RateLimit", "RateLimit-Policy"]
        if self._conditional() or self.described.if_match:
            found.append("ETag")
        if self._conditional():
            found.append("Repr-Digest" if self.described.media else "Last-Modified")
        if "next" in getattr(self.described.gives, "_declared_fields", {}):
            found.append("Link")
        if self.method == "POST":
            found += ["Idempotent-Replayed", *(["Location"] if self.described.status == 201 else [])]
        return found

    def _refusals(self) -> set[int]:
        """What this method can run into."""
        codes = {400, 403, 429, 500, 503} | (set() if self.described.media else {406})
        if "{" in self.path:
            codes.add(404)
        if AllowAny not in self.view.permission_classes:
            codes.add(401)
        if self.method != "GET":
            codes |= {404, 409} | (set() if self.method == "DELETE" else {413, 415, 422})
        return codes | ({412, 428} if self.described.if_match else set())

    def _refusal(self, status: int) -> Described:
        shape = self.resolve_serializer(ProblemShape, "response").ref
        kinds = {code: kind for code, kind in GENERIC.items() if kind.status == status}
        about = "; ".join(force_str(kind.title) for kind in kinds.values()) + (f"; {RULES[status]()}" if status in RULES else "")
        examples = {code: {"value": example(code, kind)} for code, kind in kinds.items()}
        headers = {name: header(name) for name in (*ALWAYS, *MORE.get(status, ()))}
        return {"description": about, "headers": headers, "content": {MEDIA_TYPE: {"schema": shape, "examples": examples}}}


TAGS = {"type": "string", "examples": ['"7"']}
RULES = {409: lambda: _("hoặc quy tắc nghiệp vụ không cho phép"), 422: lambda: _("hoặc nội dung thiếu, mâu thuẫn")}
MORE = {
    401: ("WWW-Authenticate",),
    412: ("ETag",),
    415: ("Accept",),
    429: ("Retry-After", "RateLimit", "RateLimit-Policy"),
    503: ("Retry-After",),
}


def openapi(request: Any) -> HttpResponse:
    """The contract itself, in the language of `?lang=` (as Swagger UI asks) or of Accept-Language, with the ETag of its text."""
    asked = request.GET.get("lang")
    text = _document(asked if asked in dict(settings.LANGUAGES) else translation.get_language_from_request(request))
    tag = conditional.tag_of(text)
    status, content = (304, b"") if conditional.fresh(request, tag) else (200, text)
    response = HttpResponse(content, status=status, content_type="application/json", headers={"ETag": tag, "Cache-Control": "no-cache"})
    pack(request, response)
    return response


@lru_cache
def _document(language: str) -> bytes:
    """Written once in each language: only a release changes it."""
    with translation.override(language):
        document = Generator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # as drf-spectacular has it
        return json.dumps(document, ensure_ascii=False).encode()


def _methods(view: Any) -> set[str]:
    return {method for method in ("get", "post", "put", "patch", "delete") if _has(view, method)}


def _has(view: Any, method: str) -> bool:
    try:
        view.operation(method)
    except (KeyError, AttributeError):
        return False
    return method in view.http_method_names


def _given(name: str, about: str, schema: Described | None = None, *, required: bool = False) -> Described:
    return {"in": "header", "name": name, "required": required, "description": about, "schema": schema or {"type": "string"}}
