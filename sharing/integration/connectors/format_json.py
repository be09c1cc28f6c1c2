"""JSON as a source: one object a line (NDJSON), however many, or one list of objects, as large as one may hold."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from sharing.integration.connectors import Request, SourceColumn
from sharing.integration.connectors.encoding import encoded
from sharing.integration.connectors.reasons import AtRow
from sharing.integration.connectors.values import text
from sharing.integration.errors import SourceBroken

LINE = 16 * 1024 * 1024  # bytes of one object
WHOLE = 64 * 1024 * 1024  # bytes of one list, which is held in memory
SAMPLE = 1000  # objects whose names are the columns


class NotObjects(AtRow):
    """Something else than objects, or no JSON at all."""

    message = _("Tệp JSON không đọc được từ phần tử %(row)d: cần một danh sách đối tượng, hoặc mỗi dòng một đối tượng (NDJSON).")


class TooLarge(SourceBroken):
    """More at once than is held in memory."""

    message = _("Tệp JSON quá lớn để đọc một lần. Xuất dữ liệu dạng NDJSON: mỗi dòng một đối tượng.")


@contextmanager
def reading(file: BinaryIO, connection: dict[str, Any]) -> Iterator["Objects"]:
    """A list when the format is json, lines otherwise."""
    yield Objects(file, of_lines=connection["format"] != "json")


class Objects:
    """One file of objects."""

    format = "text"

    def __init__(self, file: BinaryIO, *, of_lines: bool) -> None:
        self.file, self.of_lines = file, of_lines

    def columns(self) -> Sequence[SourceColumn]:
        """The names of the first thousand objects; a value may be anything."""
        return [SourceColumn(name) for name in dict.fromkeys(name for item in islice(self._items(), SAMPLE) for name in item)]

    def read(self, request: Request) -> Iterator[bytes]:
        """Every object, a row. Errors: NotObjects with the row, TooLarge."""
        names = [column.name for column in request.columns]
        yield from encoded([text(item.get(name)) for name in names] for item in self._items())

    def _items(self) -> Iterator[dict[str, Any]]:
        self.file.seek(0)
        found = self._lines() if self.of_lines else self._list()
        for number, item in enumerate(found, start=1):
            if not isinstance(item, dict):
                raise NotObjects(number)
            yield item

    def _list(self) -> list[Any]:
        body = self.file.read(WHOLE + 1)
        if len(body) > WHOLE:
            raise TooLarge
        found = _read(body, 1)
        if not isinstance(found, list):
            raise NotObjects(1)
        return found

    def _lines(self) -> Iterator[Any]:
        number = 0
        while line := self.file.readline(LINE + 1):
            number += 1
            if len(line) > LINE:
                raise TooLarge(row=number)
            if line.strip():
                yield _read(line, number)


def _read(body: bytes, number: int) -> Any:
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise NotObjects(number) from None
