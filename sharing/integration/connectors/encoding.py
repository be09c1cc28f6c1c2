"""Rows of text as the text format of PostgreSQL's COPY."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

Buffer: TypeAlias = bytes | bytearray | memoryview
LARGE = 64 * 1024
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\ufffd"})
_SURROGATE = re.compile("[\ud800-\udfff]")  # half of a pair: no UTF-8


def encoded(rows: Iterable[Sequence[str | None]]) -> Iterator[bytes]:
    """Chunks of about 64 KB. What PostgreSQL cannot store becomes the mark of a lost letter, which the validation names."""
    lines: list[bytes] = []
    size = 0
    for row in rows:
        line = "\t".join([_SURROGATE.sub("\ufffd", value).translate(_ESCAPED) if value else "\\N" for value in row]).encode() + b"\n"
        lines.append(line)
        size += len(line)
        if size >= LARGE:
            yield b"".join(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines)


def gathered(pieces: Iterable[Buffer]) -> Iterator[bytes]:
    """Small pieces as chunks of about 64 KB."""
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= LARGE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)
