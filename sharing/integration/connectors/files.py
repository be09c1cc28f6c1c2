"""Files as a source: the newest that fits a pattern, in the drop folder, on an SFTP server or in an S3 bucket, read by its format."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext_lazy as _

from sharing.integration.connectors import Connector, places
from sharing.integration.errors import SourceRefused

#: Ending → the module, which offers `reading(file, connection)`.
FORMATS = {
    "csv": "sharing.integration.connectors.format_csv",
    "txt": "sharing.integration.connectors.format_csv",
    "xlsx": "sharing.integration.connectors.format_table",
    "ndjson": "sharing.integration.connectors.format_json",
    "jsonl": "sharing.integration.connectors.format_json",
    "json": "sharing.integration.connectors.format_json",
    "parquet": "sharing.integration.connectors.format_parquet",
}

#: Alphabets from before Unicode that Python does not know: such a CSV file is read as a sheet is.
OLD = {"tcvn3", "viscii", "vni"}


class NoSuchFormat(SourceRefused):
    """Files of a kind that is not read."""

    message = _("Loại tệp không được hỗ trợ: dùng CSV, XLSX, NDJSON, JSON hoặc Parquet.")


@contextmanager
def connect(connection: dict[str, Any], secret: str) -> Iterator[Connector]:
    """`connection`: place (drop, sftp, s3), path (may hold `*`), and by format: format, encoding, delimiter, sheet (docs/sources.md)."""
    with places.opened(connection, secret) as (file, name):
        ending = str(connection.get("format") or PurePosixPath(name).suffix.removeprefix(".")).lower()
        if ending not in FORMATS:
            raise NoSuchFormat(format=ending)
        module = FORMATS["xlsx" if connection.get("encoding") in OLD else ending]
        read: AbstractContextManager[Connector] = import_module(module).reading(file, {**connection, "format": ending})
        with read as connector:
            yield connector
