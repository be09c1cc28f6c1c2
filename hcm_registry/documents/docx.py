"""A composed paper as Word. Everything the decree fixes is written into the file itself: no style of the reader's machine matters."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt

from hcm_registry.documents.blocks import Annex, Paper
from hcm_registry.documents.layout import ACROSS, PAGE, STYLES, TEXT, Columns, Gap, Grid, Item, Line, Part, Style, compose, title_of

FONT = "Times New Roman"
EPOCH = datetime(2020, 3, 5)  # noqa: DTZ001  # Word's properties hold no zone; the decree's own day, so that the same paper gives the same bytes
NOTHING = (
    0.02  # mm, a twentieth of a point: what Word's least unit can say. At half a millimetre one paper in twelve got an empty last page
)
_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "justify": WD_ALIGN_PARAGRAPH.JUSTIFY}
_NO_PADDING = '<w:tblCellMar {ns}><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
_WATERMARK = (
    '<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
    '</v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="draft" type="#_x0000_t136" fillcolor="#d9d9d9" stroked="f" style="position:absolute;margin-left:0;margin-top:0;'
    "width:400pt;height:100pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin">'
    '<v:textpath style="font-family:&quot;{font}&quot;;font-size:1pt" string="DỰ THẢO"/></v:shape></w:pict></w:r>'
)


def write(paper: Paper | Annex) -> bytes:
    """The file; the same paper gives the same bytes."""
    document = docx.Document()
    _plain(document, title_of(paper))
    for place, part in enumerate(compose(paper)):
        _page(_next_section(document) if place else document.sections[0], part)
        for item in part.items:
            _add(document, item, ACROSS if part.landscape else TEXT)
    _last_paragraph_after_table(document)
    return _settled(document)


def _plain(document: Any, title: str) -> None:
    """The one style everything is written in, what the file is called, and who made it and when: nobody, at a fixed time."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)
    normal.element.rPr.append(_element("w:lang", {"w:val": "vi-VN"}))
    normal.paragraph_format.space_after = Pt(0)
    facts = document.core_properties
    facts.author, facts.title, facts.comments, facts.last_modified_by = "", title, "", ""
    facts.created = facts.modified = EPOCH


def _page(section: Any, part: Part) -> None:
    """Paper, margins, and a number in the top margin that the first page does not show; each part is numbered from 1."""
    wide, high = (PAGE["height"], PAGE["width"]) if part.landscape else (PAGE["width"], PAGE["height"])
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.orientation = WD_ORIENT.LANDSCAPE if part.landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(PAGE["top"]), Mm(PAGE["bottom"])
    section.left_margin, section.right_margin = Mm(PAGE["left"]), Mm(PAGE["right"])
    section.header_distance = Mm(PAGE["number"])
    if section._sectPr.find(qn("w:pgNumType")) is None:  # a section begins as a copy of the one before
        section._sectPr.insert_element_before(_element("w:pgNumType", {"w:start": "1"}), "w:cols")
    section.different_first_page_header_footer = True
    for header, numbered in ((section.header, True), (section.first_page_header, False)):
        header.is_linked_to_previous = False
        line = _set(header.paragraphs[0], STYLES["page"])
        if part.draft:
            line._p.append(parse_xml(_WATERMARK.format(ns=nsdecls("w"), font=FONT)))
        if numbered:
            _number(line)


def _next_section(document: Any) -> Any:
    """A section on a new page. The paragraph that ends the one before is almost nothing: after a full page it opens no empty one."""
    section = document.add_section()
    _empty(document.paragraphs[-1], NOTHING)
    return section


def _number(line: Any) -> None:
    run = _run(line, "", STYLES["page"])
    for kind in ("begin", "", "end"):
        field = _element("w:fldChar", {"w:fldCharType": kind}) if kind else _element("w:instrText", {}, "PAGE")
        run._r.append(field)


def _add(container: Any, item: Item, room: float) -> None:
    """Put one item after what is there."""
    if isinstance(item, Line):
        _write(container.add_paragraph(), item, room)
    elif isinstance(item, Gap):
        _empty(container.add_paragraph(), item.height)
    elif isinstance(item, Columns):
        _columns(container, item)
    else:
        _grid(container, item, room)


def _columns(container: Any, columns: Columns) -> None:
    table = _table(container, 1, columns.widths)
    table._tbl.tblPr.insert_element_before(parse_xml(_NO_PADDING.format(ns=nsdecls("w"))), "w:tblLook")
    if columns.whole:
        table._tbl.tr_lst[0].get_or_add_trPr().append(_element("w:cantSplit", {}))
    for cell, items, width in zip(table.rows[0].cells, (columns.left, columns.right), columns.widths, strict=True):
        for item in items:
            _add(cell, item, width)
        _drop(cell.paragraphs[0])  # a new cell comes with an empty paragraph


