"""A few rows of a source, as text: enough to guess what a column is, read from the same bytes that a load would pour into COPY."""

import csv
import io
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sharing.integration.connectors import Asked, Connector, Request

ROWS = 200
BYTES = 4 * 1024 * 1024  # a few long rows may be all that is looked at
HEAD = 11  # bytes of COPY's signature; the flags and the length of what else is said follow it, four bytes each
Row = tuple[str | None, ...]
_ESCAPED = re.compile(r"\\([btnfrv\\])")
_MEANT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "v": "\v", "\\": "\\"}


def sample(connector: Connector, names: Iterable[str], *, rows: int = ROWS) -> list[Row]:
    """The first rows of these columns; nothing is None. Errors: those of the connector."""
    request = Request(tuple(Asked(name, "string") for name in names))
    return list(islice(_READERS[connector.format](b"".join(_enough(connector.read(request), rows))), rows))


def _enough(chunks: Iterable[bytes], rows: int) -> Iterator[bytes]:
    """Whole chunks until there is surely enough of them."""
    size = 0
    for chunk in chunks:
        yield chunk
        size += len(chunk)
        if size >= BYTES or size >= rows * 4096:
            return


def _binary(given: bytes) -> Iterator[Row]:
    """COPY's binary format: a head, then for each row the number of its values, for each value its length (-1: nothing) and its bytes."""
    at = HEAD + 8 + struct.unpack_from("!i", given, HEAD + 4)[0] if len(given) >= HEAD + 8 else len(given)
    try:
        while (count := struct.unpack_from("!h", given, at)[0]) >= 0:
            at += 2
            row: list[str | None] = []
            for _number in range(count):
                length = struct.unpack_from("!i", given, at)[0]
                at += 4
                if at + max(length, 0) > len(given):
                    return
                row.append(None if length < 0 else given[at : at + length].decode())
                at += max(length, 0)
            yield tuple(row)
    except struct.error:  # the last chunk ended within a row
        return


def _text(given: bytes) -> Iterator[Row]:
    """COPY's text format, up to the last whole row."""
    for line in given[: given.rfind(b"\n") + 1].decode().split("\n")[:-1]:
        yield tuple(None if value == "\\N" else _ESCAPED.sub(lambda found: _MEANT[found[1]], value) for value in line.split("\t"))


def _csv(given: bytes) -> Iterator[Row]:
    """CSV without a heading, up to the last whole line."""
    for row in csv.reader(io.StringIO(given[: given.rfind(b"\n") + 1].decode(), newline="")):
        yield tuple(value or None for value in row)


_READERS: dict[str, Callable[[bytes], Iterator[Row]]] = {"binary": _binary, "text": _text, "csv": _csv}
