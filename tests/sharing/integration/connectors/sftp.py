"""An SFTP server for tests: a folder, one account, one key of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import paramiko


class Door(paramiko.ServerInterface):
    """Lets one account in, by password or by key."""

    def __init__(self, password: str, key: Any) -> None:
        self.password, self.key = password, key

    def check_auth_password(self, username: str, password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL if (username, password) == ("đọc", self.password) else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: Any) -> int:
        return paramiko.AUTH_SUCCESSFUL if (username, key) == ("đọc", self.key) else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class Folder(paramiko.SFTPServerInterface):
    """What lies below `root`; `.` is its top."""

    root: Path

    def _real(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def list_folder(self, path: str) -> Any:
        return [_told(one) for one in self._real(path).iterdir()] if self._real(path).is_dir() else paramiko.SFTP_NO_SUCH_FILE

    def stat(self, path: str) -> Any:
        return _told(self._real(path)) if self._real(path).exists() else paramiko.SFTP_NO_SUCH_FILE

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        if self._real(path).name.startswith("secret"):
            return paramiko.SFTP_PERMISSION_DENIED
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = self._real(path).open("rb")
        return handle


def _told(path: Path) -> Any:
    return paramiko.SFTPAttributes.from_stat(path.stat(), path.name)


@contextmanager
def running(root: Path, password: str, key: Any) -> Iterator[tuple[int, str]]:
    """The port, and the key of the server as a source is told it."""
    own = paramiko.ECDSAKey.generate()
    folder = type("Folder", (Folder,), {"root": root})
    transports = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection = listening.accept()[0]
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    transport = paramiko.Transport(connection)
                    transports.append(transport)
                    transport.add_server_key(own)
                    transport.set_subsystem_handler("sftp", paramiko.SFTPServer, folder)
                    with suppress(paramiko.SSHException, EOFError, OSError):  # a client that went away ends nothing but its own line
                        transport.start_server(server=Door(password, key))

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1], f"{own.get_name()} {own.get_base64()} máy chủ"
        listening.shutdown(socket.SHUT_RDWR)
    for transport in transports:
        transport.close()
        transport.join(5)
