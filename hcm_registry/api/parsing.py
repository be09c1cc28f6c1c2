"""What comes in: who is asking, and a JSON body that is clean before any door reads it."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.parsers import JSONParser

from hcm_registry.vietnamese.fields import clean_json


class SessionAuthentication(authentication.SessionAuthentication):
    """People by the session of the pages, CSRF included; whoever is not signed in is told so with 401."""

    def authenticate_header(self, request: Any) -> str:
        """The challenge of a 401."""
        return 'Session realm="hcm_registry"'


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


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found
