"""Outside systems for tests: real servers on this machine, each answering as it was told to."""

import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Handler(BaseHTTPRequestHandler):
    """Hands every question to the function of its server; `tell` answers."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.sent = self.rfile.read(length)
        self.server.asked.append(copy(self))
        self.server.answer(self)

    do_POST = do_HEAD = do_GET  # noqa: N815 - the names the standard library calls

    def tell(self, body: bytes = b"", status: int = 200, **headers: Any) -> None:
        """A whole answer; header names with _ for -."""
        self.send_response(status)
        for name, value in {"Content_Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given: Any) -> None:
        """Nothing: a test reads `asked`."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *given: Any) -> None:
        """A client that goes away is what some tests are about."""


@contextmanager
def http(answer: Any, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server on a free port; `.url` is where, `.asked` what came."""
    server = Server(("127.0.0.1", 0), Handler)
    server.answer, server.asked = answer, []
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for the name that signs itself, as a file, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, both = folder / "ca.pem", folder / "server.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    both.write_bytes(private + public.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return public, context


@contextmanager
def cut_after(port: int, size: int) -> Iterator[int]:
    """A way to that port on which so many bytes come back, then both ends are gone."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def carry() -> None:
            near, far = listening.accept()[0], socket.create_connection(("127.0.0.1", port))
            listening.close()
            threading.Thread(target=_pass_on, args=(near, far, sys.maxsize), daemon=True).start()
            _pass_on(far, near, size)

        threading.Thread(target=carry, daemon=True).start()
        yield listening.getsockname()[1]


def _pass_on(source: socket.socket, sink: socket.socket, size: int) -> None:
    with suppress(OSError):
        while size > 0 and (piece := source.recv(min(size, 65536))):
            sink.sendall(piece)
            size -= len(piece)
    for end in (sink, source):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
