"""What comes in: who is asking, and a body that is clean before any door reads it."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

from hcm_registry import uploads
from hcm_registry.api.problems import Problem
from hcm_registry.vietnamese.fields import clean_json

ROUND_A_FILE = 256 * 1024  # bytes of a multipart body that are not its file


class SessionAuthentication(authentication.SessionAuthentication):
    """People by the session of the pages, CSRF included; whoever is not signed in is told so with 401."""

    def authenticate_header(self, request: Any) -> str:
        """The challenge of a 401."""
        return 'Session realm="hcm_registry"'

    def enforce_csrf(self, request: Any) -> None:
        """The session is a cookie: a write says where it comes from. Error: Problem 403."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            detail = _("Thiếu hoặc sai mã CSRF: gửi giá trị của cookie csrftoken trong tiêu đề X-CSRFToken.")
            raise Problem("permission-denied", detail) from None


class NfcJSONParser(JSONParser):
    """Strict JSON: UTF-8, no NaN, no key twice, bounded in size and depth; every string cleaned to NFC."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body. Errors: ParseError (400), RequestDataTooBig (413)."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise RequestDataTooBig
        try:
            return clean_json(json.loads(raw.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once))
        except ValidationError as error:
            raise exceptions.ParseError(" ".join(error.messages)) from error
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("Nội dung không phải JSON hợp lệ (UTF-8).")) from error


class NfcMultiPartParser(MultiPartParser):
    """A form with a file: refused by its announced size before it is read; every text cleaned to NFC."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The texts and the file. Errors: ParseError (400), FileTooLarge (413)."""
        uploads.bounded(int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) - ROUND_A_FILE)
        found = super().parse(stream, media_type, parser_context)
        texts = QueryDict(mutable=True)
        try:
            for name, values in found.data.lists():
                texts.setlist(clean_json(name), clean_json(values))
        except ValidationError as error:
            raise exceptions.ParseError(" ".join(error.messages)) from error
        return DataAndFiles(texts, found.files)


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found
