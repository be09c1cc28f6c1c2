"""Where files of sources lie. Every place gives the newest file that fits, open for reading, with its name."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from sharing.integration.connectors import reasons
from sharing.integration.connectors.dropfolder import dropped
from sharing.integration.errors import SourceUnavailable

Opened = AbstractContextManager[tuple[BinaryIO, str]]
#: Place → the module, which offers `opened(connection, secret)`; the drop folder is on this machine.
ELSEWHERE: dict[str, str] = {}


class StillWritten(SourceUnavailable):
    """The file changed while it was read: its writer had not finished."""

    message = _("Tệp đang được ghi trong lúc đọc. Lượt nạp sẽ tự chạy lại khi tệp đã ghi xong.")


def opened(connection: dict[str, Any], secret: str) -> Opened:
    """The file a source reads. Errors: NoFile; StillWritten at the end; for other machines those of connecting."""
    place = connection.get("place") or "drop"
    if place == "drop":
        return _dropped(connection)
    if place not in ELSEWHERE:
        raise reasons.NoFile(place=place)
    open_there: Callable[[dict[str, Any], str], Opened] = import_module(ELSEWHERE[place]).opened
    return open_there(connection, secret)


@contextmanager
def _dropped(connection: dict[str, Any]) -> Iterator[tuple[BinaryIO, str]]:
    path = dropped(str(connection.get("path", "")))
    with path.open("rb") as file:
        before = path.stat()
        yield file, path.name
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise StillWritten(file=path.name)
