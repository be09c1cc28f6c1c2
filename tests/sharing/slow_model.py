"""What a dictionary says of one row, in plain Python and slowly: each rule on its own, by Python's own means."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from hcm_registry.kernel.periods import LEGAL_ZONE
from sharing.warehouse.dictionary import Column, Table

Row = dict[str, str | None]
SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection", "Feature"}


class NoValue(Exception):
    """The text spells none of this type."""


def integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,40}", text) or not -(2**63) <= int(text) < 2**63:
        raise NoValue
    return int(text)


def number(text: str) -> Decimal:
    if not set(text) <= set("0123456789.eE+-") or len(text.lower().partition("e")[2].lstrip("+-")) > 2:
        raise NoValue
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise NoValue from error


def boolean(text: str) -> bool:
    return {**dict.fromkeys(("true", "True", "TRUE", "1"), True), **dict.fromkeys(("false", "False", "FALSE", "0"), False)}[text]


def day(text: str) -> date:
    if len(text) != 10 or not text.isascii():
        raise NoValue
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone


def moment(text: str) -> datetime:
    found = re.fullmatch(r"(.{10})[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?", text, re.ASCII)
    if not found or found[1][:4] in {"0001", "9999"}:
        raise NoValue
    offset = (found[3] or "").replace(":", "").replace("Z", "+0000")
    value = datetime.combine(day(found[1]), clock(found[2]))
    return (
        datetime.strptime(f"{value:%Y%m%d%H%M%S%f}".zfill(20) + offset, "%Y%m%d%H%M%S%f%z") if offset else value.replace(tzinfo=LEGAL_ZONE)
    )


def clock(text: str) -> time:
    if not re.fullmatch(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", text, re.ASCII):
        raise NoValue
    whole, _dot, part = text.partition(".")
    return time.fromisoformat(whole).replace(microsecond=int(part.ljust(6, "0")) if part else 0)


def year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text, re.ASCII) or text == "0000":
        raise NoValue
    return int(text)


def thing(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise NoValue
    return value


def geometry(text: str) -> dict[str, Any]:
    value = thing(text)
    if value.get("type") not in SHAPES | {"FeatureCollection"}:
        raise NoValue
    return value


READ: dict[str, Callable[[str], Any]] = {
    **{"string": str, "integer": integer, "number": number, "boolean": boolean, "date": day, "datetime": moment, "time": clock},
    **{"year": year, "object": thing, "geojson": geometry},
}


def value_of(column: Column, text: str) -> Any:
    """The value; NoValue when the text spells none."""
    try:
        return READ[column.type](text)
    except (ValueError, KeyError) as error:
        raise NoValue from error


def reasons(table: Table, rows: Sequence[Row]) -> list[set[str]]:
    """Every reason of every row, in order."""
    told = [{reason for column in table.columns for reason in of_value(column, row[column.name])} for row in rows]
    good = [place for place, found in enumerate(told) if not found]
    for columns, rule in [(table.key, "key"), *(((column.name,), "unique") for column in table.columns if column.unique)]:
        kinds = [column for column in table.columns if column.name in columns]
        values = {place: _values(kinds, rows[place]) for place in good}
        often = Counter(values.values())
        for place, found in values.items():
            if found and None not in found and often[found] > 1:
                told[place] |= {f"{name}.{rule}" for name in columns if rule == "key" or table.key != columns}
    return told


def _values(columns: Sequence[Column], row: Row) -> tuple[Any, ...]:
    texts = [(column, composed(row[column.name])) for column in columns]
    return tuple(None if text is None else value_of(column, text) for column, text in texts)


def composed(text: str | None) -> str | None:
    return None if text is None else unicodedata.normalize("NFC", text)


def of_value(column: Column, given: str | None) -> set[str]:
    """What one value breaks."""
    text = composed(given)
    if text is None:
        return {f"{column.name}.required"} if column.required or column.key else set()
    try:
        value = value_of(column, text)
    except NoValue:
        return {f"{column.name}.type"}
    return {f"{column.name}.{rule}" for rule, broken in BROKEN.items() if broken(column, value)}


def _bound(column: Column, name: str) -> Any:
    return value_of(column, getattr(column, name))


BROKEN: dict[str, Callable[[Column, Any], bool]] = {
    "minimum": lambda c, v: bool(c.minimum) and v < _bound(c, "minimum"),
    "maximum": lambda c, v: bool(c.maximum) and v > _bound(c, "maximum"),
    "encoding": lambda c, v: c.type == "string" and "\ufffd" in v,
    "min_length": lambda c, v: c.type == "string" and c.min_length is not None and len(v) < c.min_length,
    "max_length": lambda c, v: c.type == "string" and c.max_length is not None and len(v) > c.max_length,
    "pattern": lambda c, v: bool(c.pattern) and not re.fullmatch(c.pattern, v, re.ASCII),
    "enum": lambda c, v: c.codes is None and bool(c.enum) and v not in _listed(c, c.enum),
    "code": lambda c, v: c.codes is not None and v not in _listed(c, c.codes),
}


def _listed(column: Column, texts: Sequence[str]) -> list[Any]:
    found = []
    for text in texts:
        try:
            found.append(value_of(column, text))
        except NoValue:
            continue
    return found
