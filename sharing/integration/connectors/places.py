"""Where files of sources lie. Every place gives the newest file that fits, open for reading, with its name."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _
from fsspec.core import has_magic

from sharing.integration.connectors import reasons
from sharing.integration.connectors.dropfolder import dropped
from sharing.integration.errors import SourceUnavailable

Opened = AbstractContextManager[tuple[BinaryIO, str]]
PORTION = 1024 * 1024  # bytes fetched at once
#: Place → the module, which offers `opened(connection, secret)`; the drop folder is on this machine.
ELSEWHERE = {"sftp": "sharing.integration.connectors.place_sftp", "s3": "sharing.integration.connectors.place_s3"}


class StillWritten(SourceUnavailable):
    """The file changed while it was read: its writer had not finished."""

    message = _("Tệp đang được ghi trong lúc đọc. Lượt nạp sẽ tự chạy lại khi tệp đã ghi xong.")


class Fetched(io.RawIOBase):
    """A file elsewhere, of which `fetch` brings the bytes from one place to another."""

    def __init__(self, size: int, fetch: Callable[[int, int], bytes]) -> None:
        super().__init__()
        self.size, self.fetch, self.place = size, fetch, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always: any part can be fetched."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Where to read on."""
        self.place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        return self.place

    def readinto(self, buffer: Any) -> int:
        """As much as fits."""
        until = min(self.place + len(buffer), self.size)
        told = self.fetch(self.place, until) if until > self.place else b""
        buffer[: len(told)] = told
        self.place += len(told)
        return len(told)


def opened(connection: dict[str, Any], secret: str) -> Opened:
    """The file a source reads. Errors: NoFile, StillWritten; for other machines those of connecting, and DriverMissing."""
    place = connection.get("place") or "drop"
    if place == "drop":
        return _dropped(connection)
    if place not in ELSEWHERE:
        raise reasons.NoFile(place=place)
    there: Opened = reasons.driver(ELSEWHERE[place]).opened(connection, secret)
    return there


def newest(system: Any, pattern: str) -> dict[str, Any]:
    """What is known of the newest file of a file system that fits. Error: NoFile."""
    try:
        fits = system.glob(pattern, detail=True, on_error="raise").values() if has_magic(pattern) else [system.info(pattern)]
    except FileNotFoundError:
        raise reasons.NoFile from None
    found = [one for one in fits if one["type"] == "file"]
    if not found:
        raise reasons.NoFile
    last: dict[str, Any] = max(found, key=lambda one: (one["mtime"], one["name"]))
    return last


def buffered(file: Fetched) -> BinaryIO:
    """A file as the formats read it."""
    return io.BufferedReader(file, PORTION)


@contextmanager
def _dropped(connection: dict[str, Any]) -> Iterator[tuple[BinaryIO, str]]:
    path = dropped(str(connection.get("path", "")))
    with path.open("rb") as file:
        before = path.stat()
        yield file, path.name
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise StillWritten(file=path.name)
