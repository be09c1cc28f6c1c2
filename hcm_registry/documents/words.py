"""How official papers spell numbers, days, symbols and lists (NĐ 30/2020, Appendix I)."""

from collections.abc import Sequence
from datetime import date

BLANK = "        "  # what is not known yet is left for the pen, never guessed
LETTERS = "abcdđeghiklmnopqrstuvxy"  # points are lettered in the order of the Vietnamese alphabet
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
#: The kind of a paper → its abbreviation in the symbol (Appendix III). An official letter has none.
ABBREVIATIONS = {
    "quyết định": "QĐ",
    "tờ trình": "TTr",
    "thông báo": "TB",
    "báo cáo": "BC",
    "kế hoạch": "KH",
    "quy chế": "QC",
    "quy định": "QyĐ",
    "biên bản": "BB",
    "giấy mời": "GM",
    "phiếu gửi": "PG",
    "phiếu chuyển": "PC",
    "phiếu báo": "PB",
}


def day_in_words(day: date | None) -> str:
    """`ngày 05 tháng 3 năm 2020`: a zero before days below 10 and before months 1 and 2 only. Unknown: room for the pen."""
    if day is None:
        return f"ngày{BLANK}tháng{BLANK}năm{BLANK}".rstrip()
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def number_and_symbol(number: str, symbol: str) -> str:
    """`05/QĐ-UBND`: a zero before numbers below 10; a slash and no spaces. A number not given yet is left blank."""
    written = number.strip()
    if written.isdecimal() and int(written) < 10:
        written = f"{int(written):02d}"
    return f"{written or BLANK}/{symbol}"


def roman(number: int) -> str:
    """1 → I, 4 → IV: annexes are numbered so."""
    written = ""
    for value, letters in _ROMAN:
        while number >= value:
            written, number = written + letters, number - value
    return written


def point(place: int) -> str:
    """The letter of the point at a place from 0: a, b, c, d, đ, e…; after the alphabet doubled: aa, ab…"""
    rounds, rest = divmod(place, len(LETTERS))
    return (LETTERS[rounds - 1] if rounds else "") + LETTERS[rest]


def listed(lines: Sequence[str], *, end: str = ".") -> list[str]:
    """Each line ends with a semicolon, the last with `end`. What a line ended with before is taken off."""
    bare = [line.rstrip(" .;,") for line in lines]
    return [f"{line};" for line in bare[:-1]] + [f"{line}{end}" for line in bare[-1:]]


def closed(text: str) -> str:
    """The last sentence of a paper ends with `./.`."""
    return f"{text.rstrip(' ./;,')}./."
