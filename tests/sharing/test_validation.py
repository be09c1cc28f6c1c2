"""The SQL compiled from a dictionary says of every row what a slow reading of the dictionary says; and the cheap form passes no bad row."""

import re
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from sharing.integration.validation.compiled import Compiled
from sharing.integration.validation.patterns import UnreadablePattern, understood
from sharing.integration.validation.rules import cheap
from sharing.warehouse.connecting import connected
from sharing.warehouse.dictionary import Column, Table
from tests.sharing.slow_model import composed, reasons
from tests.thorough import rounds

LETTERS = st.sampled_from("ab01-_.%\\AĐđ é\n\t'\"{}")
TEXT = st.text(LETTERS, max_size=6) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
DIGITS = st.integers(-(10**20), 10**20).map(str) | st.integers(-20, 20).map(str)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(str) | st.dates(date(2024, 2, 25), date(2024, 3, 2)).map(str)
CLOCKS = st.sampled_from(["00:00", "23:59:59.999999", "24:00", "12:60", "07:30:15", "7:30", "12:00:61", "11:11:11.5"])
OFFSETS = st.sampled_from(["", "Z", "+07:00", "-1459", "+15:00", "+7"])
JSON = st.sampled_from(['{"type": "Point", "coordinates": [1, 2]}', '{"type": "Ring"}', "[1]", "{", "{}", '{"a": {"b": null}}', "1"])
SPELLED = {
    "string": TEXT.filter(bool),
    "integer": DIGITS,
    "number": DIGITS | st.sampled_from(["1.5", ".5", "5.", "1e3", "-1E-2", "NaN", "Infinity", "1e400", "1,5", "+.0"]),
    "boolean": st.sampled_from(["true", "0", "TRUE", "yes", "f", "False", "1"]),
    "date": DAYS
    | st.sampled_from(["2023-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "2023-13-01", "yesterday", "20240101"]),
    "datetime": st.builds("{}{}{}{}".format, DAYS, st.sampled_from("T _"), CLOCKS, OFFSETS),
    "time": CLOCKS,
    "year": st.sampled_from(["0000", "0001", "2026", "9999", "10000", "-001", "26"]),
    "geojson": JSON,
    "object": JSON,
}
PATTERNS = ("[0-9]{3}", "a[0-9]{2}-b", "[ab]+", "(a|b)*", "a{2}_%", "[^a]", "^a?b$", r"\d{2}[A-Z]", r"a\.b", "Đ{1}[đa]{2}", "x|", ".{2}")
BOUNDS = {
    "integer": ("-5", "10"),
    "number": ("-1.5", "1e2"),
    "year": ("1900", "2030"),
    "date": ("2000-01-01", "2024-03-01"),
    "datetime": ("1999-12-31T23:00:00", "2024-03-01T00:00:00Z"),
    "time": ("07:00", "12:00:30"),
}


@st.composite
def columns(draw, name):
    kind = draw(st.sampled_from(sorted(SPELLED)))
    given = {"required": draw(st.booleans()), "unique": kind not in {"geojson", "object"} and draw(st.integers(0, 4)) == 0}
    if kind in BOUNDS:
        given |= dict(zip(("minimum", "maximum"), draw(st.sampled_from([BOUNDS[kind], ("", BOUNDS[kind][1]), ("", "")])), strict=True))
    if kind == "string":
        given |= {"pattern": draw(st.just("") | st.sampled_from(PATTERNS))}
        given |= {"min_length": draw(st.none() | st.integers(0, 3)), "max_length": draw(st.none() | st.integers(1, 5))}
    if kind not in {"geojson", "object"} and draw(st.integers(0, 3)) == 0:
        values = tuple(map(composed, draw(st.lists(SPELLED[kind], max_size=3))))
        given |= {draw(st.sampled_from(["enum", "codes"])): values}
    return Column(name, name, kind, **given)


@st.composite
def tables(draw):
    names = ["ma", "select", "ngay"][: draw(st.integers(1, 3))]
    made = [draw(columns(name)) for name in names]
    if made[0].type not in {"geojson", "object"}:
        made[0] = Column(**{**vars(made[0]), "key": draw(st.booleans())})
    rows = draw(st.lists(st.tuples(*[st.none() | TEXT.filter(bool) | SPELLED[one.type] for one in made]), min_size=1, max_size=12))
    decomposed = draw(st.booleans())
    told = [[unicodedata.normalize("NFD", text) if text and decomposed else text for text in row] for row in rows]
    return Table("s", "t", "T", tuple(made)), [dict(zip(names, row, strict=True)) for row in told]


def judged(warehouse, compiled, rows):
    """Cheap and exact answer for each row, from PostgreSQL."""
    stage = sql.SQL(", ").join([sql.SQL("{} {}").format(sql.Identifier(n), sql.SQL(kind)) for n, kind in compiled.stage_columns()])
    warehouse.execute("DROP TABLE IF EXISTS pg_temp.stage")
    warehouse.execute(sql.SQL("CREATE TEMP TABLE stage (at int, {})").format(stage))
    places = sql.SQL(", ").join([sql.SQL("%s"), *(sql.SQL(f"%s::text::{kind}") for _name, kind in compiled.stage_columns())])
    with warehouse.cursor() as cursor:
        cursor.executemany(sql.SQL("INSERT INTO stage VALUES ({})").format(places), [[n, *row.values()] for n, row in enumerate(rows)])
    fine = sql.SQL("SELECT ({}) IS TRUE FROM stage ORDER BY at").format(compiled.fine())
    exact = sql.SQL("SELECT {} FROM (SELECT at, {} FROM stage OFFSET 0) q ORDER BY at").format(compiled.reasons(), compiled.composed())
    return [row[0] for row in warehouse.execute(fine)], [set(row[0]) for row in warehouse.execute(exact)]


def of_rows(told):
    return [{reason for reason in found if not reason.endswith((".key", ".unique"))} for found in told]


def test_postgresql_gives_the_reasons_that_a_slow_reading_gives(db):
    with connected() as warehouse:

        @given(tables())
        @settings(max_examples=rounds(daily=100, promised=5000))
        def agree(made):
            table, rows = made
            fine, exact = judged(warehouse, Compiled(table, ()), rows)
            assert exact == of_rows(reasons(table, rows)), made
            assert not any(cheaply and found for cheaply, found in zip(fine, exact, strict=True))

        agree()


def test_a_good_row_in_composed_letters_is_never_doubted(db):
    """Otherwise every row would be looked at closely."""
    kinds = {"string": "Đất", "integer": "5", "number": "1.5", "boolean": "true", "date": "2024-02-29", "time": "07:30", "year": "2026"}
    kinds |= {"datetime": "2024-02-29T07:30:00+07:00", "geojson": '{"type": "Point"}', "object": "{}"}
    columns = [Column(f"c_{kind}", "", kind, required=required) for kind in kinds for required in (True,)]
    columns += [Column(f"o_{kind}", "", kind) for kind in kinds]
    columns += [Column("p", "", "string", pattern="HS-[0-9]{2}-[0-9]{8}"), Column("e", "", "string", enum=("a", "b"), required=True)]
    columns += [Column("l", "", "string", min_length=2, max_length=4), Column("b", "", "integer", minimum="1", maximum="9")]
    row = {column.name: kinds[column.type] for column in columns} | {"p": "HS-12-12345678", "e": "a"}
    empty = row | {column.name: None for column in columns if not column.required}
    table = Table("s", "t", "T", tuple(columns))
    with connected() as warehouse:
        assert judged(warehouse, Compiled(table, ()), [row, empty]) == ([True, True], [set(), set()])
        typed = {column.name for column in columns if column.type != "string"}
        assert judged(warehouse, Compiled(table, typed), [row, empty]) == ([True, True], [set(), set()])


def test_values_of_postgresql_outside_the_dictionarys_types_are_found(db):
    outside = {
        "number": "NaN",
        "date": "infinity",
        "datetime": "-infinity",
        "time": "24:00",
        "year": "10000",
        "geojson": "[]",
        "object": "1",
    }
    for kind, value in outside.items():
        table = Table("s", "t", "T", (Column("a", "", kind),))
        with connected() as warehouse:
            assert judged(warehouse, Compiled(table, {"a"}), [{"a": value}, {"a": None}]) == ([False, True], [{"a.type"}, set()])


@pytest.fixture(scope="module")
def shapes():
    """Patterns of fixed shape: letters and classes, each so many times."""
    literal = st.sampled_from(["a", "-", "_", "%", r"\.", r"\\", "đ", "/", "0"])
    unit = st.sampled_from(["[0-9]", "[a-c]", r"\d", "[ab_%-]", "[đĐ0]", r"\w"]) | literal
    return st.lists(st.tuples(unit, st.sampled_from(["", "{1}", "{2}", "{3}", "{12}"])), min_size=1, max_size=5)


def test_a_fixed_shape_without_counts_holds_of_the_same_texts(db, shapes):
    with connected() as warehouse:

        @given(shapes, st.data())
        @settings(max_examples=rounds(daily=50, promised=3000))
        def agree(units, data):
            text = "".join(unit + count for unit, count in units)
            pattern = understood(text)
            assert pattern.runs
            like = st.from_regex(re.compile(text, re.ASCII), fullmatch=True)
            values = data.draw(st.lists(like | like.flatmap(damaged) | TEXT.filter(bool), min_size=1, max_size=8))
            ask = sql.SQL("SELECT {}, x ~ {} FROM unnest({}::text[]) AS t (x)")
            both = ask.format(cheap(pattern, sql.SQL("x")), sql.Literal(pattern.regex), sql.Literal(values))
            found = warehouse.execute(both).fetchall()
            wanted = [bool(re.fullmatch(text, value, re.ASCII)) for value in values]
            assert [tuple(row) for row in found] == [(one, one) for one in wanted]

        agree()


def damaged(text):
    """The same with one letter changed, taken out or put in."""
    place = st.integers(0, max(len(text) - 1, 0))
    return st.builds(
        lambda at, letter, length: text[:at] + letter + text[at + length :], place, st.sampled_from("a0-_%đ.\n"), st.integers(0, 2)
    )


@pytest.mark.parametrize(
    "pattern", ["(?=a)b", "(?P<x>a)", r"(a)\1", r"\bab", "a(?i)b", "a{256}", "[[:alpha:]]", "(^a)", "a$b", "(", r"\p{L}", "(?<!a)b", r"\Z"]
)
def test_a_pattern_that_the_two_read_differently_is_refused(pattern):
    with pytest.raises(UnreadablePattern):
        understood(pattern)


def test_the_calendar_is_the_calendar(db):
    """Every day of leap and other years, and the days that there are not."""
    days = [date(year, 1, 1) + timedelta(days=n) for year in (1900, 2000, 2023, 2024) for n in range(365)]
    spelled = [str(day) for day in days] + [
        f"{year}-{month:02}-{day}" for year in (1900, 2000, 2023, 2024) for month in range(1, 13) for day in (29, 30, 31)
    ]
    table = Table("s", "t", "T", (Column("a", "", "date", required=True),))
    rows = [{"a": text} for text in spelled]
    with connected() as warehouse:
        assert judged(warehouse, Compiled(table, ()), rows)[1] == reasons(table, rows)
