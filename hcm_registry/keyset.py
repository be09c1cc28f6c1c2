"""Pages of a list by what the last row was, never by counting rows: the thousandth page costs what the first does.

A cursor names the values of a row and which way to go; it is signed, so that nobody hands us values of another shape.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hcm_registry.kernel.errors import RuleBroken

SALT = "keyset"


class BadCursor(RuleBroken):
    """A cursor that we did not give, or that belongs to another order of the list."""

    message = _("Liên kết trang không hợp lệ. Mở lại danh sách từ đầu.")
    status = 400


@dataclass(frozen=True)
class Order:
    """A total order: columns (the last one unique), all ascending or all descending."""

    name: str
    columns: tuple[str, ...]
    descending: bool = False


RANKED = Order("rank", ("id",))


@dataclass
class Page:
    """Some rows, and the cursors before and after them (empty at an end)."""

    rows: list[Any] = field(default_factory=list)
    next: str = ""
    previous: str = ""


def page(rows: QuerySet[Any], order: Order, *, cursor: str, size: int) -> Page:
    """The `size` rows that follow (or go before) the cursor. Error: BadCursor."""
    backwards, values = _read(cursor, order)
    if values:
        rows = rows.filter(beyond(order.columns, values, descending=order.descending != backwards))
    sign = "-" if order.descending != backwards else ""
    found = list(rows.order_by(*(f"{sign}{column}" for column in order.columns))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return _page(found, order, before=bool(values) if not backwards else more, after=more if not backwards else True)


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


def beyond(columns: tuple[str, ...], values: list[Any], *, descending: bool) -> Q:
    """Rows strictly after `values`. The first column is bounded by itself, which is what an index can use."""
    strict, loose = ("lt", "lte") if descending else ("gt", "gte")
    first, *rest = columns
    condition = Q(**{f"{first}__{strict if not rest else loose}": values[0]})
    if rest:
        condition &= Q(**{f"{first}__{strict}": values[0]}) | beyond(tuple(rest), values[1:], descending=descending)
    return condition


def _page(found: list[Any], order: Order, *, before: bool, after: bool) -> Page:
    if not found:
        return Page()
    following = _write(found[-1], order, "next") if after else ""
    return Page(found, next=following, previous=_write(found[0], order, "previous") if before else "")


def _write(row: Any, order: Order, way: str) -> str:
    return _token(order, way, [_plain(_value(row, column)) for column in order.columns])


def _token(order: Order, way: str, values: list[Any]) -> str:
    return signing.dumps([order.name, way, values], salt=SALT, compress=True)


def _read(cursor: str, order: Order) -> tuple[bool, list[Any]]:
    if not cursor:
        return False, []
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


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
