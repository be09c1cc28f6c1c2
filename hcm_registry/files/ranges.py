"""A part of a file, for whoever was cut off in the middle of it or reads a page of it (RFC 9110 §13.1.5 and §14)."""

import re
from typing import Any

from django.http import HttpRequest

#: One part. Several at once are nothing a reader of ours asks for; they are given the whole, as they may be.
_ONE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


def asked(request: HttpRequest, tag: str) -> tuple[str, str] | None:
    """The ends of the part that is asked for, as written; None for the whole, also where another file than `tag` was begun."""
    found = _ONE.fullmatch(request.headers.get("Range", "").strip())
    same = request.headers.get("If-Range", tag).strip() == tag
    if request.method != "GET" or not same or found is None:
        return None
    first, last = found.groups()
    backwards = bool(first and last) and int(last) < int(first)
    return None if backwards or not (first or last) else (first, last)


def within(ends: tuple[str, str], size: int) -> range:
    """The places of the bytes between the ends, in a file of that size; none where the file is shorter."""
    first, last = ends
    if not first:
        return range(max(size - int(last), 0), size)
    return range(int(first), min(int(last) + 1 if last else size, size))


class Part:
    """A part of an open file, read like one."""

    def __init__(self, file: Any, places: range) -> None:
        file.seek(places.start)
        self._file, self._left = file, len(places)

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end of the part."""
        found: bytes = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(found)
        return found

    def close(self) -> None:
        """Close the file."""
        self._file.close()
