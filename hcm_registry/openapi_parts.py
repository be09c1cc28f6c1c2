"""Parts of the contract that are said by hand: our own fields and bodies, headers in words, an example of each problem."""

from typing import Any

from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension

from hcm_registry.vietnamese.text import VISIBLE

ALWAYS = ("X-Request-ID", "Content-Language", "Cache-Control", "Vary")  # headers of every answer
Described = dict[str, Any]


class OfBody(OpenApiSerializerExtension):
    """What a body may not contain is refused."""

    target_class = "hcm_registry.api.shapes.Body"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Described:
        """The usual description, closed."""
        found: Described = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return found | {"additionalProperties": False}


class OfText(OpenApiSerializerFieldExtension):
    """A text that may not be blank holds something that can be seen."""

    target_class = "hcm_registry.api.shapes.Text"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Described:
        """The usual description, and that."""
        found: Described = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        return found if self.target.allow_blank else found | {"minLength": 1, "pattern": VISIBLE}


class OfKey(OpenApiSerializerFieldExtension):
    """A stable key."""

    target_class = "hcm_registry.api.shapes.ByKey"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Described:
        """A text that is not empty."""
        return {"type": "string", "minLength": 1}


class OfUpload(OpenApiSerializerFieldExtension):
    """The bytes of a file."""

    target_class = "hcm_registry.api.shapes.Upload"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Described:
        """Bytes."""
        return {"type": "string", "format": "binary"}


class OfDay(OpenApiSerializerFieldExtension):
    """One spelling of ISO 8601."""

    target_class = "hcm_registry.api.shapes.Day"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Described:
        """A day."""
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


class OfMoment(OpenApiSerializerFieldExtension):
    """One spelling of RFC 3339."""

    target_class = "hcm_registry.api.shapes.Moment"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Described:
        """A moment."""
        return {"type": "string", "format": "date-time", "pattern": self.target.PATTERN}


def example(code: str, kind: Any) -> Described:
    """A problem of the kind, as it is told."""
    told: Described = {"type": f"/api/v1/problems/{code}", "title": force_str(kind.title), "status": kind.status}
    where = {
        "bad-parameter": {"parameter": "page_size"},
        "invalid-body": {"pointer": "/wanted_on"},
        "unprocessable-body": {"pointer": "/agency"},
    }
    errors = [{**where[code], "detail": "…"}] if code in where else []
    return told | {"detail": force_str(kind.remedy), "instance": "/api/v1/…", "request_id": "9b2f…", "errors": errors}


def header(name: str) -> Described:
    """A header in words."""
    about = {
        "X-Request-ID": _("Mã của yêu cầu trong nhật ký."),
        "Content-Language": _("Ngôn ngữ của câu trả lời."),
        "Cache-Control": _("Luôn hỏi lại trước khi dùng bản đang giữ."),
        "Vary": _("Câu trả lời khác nhau theo các tiêu đề này."),
        "RateLimit": _("Còn bao nhiêu lượt (r), trong bao nhiêu giây (t)."),
        "RateLimit-Policy": _("Hạn mức: số lượt (q) trong số giây (w)."),
        "ETag": _("Phiên bản của câu trả lời."),
        "Last-Modified": _("Lần thay đổi cuối; để biết, không để so."),
        "Repr-Digest": _("SHA-256 của tệp."),
        "Link": _("Trang đầu, trang trước, trang sau."),
        "Location": _("Địa chỉ của thứ vừa tạo."),
        "Idempotent-Replayed": _("Có khi đây là câu trả lời cũ của cùng Idempotency-Key."),
        "WWW-Authenticate": _("Cách chứng minh mình là ai."),
        "Retry-After": _("Số giây nên chờ."),
        "Accept": _("Các kiểu nội dung được nhận."),
    }[name]
    return {"description": about, "required": name in ALWAYS, "schema": {"type": "string"}}
