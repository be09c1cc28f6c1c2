"""Asking an API: who asks, how often again, and what its refusals mean."""

import base64
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from hcm_registry.outbound.client import Answer, Client
from sharing.integration.connectors import reasons
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable

TRIES = 4
LONGEST_WAIT = 120  # seconds
REFUSED = {401: reasons.WrongPassword, 403: reasons.NoRight, 404: reasons.NoAddress, 410: reasons.NoAddress}
#: The API cannot now: too many questions, or trouble of its own.
LATER = {408, 425, 429, 500, 502, 503, 504}


class NotJson(reasons.AtPage):
    """Something else came, a page for people perhaps."""

    message = _("Trang %(page)d của API không phải JSON đọc được.")


class NoToken(SourceBroken):
    """A token was asked for, and something else came."""

    message = _("Địa chỉ cấp mã truy cập (OAuth2) không trả về mã. Kiểm tra địa chỉ trong cấu hình nguồn.")


@dataclass(frozen=True)
class Page:
    """One answer, read."""

    body: Any
    headers: Mapping[str, str]


class Asking:
    """Questions to one API in one person's name."""

    def __init__(self, client: Client, connection: dict[str, Any], secret: str) -> None:
        self.client, self.connection, self.secret = client, connection, secret
        self.token = ""

    def page(self, url: str, number: int) -> Page:
        """What the address answers. Errors: SourceUnavailable, SourceRefused, SourceBroken with the number of the page."""
        answer = self._patiently(url)
        if answer.status == 401 and self.token:
            self.token = ""  # it ended midway
            answer = self._patiently(url)
        _accepted(answer, number)
        return Page(read(answer.body, number), answer.headers)

    def _patiently(self, url: str) -> Answer:
        for tries in range(TRIES - 1):
            with suppress(SourceUnavailable):
                answer = self._once(url)
                if answer.status not in LATER:
                    return answer
                time.sleep(_wait(answer))
            time.sleep(2**tries)
        return self._once(url)

    def _once(self, url: str) -> Answer:
        with reasons.outward():
            return self.client.ask("GET", url, headers={"Accept": "application/json", **self._credentials()})

    def _credentials(self) -> dict[str, str]:
        match self.connection.get("auth") or "none":
            case "header":
                name, prefix = self.connection.get("header") or "Authorization", self.connection.get("prefix") or ""
                return {name: f"{prefix} {self.secret}".strip()}
            case "basic":
                return {"Authorization": _basic(self.connection.get("user", ""), self.secret)}
            case "oauth2":
                self.token = self.token or self._new_token()
                return {"Authorization": f"Bearer {self.token}"}
        return {}

    def _new_token(self) -> str:
        """Client credentials (RFC 6749 section 4.4), the client told apart by Basic."""
        form = {"grant_type": "client_credentials", "scope": self.connection.get("scope") or None}
        headers = {"Authorization": _basic(self.connection.get("user", ""), self.secret), "Accept": "application/json"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode({name: value for name, value in form.items() if value}).encode()
        with reasons.outward():
            answer = self.client.ask("POST", self.connection.get("token_url", ""), headers=headers, body=body)
        if answer.status in {400, 401, 403}:
            raise reasons.WrongPassword(status=answer.status)
        _accepted(answer, 0)
        given = read(answer.body, 0)
        if not isinstance(given, dict) or not given.get("access_token"):
            raise NoToken
        return str(given["access_token"])


def read(body: bytes, number: int) -> Any:
    """JSON, with fractions as they are written. Error: SourceBroken."""
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise NotJson(number) from None


def _accepted(answer: Answer, number: int) -> None:
    if answer.status in LATER:
        raise SourceUnavailable(status=answer.status, page=number)
    if answer.status != 200:
        raise REFUSED.get(answer.status, SourceRefused)(status=answer.status, page=number)


def _wait(answer: Answer) -> int:
    """What the API asks for in seconds (RFC 9110 section 10.2.3)."""
    wanted = answer.headers.get("Retry-After", "")
    return min(int(wanted), LONGEST_WAIT) if wanted.isdecimal() else 0


def _basic(user: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()
