"""Pages by key, not by offset: page 1,000 costs what page 1 costs, and rows that come and go never shift the others."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hcm_registry.api.parameters import USUAL_PAGE
from hcm_registry.api.problems import Problem
from hcm_registry.keyset import Order, plain, stretch

OUTSIDE = {"cursor", "page_size", "fields"}  # may differ from page to page of one walk
Row = dict[str, Any]


class Keyset:
    """One walk over a list: the address and its parameters, in one of its orders."""

    def __init__(self, request: Any, asked: Mapping[str, Any], orders: Mapping[str, Order], usual: str) -> None:
        self.request, self.orders = request, orders
        self.name = asked.get("ordering", usual)
        self.order = orders[self.name]
        self.size = asked.get("page_size", USUAL_PAGE)
        self.signer = Signer(salt="api.keyset")
        self.backwards: bool
        self.after: list[Any] | None
        self.backwards, self.after = self._read(asked["cursor"]) if "cursor" in asked else (False, None)

    def page(self, rows: QuerySet[Any], columns: list[str], show: Callable[[list[Row]], list[Row]]) -> Row:
        """`results`, `next` and `previous`, from one query for `page_size` rows and one more."""
        wanted = rows.values(*dict.fromkeys([*columns, *self.order.columns]))
        found = stretch(wanted, self.order, start=self.after, backwards=self.backwards, size=self.size)
        return {
            "results": show(found.rows),
            "next": self._link(found.rows[-1], False) if found.after else None,
            "previous": self._link(found.rows[0], True) if found.before else None,
        }

    def _link(self, row: Row, backwards: bool) -> str:
        values = [plain(row[column]) for column in self.order.columns]
        packed = self.signer.sign_object([self._walk(), backwards, values], compress=True)
        query = {name: value for name, value in self.request.query_params.items() if name != "cursor"} | {"cursor": packed}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query)}")

    def _read(self, text: str) -> tuple[bool, list[Any]]:
        try:
            walk, backwards, values = self.signer.unsign_object(text)
        except (BadSignature, ValueError, TypeError):
            raise _refused() from None
        if walk != self._walk():
            raise _refused()
        return backwards, values

    def _walk(self) -> str:
        """What a cursor belongs to: this address with these parameters, for this person."""
        asked = sorted((name, value) for name, value in self.request.query_params.items() if name not in OUTSIDE)
        whose = self.request.user.pk if self.request.user.is_authenticated else None
        return sha256(json.dumps([self.request.path, asked, whose, self.name]).encode()).hexdigest()[:16]


def link_header(request: Any, body: Any) -> dict[str, str]:
    """Link (RFC 8288) with the pages beside this one and the first, when the body is a page."""
    if not isinstance(body, dict) or "next" not in body or "previous" not in body:
        return {}
    query = urlencode({name: value for name, value in request.query_params.items() if name != "cursor"})
    first = request.build_absolute_uri(f"{request.path}?{query}" if query else request.path)
    found = {"next": body["next"], "prev": body["previous"], "first": first}
    return {"Link": ", ".join(f'<{address}>; rel="{name}"' for name, address in found.items() if address)}


def _refused() -> Problem:
    return Problem("bad-cursor", _("Con trỏ này không thuộc danh sách đang hỏi. Bắt đầu lại từ trang đầu."))
