"""A dictionary's pattern, understood once: written for PostgreSQL, and, where its shape is fixed, in a form without quantifiers.

A pattern holds of the whole value, as in Table Schema. Its language is what Python and PostgreSQL share: letters, classes, groups,
alternatives and counts; \\d, \\w and \\s are those of ASCII. What only one of the two has (looking around, back references) is refused.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import RuleBroken

_SHORT = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \\t\\n\\r\\f\\v"}
_TAKEN_APART = re.compile(
    r"(?P<short>\\[dws])|(?P<escaped>\\[^0-9A-Za-z])|(?P<control>\\[tnrfv])|(?P<several>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<any>\.)"
    r"|(?P<open>\((?:\?:)?(?!\?))|(?P<close>\))|(?P<or>\|)|(?P<start>\^)|(?P<end>\$)"
    r"|(?P<count>(?:[*+?]|\{\d+(?:,\d*)?\})\??)|(?P<letter>[^\\\[\](){}*+?|^$.])",
    re.DOTALL,
)
_IN_CLASS = re.compile(
    r"(?P<short>\\[dws])|(?P<low>\\[^0-9A-Za-z]|\\[tnrfv]|[^\\\[])(?:-(?P<high>\\[^0-9A-Za-z]|\\[tnrfv]|[^\\\[]))?", re.DOTALL
)
_CONTROLS = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\f": "\f", "\\v": "\v"}
_MOST = 255  # PostgreSQL counts no further


class UnreadablePattern(RuleBroken):
    """The dictionary in force has a pattern that PostgreSQL would read otherwise than Python, or not at all."""

    message = gettext_lazy("Mẫu trong từ điển dùng cú pháp mà kho dữ liệu không kiểm tra được. Đề xuất sửa mẫu của trường này.")


@dataclass(frozen=True)
class Run:
    """`count` letters, each out of `letters` (a class without its brackets), or each the one letter `literal`."""

    letters: str
    count: int
    literal: str = ""


@dataclass
class Pattern:
    """`regex`: for PostgreSQL, of the whole value. `runs`: what it is made of, when its shape is fixed; otherwise None."""

    regex: str
    runs: list[Run] | None = field(default_factory=list)


def understood(text: str) -> Pattern:
    """The pattern. Error: UnreadablePattern."""
    text = unicodedata.normalize("NFC", text)
    tokens = list(_tokens(text))
    try:
        re.compile(text, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnreadablePattern(pattern=text) from error
    written = "".join(piece for _kind, piece in tokens)
    runs = list(_runs(tokens)) if all(kind in {"unit", "literal", "count"} for kind, _piece in tokens) else [None]
    return Pattern(f"^(?:{written})$", None if None in runs else [run for run in runs if run])


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Kind and PostgreSQL's spelling of each piece; anchors at the ends of the whole are implied and left out."""
    place, depth, before = 0, 0, "or"
    while place < len(text):
        found = _TAKEN_APART.match(text, place)
        if found is None:
            raise UnreadablePattern(pattern=text)
        kind, piece, place = str(found.lastgroup), found[0], found.end()
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if kind in {"start", "end"}:
            _at_an_edge(kind, text, depth, before, place)
        else:
            yield _spelled(kind, piece, text)
        before = kind


def _at_an_edge(kind: str, text: str, depth: int, before: str, place: int) -> None:
    edge = before == "or" if kind == "start" else place == len(text) or text[place] == "|"
    if depth or not edge:
        raise UnreadablePattern(pattern=text)


def _spelled(kind: str, piece: str, text: str) -> tuple[str, str]:
    if kind == "short":
        return "unit", f"[{_SHORT[piece[1]]}]"
    if kind in {"letter", "escaped", "control"}:
        return "literal", _letter(_CONTROLS.get(piece, piece[-1]))
    if kind == "several":
        return "unit", _class(piece, text)
    if kind == "count":
        return "count", _count(piece, text)
    return {"any": ("unit", "[^\\n]"), "open": ("group", "(?:"), "close": ("group", ")"), "or": ("group", "|")}[kind]


def _count(piece: str, text: str) -> str:
    if any(int(number) > _MOST for number in re.findall(r"\d+", piece)):
        raise UnreadablePattern(pattern=text)
    return piece.rstrip("?") or "?"  # whether it takes few or many makes no difference to the whole value


def _class(piece: str, text: str) -> str:
    negated = piece.startswith("[^")
    inside, written, place = piece[2 if negated else 1 : -1], "", 0
    while place < len(inside):
        found = _IN_CLASS.match(inside, place)
        if found is None:
            raise UnreadablePattern(pattern=text)
        written, place = written + _members(found), found.end()
    return f"[{'^' if negated else ''}{written}]"


def _members(found: re.Match[str]) -> str:
    if found["short"]:
        return _SHORT[found["short"][1]]
    low, high = (_CONTROLS.get(one, one[-1]) if one else "" for one in (found["low"], found["high"]))
    return _letter(low) + (f"-{_letter(high)}" if high else "")


def _letter(letter: str) -> str:
    """One letter as itself, in a class or outside one."""
    return letter if letter.isalnum() or letter == "_" or ord(letter) > 127 else f"\\u{ord(letter):04x}"


def _runs(tokens: list[tuple[str, str]]) -> Iterator[Run | None]:
    """None for what has no fixed count."""
    for (kind, piece), (after, count) in zip(tokens, [*tokens[1:], ("", "")], strict=True):
        if kind == "count":
            continue
        number = re.fullmatch(r"\{(\d+)\}", count) if after == "count" else None
        if (after == "count" and number is None) or (kind == "unit" and piece.startswith("[^")):
            yield None
        else:
            times = int(number[1]) if number else 1
            yield Run(piece[1:-1], times) if kind == "unit" else Run("", times, _plain(piece))


def _plain(piece: str) -> str:
    return chr(int(piece[2:], 16)) if piece.startswith("\\u") else piece
