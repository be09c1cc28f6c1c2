"""Asks clamd about a content, in its own protocol (INSTREAM): nothing of the content touches a disk that clamd would have to share."""

import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings

PORT, LONGEST, CHUNK = 3310, 4096, 64 * 1024


class NotScanned(Exception):
    """The scanner has nothing to say of this content. It waits."""


class ScannerDown(NotScanned):
    """It does not answer, is slow, or is no scanner: everything waits."""


@dataclass(frozen=True)
class Answer:
    """What clamd found, or an empty text; and what it calls itself, with the day of its signatures."""

    found: str
    scanner: str


def version() -> str:
    """What the scanner at `CLAMD_URL` calls itself: it differs when its signatures do. Error: ScannerDown."""
    with _answering():
        return _version(_until())


def scan(content: Iterable[bytes]) -> Answer:
    """The answer of the scanner at `CLAMD_URL`. Error: NotScanned."""
    with _answering():
        until = _until()
        scanner = _version(until)
        return Answer(_found(_asked(b"zINSTREAM\0", _framed(content), until)), scanner)


def _version(until: float) -> str:
    scanner = _asked(b"zVERSION\0", (), until)
    if not scanner.startswith("ClamAV "):
        raise ScannerDown(f"no clamd: {scanner[:100]!r}")
    return scanner[:255]


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ScannerDown(f"{type(error).__name__}: {error}") from error


def _found(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND") and said != answer:
        return said.removesuffix(" FOUND")[:255]
    raise (NotScanned if answer.endswith(" ERROR") else ScannerDown)(answer[:200])


def _asked(command: bytes, frames: Iterable[bytes], until: float) -> str:
    """One question on a connection of its own, answered by a text that ends with a NUL. Errors: OSError, ScannerDown."""
    with _connected(until) as server:
        server.sendall(command)
        try:
            for frame in frames:
                server.settimeout(_left(until))
                server.sendall(frame)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough, as when a content is longer than it takes: its answer says so
        return _reply(server, until)


def _reply(server: socket.socket, until: float) -> str:
    heard = b""
    while not heard.endswith(b"\0"):
        server.settimeout(_left(until))
        more = server.recv(LONGEST)
        heard += more
        if not more or len(heard) > LONGEST:
            raise ScannerDown(f"half an answer: {heard[:100]!r}")
    return heard[:-1].decode("utf-8", "replace")


def _framed(content: Iterable[bytes]) -> Iterator[bytes]:
    """Each piece after its length; an empty one ends it."""
    for piece in content:
        for start in range(0, len(piece), CHUNK):
            part = piece[start : start + CHUNK]
            yield struct.pack("!I", len(part)) + part
    yield struct.pack("!I", 0)


@contextmanager
def _connected(until: float) -> Iterator[socket.socket]:
    """To a server of ours, named in settings like PostgreSQL and Redis: tcp://host:3310 or unix:///run/clamav/clamd.ctl."""
    url = urlsplit(settings.CLAMD_URL)
    unix = url.scheme == "unix"
    with socket.socket(socket.AF_UNIX if unix else socket.AF_INET, socket.SOCK_STREAM) as server:
        server.settimeout(min(_left(until), 3.0))
        server.connect(url.path if unix else (url.hostname or "", url.port or PORT))
        yield server


def _until() -> float:
    return monotonic() + settings.CLAMD_SECONDS


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
