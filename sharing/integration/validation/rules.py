"""The rules of one column, each in two forms: when it is broken (exact, one reason each), and when a value is surely fine (cheap).

The cheap form is asked of every row, the exact ones only of rows for which it does not hold: it may doubt a good value, never pass a bad
one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from psycopg import sql

from catalog.entries.validation import COMPARABLE
from hcm_registry.kernel.periods import LEGAL_ZONE
from sharing.integration.validation.patterns import Pattern, Run, UnreadablePattern, understood
from sharing.integration.validation.types import TYPES
from sharing.warehouse.dictionary import Column

LOST = "\ufffd"  # stands where a letter was lost
#: Not one of the letters of Latin scripts, Vietnamese among them, and the signs of print: of these alone every text is composed (NFC).
UNUSUAL = "[^\u0001-\u02ff\u1e00-\u1eff\u2010-\u2027]"


@dataclass(frozen=True)
class Rule:
    """`broken`: true when a value that is there breaks it. `fine`: true only when it does not; None when another rule says so."""

    name: str
    broken: sql.Composable
    fine: sql.Composable | None


class Checked:
    """A column as it arrives in the stage: in PostgreSQL's type, or as text. `of`: what the statement calls the stage."""

    def __init__(self, column: Column, *, typed: bool, of: str = "") -> None:
        self.column, self.typed, self.type = column, typed, TYPES[column.type]
        self.label = sql.Identifier(column.name)
        self.name: sql.Composable = sql.Identifier(of, column.name) if of else self.label
        self.value = self.name if typed else self.type.read(self.name)

    @property
    def is_text(self) -> bool:
        """Whether the dictionary wants text."""
        return self.column.type == "string"

    @property
    def is_needed(self) -> bool:
        """Whether nothing may not stand here."""
        return self.column.required or self.column.key

    def rules(self) -> list[Rule]:
        """Every rule of a value that is there, in the order in which people read them."""
        return [*self._type(), *self._bounds(), *self._text(), *self._allowed()]

    def _type(self) -> Iterator[Rule]:
        condition = self.type.holds if self.typed else self.type.spells
        if condition is not None:
            holds = condition(self.name)
            between = self.typed and self.column.minimum and self.column.maximum  # what is outside the type is not between the two
            yield Rule("type", sql.SQL("{} IS NOT NULL AND NOT {}").format(self.name, holds), None if between else holds)

    def _bounds(self) -> Iterator[Rule]:
        for name, sign, opposite in (("minimum", "<", ">="), ("maximum", ">", "<=")):
            text = getattr(self.column, name)
            if text:
                bound = sql.Literal(_read(self.column.type, text))
                broken, fine = (sql.SQL("{} {} {}").format(self.value, sql.SQL(one), bound) for one in (sign, opposite))
                yield Rule(name, broken, fine)

    def _text(self) -> Iterator[Rule]:
        if not self.is_text:
            return
        pattern = self._pattern()
        yield Rule("encoding", sql.SQL("strpos({}, {}) > 0").format(self.name, sql.Literal(LOST)), self._composed(pattern))
        yield from self._length()
        if pattern:
            yield Rule("pattern", sql.SQL("{} !~ {}").format(self.name, sql.Literal(pattern.regex)), cheap(pattern, self.name))

    def _length(self) -> Iterator[Rule]:
        """A letter is one to four bytes, and bytes need not be counted."""
        for name, limit, broken, fine in (
            ("min_length", self.column.min_length, "char_length({x}) < {n}", "octet_length({x}) >= 4 * {n} OR char_length({x}) >= {n}"),
            ("max_length", self.column.max_length, "char_length({x}) > {n}", "octet_length({x}) <= {n} OR char_length({x}) <= {n}"),
        ):
            if limit is not None:
                parts = {"x": self.name, "n": sql.Literal(limit)}
                yield Rule(name, sql.SQL(broken).format(**parts), sql.SQL(f"({fine})").format(**parts))

    def _pattern(self) -> Pattern | None:
        if not self.column.pattern:
            return None
        try:
            return understood(self.column.pattern)
        except UnreadablePattern as error:
            raise UnreadablePattern(field=self.column.name, **error.detail) from error

    def _composed(self, pattern: Pattern | None) -> sql.Composable | None:
        """Composed (NFC) and nothing lost. Implied where every letter is one of ASCII, or the value one of a list."""
        plain = bool(pattern and pattern.runs and all((run.letters + run.literal).isascii() for run in pattern.runs))
        if plain or self.column.allowed is not None:
            return None
        usual = "(octet_length({x}) = char_length({x}) OR {x} !~ {unusual} OR ({x} IS NFC NORMALIZED AND strpos({x}, {lost}) = 0))"
        return sql.SQL(usual).format(x=self.name, unusual=sql.Literal(UNUSUAL), lost=sql.Literal(LOST))

    def _allowed(self) -> Iterator[Rule]:
        if self.column.allowed is None:
            return
        listed = sql.SQL("{}::text[]").format(sql.Literal(list(self.column.allowed)))
        if not self.is_text:
            spelled = sql.SQL(
                "ARRAY(SELECT value FROM (SELECT {} AS value FROM unnest({}) AS listed (one)) AS read WHERE value IS NOT NULL)"
            )
            listed = spelled.format(self.type.read(sql.SQL("one")), listed)
        name = "enum" if self.column.codes is None else "code"
        yield Rule(name, *(sql.SQL(one).format(self.value, listed) for one in ("{0} IS NOT NULL AND {0} <> ALL ({1})", "{0} = ANY ({1})")))


def cheap(pattern: Pattern, x: sql.Composable) -> sql.Composable:
    """The pattern without counts, which PostgreSQL takes long over: letters that stand fixed by LIKE, the others by their class."""
    runs = pattern.runs
    if not runs:
        return sql.SQL("{} ~ {}").format(x, sql.Literal(pattern.regex))
    length = sum(run.count for run in runs)
    classes = {run.letters for run in runs if run.letters}
    if len(classes) == 1 and all(run.letters for run in runs):
        letters = classes.pop()
        count = sql.SQL("octet_length({})" if letters.isascii() else "char_length({})").format(x)
        return sql.SQL("({} = {} AND {} !~ {})").format(count, sql.Literal(length), x, _other(letters))
    shape = "".join(_liked(run) for run in runs)
    parts = [sql.SQL("{} LIKE {}").format(x, sql.Literal(shape)), *(_only(letters, runs, x) for letters in sorted(classes))]
    return sql.SQL("({})").format(sql.SQL(" AND ").join(parts))


def _liked(run: Run) -> str:
    if run.letters:
        return "_" * run.count
    return (f"\\{run.literal}" if run.literal in "%_\\" else run.literal) * run.count


def _only(letters: str, runs: list[Run], x: sql.Composable) -> sql.Composable:
    """Wherever the class stands, nothing outside it does."""
    places, at = [], 1
    for run in runs:
        if run.letters == letters:
            places.append(sql.SQL("substr({}, {}, {})").format(x, sql.Literal(at), sql.Literal(run.count)))
        at += run.count
    return sql.SQL("({}) !~ {}").format(sql.SQL(" || ").join(places), _other(letters))


def _other(letters: str) -> sql.Literal:
    return sql.Literal(f"[^{letters}]")


def _read(kind: str, text: str) -> Any:
    """A bound as the value it spells; a moment or an hour without an offset is the city's."""
    value = COMPARABLE[kind](text)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=LEGAL_ZONE)
    return value.replace(tzinfo=None) if isinstance(value, time) else value
