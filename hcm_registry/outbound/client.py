"""HTTP outwards. The connection is made by the guard, so the address judged is the one spoken to, with the name in Host and SNI.

No redirect is followed (it would be another destination), no proxy of the environment is used, certificates are verified, nothing is
asked for compressed (so nothing small becomes large), and an answer is read up to a limit and a time.
"""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import urllib3
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError, SSLError
from urllib3.util import Timeout, Url, parse_url

from hcm_registry.outbound import guard, tls
from hcm_registry.outbound.errors import AddressRefused, AnswerRefused, Unreachable

CONNECT, READ, WHOLE = 3.0, 10.0, 60.0  # seconds to be connected, between two pieces, for all of an answer
LIMIT = 5 * 1024 * 1024
PIECE = 64 * 1024
REDIRECTIONS = {301, 302, 303, 307, 308}


class _Guarded(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return guard.connected(self.host, self.port, "http", CONNECT)

    def connect(self) -> None:
        """The connection, kept in hand: an answer that closes it takes it away while it is still read."""
        super().connect()
        self.held = self.sock


class _GuardedTLS(_Guarded, HTTPSConnection):
    """`_new_conn` above comes first in the order of resolution; everything else is TLS as usual."""


class _Timed:
    """A peer that drips its headers byte by byte never makes one wait too long for the next; all of them together have a time."""

    def _make_request(self, conn: Any, *given: Any, **named: Any) -> Any:
        with _ending(conn, WHOLE) as over:
            response = super()._make_request(conn, *given, **named)  # type: ignore[misc]  # of the pool beside it
            if over.is_set():  # headers that were cut off look like all of them
                raise TimeoutError
            return response


class _Pool(_Timed, urllib3.HTTPConnectionPool):
    ConnectionCls = _Guarded


class _PoolTLS(_Timed, urllib3.HTTPSConnectionPool):
    ConnectionCls = _GuardedTLS


@dataclass(frozen=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Streamed:
    """What is coming back: status and headers now, the body piece by piece."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]


class Client:
    """Asks outside systems over HTTP, one caller's settings for all its questions."""

    def __init__(self, *, schemes: tuple[str, ...] = ("https", "http"), limit: int = LIMIT, whole: float = WHOLE) -> None:
        self.schemes, self.limit, self.whole = schemes, limit, whole
        self._pools = urllib3.PoolManager(2, retries=False, timeout=Timeout(connect=CONNECT, read=READ), ssl_context=tls.trusted())
        self._pools.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}

    def ask(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Answer:
        """Errors: AddressRefused, Unreachable, AnswerRefused."""
        with self.streaming(method, url, headers=headers, body=body) as answer:
            return Answer(answer.status, answer.headers, b"".join(answer.pieces))

    @contextmanager
    def streaming(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Iterator[Streamed]:
        """The answer as it comes, while the block runs. Errors: AddressRefused, Unreachable, AnswerRefused."""
        target = addressed(url, self.schemes)
        asked = {name: value.encode() for name, value in {**(headers or {}), "Accept-Encoding": "identity"}.items()}
        with _translated(target):
            response = self._pools.urlopen(method, target.url, headers=asked, body=body, redirect=False, preload_content=False)
        try:
            _taken(target, response)
            with _ending(response.connection, self.whole):
                yield Streamed(response.status, response.headers, self._pieces(target, response))
        finally:
            response.close()
            response.release_conn()

    def _pieces(self, target: Url, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        size, until = 0, time.monotonic() + self.whole
        with _translated(target):
            for piece in response.stream(PIECE, decode_content=False):
                size += len(piece)
                if size > self.limit:
                    limit = self.limit // (1024 * 1024)
                    raise AnswerRefused(_("Câu trả lời của “%(host)s” lớn hơn %(limit)d MB.") % {"host": target.host, "limit": limit})
                yield piece
            if time.monotonic() > until:
                raise Unreachable(_("“%(host)s” trả lời quá chậm.") % {"host": target.host}, host=target.host)


def addressed(url: str, schemes: tuple[str, ...] = ("https", "http")) -> Url:
    """The address taken apart by the very parser that will be used to connect. Error: AddressRefused."""
    try:
        target = parse_url(url)
    except LocationParseError:
        target = Url()
    plain = url.isascii() and url.isprintable() and not set(url) & set(' \\"<>')
    if not plain or target.scheme not in schemes or not target.host or target.auth is not None:
        kinds = ", ".join(f"{scheme}://" for scheme in schemes)
        raise AddressRefused(_("Địa chỉ phải bắt đầu bằng %(kinds)s, không chứa mật khẩu và ký tự lạ.") % {"kinds": kinds})
    return target._replace(host=_bracketed(guard.spelled(target.host)), fragment=None)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _taken(target: Url, response: urllib3.BaseHTTPResponse) -> None:
    if response.status in REDIRECTIONS:
        onwards = parse_url(response.headers.get("Location", "")).host or target.host
        sentence = _("“%(host)s” chuyển hướng sang “%(onwards)s”. Hãy khai báo thẳng địa chỉ đích.")
        raise AnswerRefused(sentence % {"host": target.host, "onwards": onwards}, host=target.host)
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise AnswerRefused(_("“%(host)s” gửi dữ liệu nén dù không được yêu cầu.") % {"host": target.host}, host=target.host)


@contextmanager
def _ending(connection: Any, seconds: float) -> Iterator[threading.Event]:
    """The connection ends when the time is over, whoever is waiting on it; gives what is set then."""
    over = threading.Event()
    timer = threading.Timer(max(seconds, 0), _cut, [connection, over])
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


def _cut(connection: Any, over: threading.Event) -> None:
    over.set()
    with suppress(OSError, AttributeError):  # it may have ended, or not begun
        connection.held.shutdown(socket.SHUT_RDWR)


@contextmanager
def _translated(target: Url) -> Iterator[None]:
    """What the library says holds the whole address, perhaps with a token in it; what the person reads holds the host."""
    try:
        yield
    except SSLError:
        sentence = _("Chứng thư TLS của “%(host)s” không hợp lệ hoặc không do tổ chức được tin cậy cấp.")
        raise Unreachable(sentence % {"host": target.host}, host=target.host) from None
    except (HTTPError, OSError, ValueError):
        sentence = _("“%(host)s” không trả lời hoặc ngắt kết nối giữa chừng.")
        raise Unreachable(sentence % {"host": target.host}, host=target.host) from None
