"""Reads one file that somebody sent in: a program of its own, run in a child process with little memory and time.

It has no settings, no secrets and no network: what a hostile file can reach is this process alone. It imports nothing of the
project, so that it starts in a moment.

Output, JSON lines: the head ({"kind", "sheets", "encoding"}); for each sheet asked for by its number on the input its merged
ranges, then portions of rows ([[number, cells], …]) and {"end": true}. Instead of any of them: {"refused": code, …}.
"""

import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from .refusals import Refused

MEMORY = 224 * 1024 * 1024  # what it may hold; with the program itself below 256 MB
SECONDS = 5  # of processor time, where nobody allowed more
PORTION = 64 * 1024  # characters, about


def main() -> None:
    """Read the file named first on the command line, in the encoding named second, in so many seconds."""
    path, encoding, seconds = sys.argv[1:]
    _confine(int(seconds))
    try:
        _serve(path, encoding)
    except Refused as refused:
        _say({"refused": refused.code, **refused.detail})
    except MemoryError:
        os._exit(REFUSED_MEMORY)


REFUSED_MEMORY = 73


def _confine(seconds: int) -> None:
    for limit, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _serve(path: str, encoding: str) -> None:
    book = _book(path, encoding)
    _say({"kind": book.kind, "sheets": book.sheets(), "encoding": book.encoding()})
    for asked in sys.stdin:
        sheet = book.sheet(int(asked))
        _say({"merged": list(sheet.merged())})
        for portion in _portions(sheet.rows()):
            _say({"rows": portion})
        _say({"end": True})


def _book(path: str, encoding: str) -> Any:
    """The reader that the content asks for; what a file is called does not matter here."""
    from . import packages

    with open(path, "rb") as file:  # noqa: PTH123  # pathlib costs a tenth of the start
        start = file.read(8)
    if start.startswith(packages.OLE):
        raise Refused("OLD_OR_ENCRYPTED")
    if start.startswith(packages.ZIP):
        return packages.opened(path)
    from . import lines

    return lines.Lines(path, encoding)


def _portions(rows: Iterable[tuple[int, list[Any]]]) -> Iterator[list[tuple[int, list[Any]]]]:
    portion: list[tuple[int, list[Any]]] = []
    size = 0
    for number, cells in rows:
        portion.append((number, cells))
        size += sum(len(cell) if isinstance(cell, str) else 8 for cell in cells)
        if size >= PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()
