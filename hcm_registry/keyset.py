"""Pages of a list by what the last row was, never by counting rows: the thousandth page costs what the first does.

`stretch` finds the rows; a page's cursor (`page`, `cut`) names the values of a row and which way to go, and is signed, so
that nobody hands us values of another shape. The API binds its cursors to more (hcm_registry.api.keyset).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hcm_registry.kernel.errors import RuleBroken

SALT = "keyset"
Fetch = Callable[[list[Any] | None, bool, int], list[Any]]


class BadCursor(RuleBroken):
    """A cursor that we did not give, or that belongs to another order of the list."""

    message = _("Liên kết trang không hợp lệ. Mở lại danh sách từ đầu.")
    status = 400


@dataclass(frozen=True)
class Order:
    """A total order: columns of the query, the last one unique. `down` reverses all of them."""

    columns: tuple[str, ...]
    down: bool = False

    @property
    def name(self) -> str:
        """What a cursor of this order says of it."""
        return f"{'-' if self.down else ''}{','.join(self.columns)}"

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in this order."""
        return rows.order_by(*(f"{'-' if self.down else ''}{column}" for column in self.columns))

    def towards(self, backwards: bool) -> "Order":
        """The order in which the rows come when one walks that way."""
        return Order(self.columns, self.down != backwards)


RANKED = Order(("rank",))


@dataclass(frozen=True)
class Stretch:
    """Some rows in their order, and whether others come before and after them."""

    rows: list[Any]
    before: bool
    after: bool


@dataclass
class Page:
    """Some rows, and the cursors before and after them (empty at an end)."""

    rows: list[Any] = field(default_factory=list)
    next: str = ""
    previous: str = ""


def stretch(rows: QuerySet[Any], order: Order, *, start: list[Any] | None, backwards: bool, size: int) -> Stretch:
    """The `size` rows beyond the values `start` (from an end of the list when there are none), asked for with one row more."""
    way = order.towards(backwards)
    if start is not None:
        rows = rows.filter(_beyond(way.columns, start, "lt" if way.down else "gt"))
    return _stretched(list(way.of(rows)[: size + 1]), start, backwards, size)


def _stretched(found: list[Any], start: list[Any] | None, backwards: bool, size: int) -> Stretch:
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    before, after = (more, True) if backwards else (start is not None, more)
    return Stretch(found, before=before and bool(found), after=after and bool(found))


def beside(window: Page, asked: Mapping[str, Any]) -> dict[str, str]:
    """`next` and `previous` as queries that keep what the list was asked for; empty at an end."""
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    leads = {"next": window.next, "previous": window.previous}
    return {way: f"?{urlencode(kept | {'cursor': cursor})}" if cursor else "" for way, cursor in leads.items()}


def plain(value: Any) -> Any:
    """A value as a cursor holds it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def page(rows: QuerySet[Any], order: Order, *, cursor: str, size: int) -> Page:
    """The `size` rows that follow (or go before) the cursor. Error: BadCursor."""
    backwards, start = _read(cursor, order)
    return _paged(stretch(rows, order, start=start, backwards=backwards, size=size), order)


def page_of(fetch: Fetch, order: Order, *, cursor: str, size: int) -> Page:
    """The same of what is no queryset: `fetch` finds so many rows beyond these values (None: from an end), that way. Error: BadCursor."""
    backwards, start = _read(cursor, order)
    return _paged(_stretched(fetch(start, backwards, size + 1), start, backwards, size), order)


def _paged(found: Stretch, order: Order) -> Page:
    following = _write(found.rows[-1], order, "next") if found.after else ""
    return Page(found.rows, next=following, previous=_write(found.rows[0], order, "previous") if found.before else "")


def cut(ids: list[int], *, cursor: str, size: int) -> Page:
    """The same over a short list of ids already in order. Error: BadCursor."""
    backwards, values = _read(cursor, RANKED)
    place = ids.index(values[0]) if values and values[0] in ids else -1
    start, end = (max(place - size, 0), place) if backwards else (place + 1, place + 1 + size)
    found = ids[start:end]
    if not found:
        return Page()
    following = _token(RANKED, "next", found[-1:]) if end < len(ids) else ""
    return Page(found, next=following, previous=_token(RANKED, "previous", found[:1]) if start > 0 else "")


def _beyond(columns: tuple[str, ...], values: list[Any], side: str) -> Q:
    """(a, b) beyond (x, y). The first column is bounded by itself too, which is what an index can use."""
    first, *rest = columns
    strictly = Q(**{f"{first}__{side}": values[0]})
    if not rest:
        return strictly
    return Q(**{f"{first}__{side}e": values[0]}) & (strictly | _beyond(tuple(rest), values[1:], side))


def _write(row: Any, order: Order, way: str) -> str:
    return _token(order, way, [plain(_value(row, column)) for column in order.columns])


def _token(order: Order, way: str, values: list[Any]) -> str:
    return signing.dumps([order.name, way, values], salt=SALT, compress=True)


def _read(cursor: str, order: Order) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        name, way, values = signing.loads(cursor, salt=SALT)
    except signing.BadSignature as error:
        raise BadCursor from error
    if name != order.name:
        raise BadCursor
    return way == "previous", values


def _value(row: Any, column: str) -> Any:
    for part in column.split("__"):
        row = getattr(row, part)
    return row
