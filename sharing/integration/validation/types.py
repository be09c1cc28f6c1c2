"""The types of the dictionary: what the warehouse stores, which texts spell a value, and which stored values are outside the type.

Spellings are those of Table Schema: a date is 2026-12-25 and nothing else that PostgreSQL would also read. A moment without an offset is
the city's; loads speak to the warehouse in that zone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from psycopg import sql

Condition = Callable[[sql.Composable], sql.Composable]

_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_OFFSET = "(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])?"
_SHAPES = (
    *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
    *("GeometryCollection", "Feature", "FeatureCollection"),
)
_DAYS_IN_MONTH = (
    "CASE substr({x}, 6, 2) WHEN '02' THEN CASE WHEN substr({x}, 1, 4)::int % 4 = 0"
    " AND (substr({x}, 1, 4)::int % 100 <> 0 OR substr({x}, 1, 4)::int % 400 = 0) THEN 29 ELSE 28 END"
    " WHEN '04' THEN 30 WHEN '06' THEN 30 WHEN '09' THEN 30 WHEN '11' THEN 30 ELSE 31 END"
)


def _like(shape: str) -> Condition:
    return lambda x: sql.SQL("{} ~ {}").format(x, sql.Literal(f"^{shape}$"))


def _dated(shape: str) -> Condition:
    """Of that shape, beginning with a day that the calendar has."""
    real = "CASE WHEN {x} ~ {shape} THEN substr({x}, 1, 4) <> '0000' AND substr({x}, 9, 2)::int <= " + _DAYS_IN_MONTH + " ELSE false END"
    return lambda x: sql.SQL(real).format(x=x, shape=sql.Literal(f"^{shape}$"))


def _whole(x: sql.Composable) -> sql.Composable:
    bounds = "CASE WHEN {x} ~ '^[+-]?[0-9]{{1,40}}$' THEN {x}::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE false END"
    return sql.SQL(bounds).format(x=x)


def _json(kinds: tuple[str, ...] = ()) -> Condition:
    """A JSON object; of one of the kinds that GeoJSON has, when some are named."""
    held = _json_held(kinds)
    return lambda x: sql.SQL("CASE WHEN warehouse.is_json({}) THEN {} ELSE false END").format(x, held(sql.SQL("{}::jsonb").format(x)))


def _json_held(kinds: tuple[str, ...] = ()) -> Condition:
    if not kinds:
        return lambda x: sql.SQL("jsonb_typeof({}) = 'object'").format(x)
    return lambda x: sql.SQL("(jsonb_typeof({x}) = 'object' AND COALESCE({x} ->> 'type', '') = ANY ({kinds}))").format(
        x=x, kinds=sql.Literal(list(kinds))
    )


def _between(low: str, high: str) -> Condition:
    return lambda x: sql.SQL("{} BETWEEN {} AND {}").format(x, sql.Literal(low), sql.Literal(high))


@dataclass(frozen=True)
class Type:
    """`stored`: PostgreSQL's type. `spells`: whether a text is a value. `holds`: whether a value of PostgreSQL's is inside the type."""

    stored: str
    spells: Condition | None = None  # None: every one
    holds: Condition | None = None

    def read(self, text: sql.Composable) -> sql.Composable:
        """The value that a text spells; NULL when it spells none."""
        if self.spells is None:
            return text
        return sql.SQL("CASE WHEN {} THEN ({})::{} END").format(self.spells(text), text, sql.SQL(self.stored))


_MOMENT = "(?!000[01]|9999)" + _DAY + "[T ]" + _CLOCK + _OFFSET  # whatever the offset, the moment has a year of four digits
TYPES: dict[str, Type] = {
    "string": Type("text"),
    "integer": Type("bigint", _whole),
    "number": Type("numeric", _like(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?"), _between("-1e1000", "1e1000")),
    "boolean": Type("boolean", _like("(true|True|TRUE|1|false|False|FALSE|0)")),
    "date": Type("date", _dated(_DAY), _between("0001-01-01", "9999-12-31")),
    "datetime": Type("timestamptz", _dated(_MOMENT), _between("0002-01-01", "9998-12-31 23:59:59.999999")),
    "time": Type("time", _like(_CLOCK), _between("00:00", "23:59:59.999999")),
    "year": Type("integer", _like("(?!0000)[0-9]{4}"), _between("1", "9999")),
    "geojson": Type("jsonb", _json(_SHAPES), _json_held(_SHAPES)),
    "object": Type("jsonb", _json(), _json_held()),
}
#: A value of the first is one of the second as well: whoever holds it may be asked for it.
WIDENED = {("integer", "number"), ("object", "geojson")}


def is_certain(holds: str, wanted: str) -> bool:
    """Whether a source that holds one type can deliver the other without a value failing."""
    return wanted != "string" and (holds == wanted or (holds, wanted) in WIDENED)