def _grid(container: Any, grid: Grid, room: float) -> None:
    widths = tuple(share / sum(grid.widths) * room for share in grid.widths)
    table = _table(container, 1 + len(grid.rows), widths, lines=True)
    rows = table._tbl.tr_lst
    rows[0].get_or_add_trPr().append(_element("w:tblHeader", {}))
    for row, cells in zip(rows, (grid.head, *grid.rows), strict=True):
        row.get_or_add_trPr().append(_element("w:cantSplit", {}))
        _fill(row, cells, table, widths)


def _fill(row: Any, cells: Iterable[Line], table: Any, widths: tuple[float, ...]) -> None:
    """Write a row's cells straight into the XML: asking python-docx for each cell takes a time that grows with the square of the rows."""
    from docx.table import _Cell

    there, lines = row.tc_lst, tuple(cells)
    if len(lines) == 1 and len(there) > 1:
        there[0].get_or_add_tcPr().append(_element("w:gridSpan", {"w:val": str(len(there))}))
        for gone in there[1:]:
            row.remove(gone)
    for tc, line, width in zip(there, lines, widths, strict=False):
        cell = _Cell(tc, table)
        texts = line.text.split("\n")
        for place, text in enumerate(texts):
            _write(cell.add_paragraph() if place else cell.paragraphs[0], replace(line, text=text, lead="" if place else line.lead), width)


def _table(container: Any, rows: int, widths: tuple[float, ...], *, lines: bool = False) -> Any:
    table = container.add_table(rows, len(widths))
    table.style = "Table Grid" if lines else "Normal Table"
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    for row in table._tbl.tr_lst:
        for tc, width in zip(row.tc_lst, widths, strict=True):
            tc.width = Mm(width)
    return table


def _write(paragraph: Any, line: Line, room: float) -> None:
    style = STYLES[line.style]
    _set(paragraph, style)
    paragraph.paragraph_format.keep_with_next = line.kept or None
    if line.lead:
        _run(paragraph, line.lead + " ", style, bold=True)
    _run(paragraph, line.printed, style)
    if line.rule:
        _rule(paragraph, line.rule, room)


def _set(paragraph: Any, style: Style) -> Any:
    format_ = paragraph.paragraph_format
    format_.alignment = _ALIGN[style.align]
    format_.space_before, format_.space_after = Pt(style.before), Pt(style.after)
    format_.line_spacing = style.spacing
    if style.first_line:
        format_.first_line_indent = Mm(style.first_line)
    if style.indent:
        format_.left_indent = Mm(style.indent)
    return paragraph


def _run(paragraph: Any, text: str, style: Style, *, bold: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(style.size), style.bold or bold, style.italic
    return run


def _rule(paragraph: Any, length: float, room: float) -> None:
    """The solid line below: the upper border of a paragraph one point high, drawn in from both sides to the line's length."""
    below = _after(paragraph)
    _empty(below, 0.7)
    side = Mm(max(room - length, 0) / 2)
    below.paragraph_format.left_indent = below.paragraph_format.right_indent = side
    below.paragraph_format.space_before = Pt(2)
    border = _element("w:pBdr", {})
    border.append(_element("w:top", {"w:val": "single", "w:sz": "6", "w:space": "0", "w:color": "000000"}))
    below._p.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _empty(paragraph: Any, height: float) -> None:
    """A paragraph without text, exactly so high (mm)."""
    from docx.enum.text import WD_LINE_SPACING

    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Emu(int(Mm(height)))
    paragraph.paragraph_format.space_after = Pt(0)


def _after(paragraph: Any) -> Any:
    from docx.text.paragraph import Paragraph

    element = OxmlElement("w:p")
    paragraph._p.addnext(element)
    return Paragraph(element, paragraph._parent)


def _drop(paragraph: Any) -> None:
    paragraph._p.getparent().remove(paragraph._p)


def _last_paragraph_after_table(document: Any) -> None:
    """Word wants a paragraph after the last table; one that is almost nothing opens no page."""
    if document.element.body[-2].tag == qn("w:tbl"):
        _empty(document.add_paragraph(), NOTHING)


def _element(name: str, attributes: dict[str, str], text: str = "") -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    element.text = text or None
    return element


def _settled(document: Any) -> bytes:
    """The package with its members in order and at a fixed time."""
    raw, settled = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0
            kept.writestr(member, made.read(name))
    return settled.getvalue()
