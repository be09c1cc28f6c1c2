"""An annex as a file: Word, PDF, Excel, CSV, JSON. The same annex gives the same bytes, whenever and by whomever it is asked for."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import override

from catalog.editions.annex import LANGUAGE, Annex
from hcm_registry import documents
from hcm_registry.documents import blocks
from hcm_registry.kernel.periods import LEGAL_ZONE
from hcm_registry.sheets import Sheet, as_csv, as_excel

TITLE = "Danh mục cơ sở dữ liệu dùng chung của Thành phố Hồ Chí Minh"
CENTRED = ("position", "code")
#: Millimetres below which a column breaks its words in the middle.
LEAST = {"position": 14, "code": 27}
NARROW = 17
#: A millimetre in characters of a sheet.
CHARACTERS = 0.6
NAMES = {
    "decision": "Quyết định",
    "edition": "Bản danh mục",
    "on": "Tại ngày",
    "known_at": "Theo những gì đã ghi nhận đến",
    "demo": "Có số liệu minh họa",
}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_xlsx(annex: Annex) -> bytes:
    """Headings in the first row and nothing above them; the second sheet says what it is."""
    told = Sheet("Về tệp này", ["Mục", "Nội dung"], [(NAMES[name], value) for name, value in _about(annex)], [36, 90])
    with override(LANGUAGE):
        file: Any = as_excel([_sheet(annex), told], datetime(2000, 1, 1, tzinfo=LEGAL_ZONE))
        with file:
            return bytes(file.read())


def as_table(annex: Annex) -> bytes:
    """Headings and rows."""
    with override(LANGUAGE):
        return "".join(as_csv(_sheet(annex))).encode()


def as_docx(annex: Annex) -> bytes:
    """The annex as the decision carries it (NĐ 30/2020): its number and day are left blank, since the signing line has them."""
    return documents.as_docx(as_paper(annex))


def as_pdf(annex: Annex) -> bytes:
    """The same as PDF."""
    return documents.as_pdf(as_paper(annex))


def as_paper(annex: Annex) -> blocks.Annex:
    """The annex of a paper, across the page."""
    table = blocks.Table(columns_of(annex), rows_of(annex), empty="Danh mục chưa có cơ sở dữ liệu nào.")
    marked = (blocks.Paragraph("Danh mục này có số liệu minh họa."),) if annex.about.get("demo") else ()
    return blocks.Annex(_title(annex), (*marked, table), of=_of(annex), landscape=True)


def columns_of(annex: Annex) -> tuple[blocks.Column, ...]:
    """Its columns on paper."""
    widths = {column.key: max(column.width, LEAST.get(column.key, NARROW)) for column in annex.columns}
    return tuple(blocks.Column(column.heading, widths[column.key], column.key in CENTRED) for column in annex.columns)


def rows_of(annex: Annex) -> tuple[blocks.Row, ...]:
    """Its rows on paper."""
    return tuple(tuple(str(cell) for cell in row) for row in annex.rows)


def belongs(symbol: str, issuer: str) -> str:
    """“Quyết định số …/QĐ-UBND ngày … của …”: number and day are left open for the layout."""
    symbol, issuer = (text.replace("{", "{{").replace("}", "}}") for text in (symbol, issuer))
    return f"Quyết định số {{number}}/{symbol} {{day}} của {issuer}"


def as_json(annex: Annex) -> bytes:
    """What it is, its columns, and its rows by column."""
    keys = [column.key for column in annex.columns]
    document = {
        **dict(_about(annex)),
        "columns": [{"key": column.key, "heading": column.heading} for column in annex.columns],
        "rows": [dict(zip(keys, row, strict=True)) for row in annex.rows],
        "sha256": annex.hash,
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=_iso).encode() + b"\n"


FORMATS: dict[str, tuple[Callable[[Annex], bytes], str]] = {
    "docx": (as_docx, documents.FORMATS["docx"].content_type),
    "pdf": (as_pdf, documents.FORMATS["pdf"].content_type),
    "xlsx": (as_xlsx, EXCEL),
    "csv": (as_table, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}


def name_of(annex: Annex, form: str) -> str:
    """`phu-luc-3-2023-10-25.xlsx`; of a day without the number of an edition."""
    of = f"{annex.about['edition']}-" if "edition" in annex.about else ""
    return f"phu-luc-{of}{annex.about['on']}.{form}"


def _sheet(annex: Annex) -> Sheet:
    widths = [max(6, round(column.width * CHARACTERS)) for column in annex.columns]
    frozen = next((place for place, column in enumerate(annex.columns, start=1) if column.key == "name"), 1)
    return Sheet("Phụ lục", [column.heading for column in annex.columns], annex.rows, widths, frozen)


def _title(annex: Annex) -> str:
    return TITLE if "decision" in annex.about else f"{TITLE} có hiệu lực tại ngày {annex.about['on']:%d/%m/%Y}"


def _of(annex: Annex) -> str:
    """“Quyết định số …/QĐ-UBND ngày … của …”; a list of a day belongs to no decision."""
    if "issuer" not in annex.about:
        return ""
    return belongs(annex.about["symbol"], annex.about["issuer"])


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def _about(annex: Annex) -> list[tuple[str, Any]]:
    return [(name, annex.about[name]) for name in NAMES if name in annex.about]
