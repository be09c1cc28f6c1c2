"""Values as the validation reads them: ISO dates, `true` and `false`, numbers with a point, objects as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from hcm_registry.kernel.periods import LEGAL_ZONE


def text(value: Any) -> str | None:
    """One value. A whole number stays one however it came (Excel has only fractions); bytes are hexadecimal."""
    if value is None or isinstance(value, str):
        return value
    for kinds, spelled in SPELLINGS:
        if isinstance(value, kinds):
            return spelled(value)
    return str(value)


def rows(found: Iterable[Sequence[Any]]) -> Iterator[list[str | None]]:
    """Each row as text."""
    for row in found:
        yield [text(value) for value in row]


def moment(value: str) -> str:
    """A watermark for a database that knows no offsets: the city's time, without one. What is no moment stays as it is."""
    try:
        told = datetime.fromisoformat(value)
    except ValueError:
        return value
    return value if told.tzinfo is None else told.astimezone(LEGAL_ZONE).replace(tzinfo=None).isoformat(sep=" ")


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _inside(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else text(value)


#: bool before int, of which it is one; datetime is a date.
SPELLINGS: tuple[tuple[Any, Any], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (int, str),
    (float, _number),
    (Decimal, lambda value: format(value, "f")),
    ((datetime, date, time), lambda value: value.isoformat()),
    ((bytes, bytearray, memoryview), lambda value: bytes(value).hex()),
    ((dict, list, tuple), lambda value: json.dumps(value, ensure_ascii=False, default=_inside)),
)
