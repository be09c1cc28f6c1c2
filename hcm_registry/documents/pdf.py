"""A composed paper as PDF, set by typst from `paper.typ`. Texts are handed over as data, so none of them can be taken for markup."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import fontpkg_crimson_text
import typst

from hcm_registry.documents.blocks import Annex, Paper
from hcm_registry.documents.layout import PAGE, STYLES, Columns, Gap, Grid, Item, Line, Part, compose, title_of

TEMPLATE = Path(__file__).parent / "paper.typ"
FONTS = fontpkg_crimson_text.ROOT / "files"
LONG = 700  # letters: typst moves a whole paragraph to keep it with what follows, and a longer one would leave half a page empty
LONG_WORD = 9  # letters: no word of Vietnamese has so many, and only such are measured whether they fit
DAY = 1_583_366_400  # 05/03/2020, the day of the decree: PDFs name a moment, and the same paper gives the same bytes


def write(paper: Paper | Annex) -> bytes:
    """The file; the same paper gives the same bytes. Typst's own letters lack ơ and ư in bold italic: Crimson Text has them all."""
    data = {
        "page": PAGE,
        "styles": {name: asdict(style) for name, style in STYLES.items()},
        "title": title_of(paper),
        "long": LONG_WORD,
        "parts": [_part(part) for part in compose(paper)],
    }
    given = {"paper": json.dumps(data, ensure_ascii=False)}
    made: bytes = typst.compile(
        TEMPLATE.read_bytes(), format="pdf", sys_inputs=given, font_paths=[FONTS], ignore_system_fonts=True, timestamp=DAY
    )
    return made


def _part(part: Part) -> dict[str, Any]:
    return {"landscape": part.landscape, "draft": part.draft, "items": [_item(item) for item in part.items]}


def _item(item: Item) -> dict[str, Any]:
    if isinstance(item, Line):
        return _line(item)
    if isinstance(item, Gap):
        return {"is": "gap", "height": item.height}
    if isinstance(item, Columns):
        return {
            "is": "columns",
            "whole": item.whole,
            "widths": item.widths,
            "sides": [[_item(one) for one in side] for side in (item.left, item.right)],
        }
    return _grid(item)


def _line(line: Line) -> dict[str, Any]:
    kept, long = line.kept and len(line.text) < LONG, any(len(word) >= LONG_WORD for word in line.text.split())
    return {"is": "line", "style": line.style, "text": line.printed, "lead": line.lead, "rule": line.rule, "kept": kept, "long": long}


def _grid(grid: Grid) -> dict[str, Any]:
    head, rows = [_item(line) for line in grid.head], [[_item(line) for line in row] for row in grid.rows]
    return {"is": "grid", "widths": grid.widths, "head": head, "rows": rows}
