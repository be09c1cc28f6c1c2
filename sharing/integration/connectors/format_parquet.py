"""Parquet as a source: a few thousand rows at a time, and of them only the columns asked for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

import pyarrow as arrow
import pyarrow.parquet as parquet
from django.utils.translation import gettext_lazy as _

from sharing.integration.connectors import Request, SourceColumn
from sharing.integration.connectors.encoding import encoded
from sharing.integration.connectors.values import rows
from sharing.integration.errors import SourceBroken

PORTION = 5000  # rows
GROUP = 512 * 1024 * 1024  # bytes of one group of rows, unpacked
#: What every value certainly is, by the first of these that the column's type is. A fraction may be none (NaN).
HOLDS = (
    (arrow.types.is_boolean, "boolean"),
    (arrow.types.is_uint64, "number"),
    (arrow.types.is_integer, "integer"),
    (arrow.types.is_decimal, "number"),
    (arrow.types.is_date, "date"),
    (arrow.types.is_timestamp, "datetime"),
)


class NotParquet(SourceBroken):
    """The file is broken, or something else."""

    message = _("Tệp Parquet bị hỏng hoặc không phải Parquet. Xuất lại tệp từ hệ thống nguồn.")


class GroupTooLarge(SourceBroken):
    """More rows in one group than are held in memory."""

    message = _("Tệp Parquet có nhóm dòng quá lớn. Xuất lại với nhóm dòng nhỏ hơn (ví dụ 100.000 dòng).")


@contextmanager
def reading(file: BinaryIO, connection: dict[str, Any]) -> Iterator["Parquet"]:
    """Nothing but the file."""
    with _explained():
        read = parquet.ParquetFile(file, pre_buffer=False)
    with read:
        groups = (read.metadata.row_group(number).total_byte_size for number in range(read.metadata.num_row_groups))
        if max(groups, default=0) > GROUP:
            raise GroupTooLarge
        yield Parquet(read)


class Parquet:
    """One file."""

    format = "text"

    def __init__(self, file: Any) -> None:
        self.file = file

    def columns(self) -> Sequence[SourceColumn]:
        """Its columns, with Arrow's words for the types of those that need no trying."""
        return [_column(field) for field in self.file.schema_arrow]

    def read(self, request: Request) -> Iterator[bytes]:
        """Every row."""
        yield from encoded(rows(self._found([column.name for column in request.columns])))

    def _found(self, names: list[str]) -> Iterator[Sequence[Any]]:
        with _explained():
            for batch in self.file.iter_batches(batch_size=PORTION, columns=names, use_threads=False):
                yield from zip(*(batch.column(name).to_pylist() for name in names), strict=True)


def _column(field: Any) -> SourceColumn:
    held = next((held for is_one, held in HOLDS if is_one(field.type)), "string")
    return SourceColumn(field.name, str(field.type) if held != "string" or arrow.types.is_string(field.type) else "", held)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise NotParquet(reason=type(error).__name__) from error
