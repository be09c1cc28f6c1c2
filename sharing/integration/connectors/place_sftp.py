"""Files on an SFTP server. Needs the extra `sftp`. The server is known by its key before it is told an account."""

import base64
import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, BinaryIO

import paramiko
from django.utils.translation import gettext_lazy as _
from fsspec.implementations.sftp import SFTPFileSystem

from hcm_registry.outbound import guard
from sharing.integration.connectors import reasons
from sharing.integration.connectors.places import Fetched, StillWritten, buffered, newest
from sharing.integration.errors import SourceRefused, SourceUnavailable

SILENCE = 60.0  # seconds without a byte after which a server is given up
KEYS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class AnotherServer(SourceRefused):
    """The server shows another key than the one that was entered: somebody may stand in between."""

    message = _("Khóa của máy chủ SFTP không khớp với khóa đã khai báo. Không gửi tài khoản; đề nghị cơ quan quản lý nguồn xác nhận khóa.")


class Sftp(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """The file system over a connection that is made and signed in."""

    cachable = False

    def _connect(self) -> None:
        self.client = self.ssh_kwargs["transport"]
        self.ftp = paramiko.SFTPClient.from_transport(self.client)
        self.ftp.get_channel().settimeout(SILENCE)


@contextmanager
def opened(connection: dict[str, Any], secret: str) -> Iterator[tuple[BinaryIO, str]]:
    """`connection`: host, port, user, host_key (`ssh-ed25519 AAAA…`), path. `secret`: a password, or a private key in PEM."""
    host, port = connection.get("host", ""), int(connection.get("port") or 22)
    known = _key_of(connection.get("host_key", ""))
    with reasons.outward():
        socket = guard.connected(host, port, "sftp")
    with closing(socket), closing(paramiko.Transport(socket)) as transport:
        _sign_in(transport, known, connection.get("user", ""), secret)
        with _explained():
            system = Sftp(host, transport=transport)
            path = connection.get("path", "")
            found = newest(system, path if path.startswith("/") else f"{system.ftp.normalize('.')}/{path}")
            file = system.open(found["name"], "rb")
        yield buffered(Fetched(found["size"], _fetching(file))), found["name"]
        with _explained():
            now = system.info(found["name"])
        if (now["size"], now["mtime"]) != (found["size"], found["mtime"]):
            raise StillWritten(file=found["name"])


def _sign_in(transport: Any, known: Any, user: str, secret: str) -> None:
    """Errors: AnotherServer, WrongPassword, SourceUnavailable."""
    transport.banner_timeout = transport.auth_timeout = SILENCE
    with _explained():
        try:
            transport.connect(hostkey=known)
        except paramiko.SSHException:
            if transport.host_key is not None and transport.host_key != known:
                raise AnotherServer from None
            raise
        if secret.startswith("-----BEGIN"):
            transport.auth_publickey(user, _private(secret))
        else:
            transport.auth_password(user, secret)


def _key_of(text: str) -> Any:
    try:
        kind, told = text.split()[:2]
        return paramiko.PKey.from_type_string(kind, base64.b64decode(told, validate=True))
    except (ValueError, paramiko.SSHException):
        raise AnotherServer from None


def _private(secret: str) -> Any:
    for kind in KEYS:
        try:
            return kind.from_private_key(io.StringIO(secret))
        except (paramiko.SSHException, ValueError):
            continue
    raise reasons.WrongPassword


def _fetching(file: Any) -> Any:
    def fetch(start: int, end: int) -> bytes:
        with _explained():
            file.seek(start)
            told: bytes = file.read(end - start)
        return told

    return fetch


@contextmanager
def _explained() -> Iterator[None]:
    """What the library says as our errors; its words may quote what was sent."""
    try:
        yield
    except paramiko.AuthenticationException:
        raise reasons.WrongPassword from None
    except FileNotFoundError:
        raise reasons.NoFile from None
    except PermissionError:
        raise reasons.NoRight from None
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise SourceUnavailable(reason=type(error).__name__) from None
