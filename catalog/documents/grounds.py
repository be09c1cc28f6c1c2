"""What a paper of some day rests on: the law of the catalogue on that day, and what those who proposed gave as theirs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Law:
    """A text that governs the catalogue on the days [since, until), cited as a first citation."""

    since: date
    until: date | None
    number: str
    cited: str


#: Which text governed when, and where that was read: docs/domain.md.
LAWS = (
    Law(
        date(2020, 5, 25),
        date(2025, 10, 22),
        "47/2020/NĐ-CP",
        "Nghị định số 47/2020/NĐ-CP ngày 09 tháng 4 năm 2020 của Chính phủ về quản lý, kết nối và chia sẻ dữ liệu số của cơ quan nhà nước",
    ),
    Law(date(2025, 10, 22), None, "278/2025/NĐ-CP", "Nghị định số 278/2025/NĐ-CP của Chính phủ về kết nối, chia sẻ dữ liệu bắt buộc"),
)


def law_on(day: date) -> Law | None:
    """The law of a record's own day; None before the first."""
    return next((law for law in LAWS if law.since <= day and (law.until is None or day < law.until)), None)


def grounds(day: date, given: Iterable[str]) -> tuple[str, ...]:
    """`Căn cứ` a line: the law of the day in full, then what was given, each once; what names that law again is left out."""
    law = law_on(day)
    lines = [law.cited] if law else []
    short = law.number.partition("/NĐ")[0] if law else ""
    lines += [line for line in _lines(given) if not (short and short in line)]
    return tuple(dict.fromkeys(as_ground(line) for line in lines))


def as_ground(line: str) -> str:
    """`Căn cứ …`, once."""
    return line if line.casefold().startswith(("căn cứ", "theo ")) else f"Căn cứ {line}"


def _lines(given: Iterable[str]) -> Iterator[str]:
    for text in given:
        yield from (line.strip(" -;.") for line in text.splitlines() if line.strip(" -;."))
