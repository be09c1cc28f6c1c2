"""From one page of an API to the next: by number, by offset, by a cursor, by an address in the answer or in its Link header."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from django.utils.translation import gettext_lazy as _

from sharing.integration.connectors.reasons import AtPage
from sharing.integration.connectors.rest_asking import Asking, Page
from sharing.integration.errors import SourceRefused

_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?', re.IGNORECASE)


class Repeats(AtPage):
    """A page came that came before: more would come for ever."""

    message = _("Trang %(page)d của API đã được đọc: việc phân trang không kết thúc. Kiểm tra cách phân trang trong cấu hình nguồn.")


class LeadsElsewhere(AtPage):
    """The next page is said to lie on another machine, which would be sent the secret."""

    message = _("Trang sau trang %(page)d dẫn sang một máy khác; tài khoản không được gửi sang đó.")


class NoList(AtPage):
    """There is no list where one was said to lie."""

    message = _("Không thấy danh sách ở vị trí đã khai báo trong trang %(page)d của API.")


class NoSuchPaging(SourceRefused):
    """A way of paging that is none of ours."""

    message = _("Cách phân trang không được hỗ trợ: chọn none, page, offset, cursor, next hoặc link.")


@dataclass(frozen=True)
class Read:
    """How far the reading is: the address just read and what came, the page's number, rows until now."""

    url: str
    page: Page
    number: int
    rows: int


def pages(asking: Asking, connection: dict[str, Any], url: str) -> Iterator[tuple[int, list[Any]]]:
    """Each page's number and objects, until one is empty or none follows. Errors: Repeats, NoList, LeadsElsewhere, NoSuchPaging, and
    those of asking."""
    style = STYLES.get(connection.get("paging") or "none")
    if style is None:
        raise NoSuchPaging
    seen: set[bytes] = set()
    following: str | None = _first(connection, url)
    number = rows = 0
    while following:
        number += 1
        page = asking.page(following, number)
        items = _within(page.body, connection.get("items") or "")
        if not isinstance(items, list):
            raise NoList(number)
        if not items and style in {_by_number, _by_offset}:
            return
        _once(seen, items, following, number)
        yield number, items
        rows += len(items)
        following = _near(url, style(connection, Read(following, page, number, rows)), number)


def with_query(url: str, parameters: dict[str, Any]) -> str:
    """The address with these parameters in place of their namesakes."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    return urlunsplit(parts._replace(query=urlencode([*kept, *parameters.items()])))


def _first(connection: dict[str, Any], url: str) -> str:
    size = {connection["size_parameter"]: connection["size"]} if connection.get("size_parameter") and connection.get("size") else {}
    match connection.get("paging"):
        case "page":
            return with_query(url, {_parameter(connection): connection.get("first", 1), **size})
        case "offset":
            return with_query(url, {_parameter(connection): 0, **size})
    return with_query(url, size) if size else url


def _parameter(connection: dict[str, Any]) -> str:
    return str(connection.get("parameter") or connection.get("paging"))


def _by_nothing(connection: dict[str, Any], read: Read) -> str | None:
    return None


def _by_number(connection: dict[str, Any], read: Read) -> str | None:
    return with_query(read.url, {_parameter(connection): int(connection.get("first", 1)) + read.number})


def _by_offset(connection: dict[str, Any], read: Read) -> str | None:
    return with_query(read.url, {_parameter(connection): read.rows})


def _by_cursor(connection: dict[str, Any], read: Read) -> str | None:
    cursor = _within(read.page.body, connection.get("next") or "next")
    return with_query(read.url, {_parameter(connection): cursor}) if cursor not in (None, "", False) else None


def _by_address(connection: dict[str, Any], read: Read) -> str | None:
    if connection.get("paging") == "link":
        told = _NEXT.search(read.page.headers.get("Link", ""))
        onwards = told[1] if told else None
    else:
        onwards = _within(read.page.body, connection.get("next") or "next")
    return urljoin(read.url, str(onwards)) if onwards else None


STYLES: dict[str, Callable[[dict[str, Any], Read], str | None]] = {
    "none": _by_nothing,
    "page": _by_number,
    "offset": _by_offset,
    "cursor": _by_cursor,
    "next": _by_address,
    "link": _by_address,
}


def _within(body: Any, path: str) -> Any:
    for name in filter(None, path.split(".")):
        body = body.get(name) if isinstance(body, dict) else None
    return body


def _once(seen: set[bytes], items: list[Any], url: str, number: int) -> None:
    """A page that came before would come for ever; an empty one is known by its address."""
    told = json.dumps(items, sort_keys=True, default=str) if items else url
    digest = hashlib.blake2b(told.encode(), digest_size=16).digest()
    if digest in seen:
        raise Repeats(number)
    seen.add(digest)


def _near(url: str, following: str | None, number: int) -> str | None:
    """The next address, when it belongs to the machine that was asked first. Error: LeadsElsewhere."""
    if following and urlsplit(following)[:2] != urlsplit(url)[:2]:
        raise LeadsElsewhere(number)
    return following
