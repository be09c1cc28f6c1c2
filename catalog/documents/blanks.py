"""What a paper leaves for the pen, and how it speaks of other papers."""

from datetime import date, datetime
from typing import Any

from hcm_registry.documents.blocks import CITY
from hcm_registry.documents.words import day_in_words, number_and_symbol
from hcm_registry.kernel.periods import today

LANGUAGE = "vi"  # of official papers, whatever their reader reads the pages in
DOTS, SHORT = "…………………", "…"
KEPT = f"Lưu: VT, {SHORT}"  # the abbreviation of the unit that drafted it is not on record
CATALOGUE = f"Danh mục cơ sở dữ liệu dùng chung của {CITY}"


def numbered(reference: str, symbol: str) -> tuple[str, str]:
    """Number and symbol of a reference as recorded (`312/SKHĐT-ĐKKD`); without one a blank and the symbol it will have."""
    number, _stroke, given = reference.partition("/")
    return number.strip(), given.strip() or symbol


def cited(kind: str, reference: str, day: date | None, symbol: str = SHORT) -> str:
    """“Tờ trình số 05/TTr-STTTT ngày 02 tháng 3 năm 2026”."""
    number, of = numbered(reference, symbol)
    said_on = day_in_words(day) if day else f"ngày {SHORT} tháng {SHORT} năm {SHORT}"
    return f"{kind} số {number_and_symbol(number or SHORT, of)} {said_on}"


def day_of(moment: datetime | None) -> date | None:
    """The legal day of a moment."""
    return today(moment) if moment else None


def said(text: Any) -> str:
    """What was said, or a blank."""
    return str(text or "").strip() or DOTS


def counted(number: int) -> str:
    """Numbers below 10 with a zero."""
    return f"{number:02d}"


def lowered(text: str) -> str:
    """Inside a sentence: the first letter small, unless it begins an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
