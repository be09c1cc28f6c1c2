"""A paper in Word, opened again: its lines as they lie in the file, with how each is set. Nothing here knows how it was written."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

ALIGNMENTS = {WD_ALIGN_PARAGRAPH.LEFT: "left", WD_ALIGN_PARAGRAPH.CENTER: "center", WD_ALIGN_PARAGRAPH.JUSTIFY: "justify"}


@dataclass(frozen=True)
class Seen:
    """A line. Lengths in mm, sizes and gaps in points; `rule` is the length of the solid line below it, 0 without one."""

    text: str
    sizes: frozenset[float]
    bold: bool
    italic: bool
    lead: str
    align: str
    indent: float
    first_line: float
    after: float
    spacing: float
    kept: bool
    rule: float = 0


@dataclass(frozen=True)
class Opened:
    """The lines of each part outside tables, the tables, and the sections."""

    document: Any
    parts: list[list[Seen | Table]]


def opened(data: bytes) -> Opened:
    """The file as Word would find it."""
    document = docx.Document(io.BytesIO(data))
    parts: list[list[Seen | Table]] = [[]]
    prose: list[Paragraph] = []
    for child in document.element.body:
        if child.tag == qn("w:p"):
            prose.append(Paragraph(child, document._body))
        else:
            parts[-1] += [
                *lines(prose, room(document.sections[len(parts) - 1])),
                *([Table(child, document._body)] if child.tag == qn("w:tbl") else []),
            ]
            prose = []
        if child.find(f".//{qn('w:sectPr')}") is not None:
            parts[-1] += lines(prose, room(document.sections[len(parts) - 1]))
            parts, prose = [*parts, []], []
    return Opened(document, parts)


def room(section: Any) -> float:
    """The width between the margins, mm."""
    return float(section.page_width.mm - section.left_margin.mm - section.right_margin.mm)


def lines(paragraphs: list[Any], room: float) -> Iterator[Seen]:
    """Lines with text; a paragraph that only draws a rule is told with the line above it."""
    waiting: Seen | None = None
    for paragraph in paragraphs:
        if paragraph.text.strip():
            if waiting:
                yield waiting
            waiting = seen(paragraph)
        elif waiting and (drawn := ruled(paragraph, room)):
            yield Seen(**{**vars(waiting), "rule": drawn})
            waiting = None
    if waiting:
        yield waiting


def ruled(paragraph: Any, room: float) -> float:
    """How long the upper border of an empty paragraph is."""
    if paragraph._p.find(f".//{qn('w:pBdr')}/{qn('w:top')}") is None:
        return 0
    form = paragraph.paragraph_format
    return room - form.left_indent.mm - form.right_indent.mm


def seen(paragraph: Any) -> Seen:
    form, runs = paragraph.paragraph_format, [run for run in paragraph.runs if run.text.strip()]
    return Seen(
        text=paragraph.text,
        sizes=frozenset(run.font.size.pt for run in runs),
        bold=bool(runs[-1].font.bold),
        italic=bool(runs[-1].font.italic),
        lead=runs[0].text.strip() if len(runs) > 1 and runs[0].font.bold else "",
        align=ALIGNMENTS[form.alignment],
        indent=form.left_indent.mm if form.left_indent else 0,
        first_line=form.first_line_indent.mm if form.first_line_indent else 0,
        after=form.space_after.pt,
        spacing=form.line_spacing,
        kept=bool(form.keep_with_next),
    )


def side(table: Table, place: int) -> list[Seen]:
    """The lines of a cell in the first row."""
    cell = table.rows[0].cells[place]
    return list(lines(cell.paragraphs, cell.width.mm))
