"""What NĐ 30/2020 (Appendix I) asks of a paper, restated here and asserted on files. `follows_the_decree` is for every kind of paper."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table
from pypdf import PdfReader

from hcm_registry.documents import as_docx, as_pdf, blocks
from tests.documents.opened import Opened, Seen, opened, side
from tests.documents.schema import ordered

COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
POWERS = re.compile(r"^((TM|KT|Q|TL|TUQ)\. )?[^.]+$")
TITLES = re.compile(r"\b(GS|PGS|TS|ThS|BS|KS|CN|LS)\.")
DAY = re.compile(r"^.+, ngày (0[1-9]|[12]\d|3[01]) tháng (01|02|[3-9]|1[0-2]) năm \d{4}$")
OPEN_DAY = re.compile(r"^.+, ngày +tháng +năm *$")
NUMBER = re.compile(r"^Số: (0[1-9]|[1-9]\d+)/[A-ZĐa-z…]+(-[A-ZĐ…]+)*$")  # "…": an abbreviation not set yet
OPEN_NUMBER = re.compile(r"^Số: +/[A-ZĐa-z…]+(-[A-ZĐ…]+)*$")
POINTS = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True)
class Set:
    """How a component is set."""

    sizes: tuple[int, int]
    bold: bool = False
    italic: bool = False
    align: str = "center"

    def holds(self, line: Seen) -> None:
        assert all(self.sizes[0] <= size <= self.sizes[1] for size in line.sizes), line
        assert (line.bold, line.italic, line.align) == (self.bold, self.italic, self.align), line


def follows_the_decree(paper: blocks.Paper | blocks.Annex) -> None:
    """Assert every rule of the layout on the paper as Word, and that the PDF says the same."""
    data = as_docx(paper)
    assert data == as_docx(paper)  # the same paper, the same bytes
    word = opened(data)
    pages(word)
    for root in (word.document.element, word.document.styles.element, *headers(word)):
        ordered(root)
    letters(word)
    drafts(word, paper)
    if isinstance(paper, blocks.Paper):
        head(word, paper)
        grounds(word, paper)
        articles(word)
        closing(word)
        foot(word, paper)
    annexes(word, paper)
    prose(word)
    tables(word)
    says_the_same(word, as_pdf(paper))


def pages(word: Opened) -> None:
    """A4, margins, the number in the top margin from the second page on; every part is numbered from 1."""
    for place, section in enumerate(word.document.sections):
        wide = section.orientation == WD_ORIENT.LANDSCAPE
        assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]
        assert wide == (section.page_width > section.page_height)
        assert not wide or any(isinstance(one, Table) for one in word.parts[place])
        assert 20 <= round(section.top_margin.mm) <= 25 and 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35 and 15 <= round(section.right_margin.mm) <= 20
        assert section.different_first_page_header_footer and not section.first_page_header._element.findall(f".//{qn('w:instrText')}")
        number = section.header.paragraphs[0]
        assert [field.text for field in number._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert (
            number.alignment == 1
            and {run.font.size.pt for run in number.runs if run.font.size} <= {13, 14}
            and section.header_distance < section.top_margin
        )
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def headers(word: Opened) -> Iterator[Any]:
    return (header._element for section in word.document.sections for header in (section.header, section.first_page_header))


def letters(word: Opened) -> None:
    """Times New Roman in black, for every script, and the language is Vietnamese."""
    fonts = word.document.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    body = word.document.element.body
    assert not list(body.iter(qn("w:rFonts"))) and not list(body.iter(qn("w:color")))
    assert all(text.text == unicodedata.normalize("NFC", text.text or "") for text in body.iter(qn("w:t")))


def drafts(word: Opened, paper: blocks.Paper | blocks.Annex) -> None:
    """A draft says so across every page; nothing else does."""
    for header in headers(word):
        assert ('string="DỰ THẢO"' in header.xml) == paper.draft


def head(word: Opened, paper: blocks.Paper) -> None:
    """Boxes 1 to 5 and 9a."""
    names, dated = [one for one in word.parts[0][:2] if isinstance(one, Table)]
    assert not any("<w:tblBorders" in table._tbl.xml or table.style.name == "Table Grid" for table in (names, dated))
    country, motto = side(names, 1)
    assert (country.text, motto.text) == (COUNTRY, MOTTO)
    Set((12, 13), bold=True).holds(country)
    Set((13, 14), bold=True).holds(motto)
    assert 50 <= motto.rule <= 62  # as long as the text: 56 mm in Times 13 bold
    issuers(side(names, 0), paper)
    (number, *subject), (place,) = side(dated, 0), side(dated, 1)
    assert (NUMBER if paper.number else OPEN_NUMBER).match(number.text), number
    assert (DAY if paper.day else OPEN_DAY).match(place.text), place
    Set((13, 13)).holds(number)
    Set((13, 14), italic=True).holds(place)
    (abstract if paper.kind else about)([one for one in word.parts[0] if isinstance(one, Seen)] if paper.kind else subject, paper)
    addressees(word, paper)


def issuers(lines: list[Seen], paper: blocks.Paper) -> None:
    *above, last = lines
    assert " ".join(line.text.replace("\n", " ") for line in lines) == f"{paper.issuer.superior} {paper.issuer.name}".strip().upper()
    Set((12, 13), bold=True).holds(last)
    for line in above:
        Set((12, 13)).holds(line)
    longest = max(map(len, last.text.split("\n"))) * 3.05  # mm of a bold capital of Times 12, on the whole
    assert longest / 3 * 0.9 <= last.rule <= longest / 2 * 1.1, (last, longest)


def abstract(lines: list[Seen], paper: blocks.Paper) -> None:
    """The kind in capitals, what it is about below, and a line."""
    kind, about, *_ = lines
    assert kind.text == paper.kind.upper() and about.text.split() == paper.abstract.split()
    Set((13, 14), bold=True).holds(kind)
    Set((13, 14), bold=True).holds(about)
    longest = max(map(len, about.text.split("\n"))) * 2.35
    assert longest / 3 * 0.8 <= about.rule <= longest / 2 * 1.2, (about, longest)


def about(lines: list[Seen], paper: blocks.Paper) -> None:
    """A letter says under its number what it is about."""
    (line,) = lines
    assert line.text.split() == ["V/v", *paper.abstract.split()]
    Set((12, 13)).holds(line)


def addressees(word: Opened, paper: blocks.Paper) -> None:
    told = [line for line in word.parts[0] if isinstance(line, Seen) and line.text.startswith("Kính gửi:")]
    assert len(told) == bool(paper.to)
    if len(paper.to) == 1:
        assert told[0].text == f"Kính gửi: {paper.to[0]}"
        Set((13, 14)).holds(told[0])
    elif paper.to:
        start = word.parts[0].index(told[0]) + 1
        named = [line for line in word.parts[0][start : start + len(paper.to)] if isinstance(line, Seen)]
        ends_as_a_list([line.text for line in named])
        for line in named:
            Set((13, 14), align="left").holds(line)
            assert line.text.startswith("- ") and line.indent > told[0].indent


def ends_as_a_list(texts: list[str]) -> None:
    assert all(text.endswith(";") for text in texts[:-1]) and texts[-1].endswith("."), texts


def grounds(word: Opened, paper: blocks.Paper) -> None:
    """Each ground on its own line, in italics."""
    given = next((block.lines for block in paper.body if isinstance(block, blocks.Grounds)), ())
    found = [line for line in word.parts[0] if isinstance(line, Seen) and line.italic]
    assert len(found) == len(given)
    if found:
        ends_as_a_list([line.text for line in found])
        for line in found:
            Set((13, 14), italic=True, align="justify").holds(line)


def articles(word: Opened) -> None:
    """Articles in bold, numbered on; points in the order of the Vietnamese alphabet."""
    lines = [line for line in word.parts[0] if isinstance(line, Seen)]
    assert [line.lead for line in lines if line.lead.startswith("Điều ")] == [
        f"Điều {n}." for n in range(1, 1 + sum(line.text.startswith("Điều ") for line in lines))
    ]
    before = -1
    for line in lines:
        lettered = re.match(r"^([a-zđ])\) ", line.text)
        if lettered:
            assert POINTS.index(lettered[1]) == before + 1, line
        before = POINTS.index(lettered[1]) if lettered else -1


def closing(word: Opened) -> None:
    """The text ends with the sign, once, and who signs stands on the page of the last words."""
    *_, last, _foot = word.parts[0]
    assert isinstance(last, Seen) and last.text.endswith("./.") and last.kept
    assert sum(one.text.count("./.") for one in word.parts[0] if isinstance(one, Seen)) == 1


def foot(word: Opened, paper: blocks.Paper) -> None:
    """Boxes 7 and 9b."""
    table = word.parts[0][-1]
    assert isinstance(table, Table) and table.style.name != "Table Grid" and table._tbl.findall(f".//{qn('w:cantSplit')}")
    title, *received = side(table, 0)
    assert title.text == "Nơi nhận:"
    Set((12, 12), bold=True, italic=True, align="left").holds(title)
    ends_as_a_list([line.text for line in received])
    assert received[-1].text.startswith("- Lưu: VT") and len(received) == len(paper.recipients)
    for line in received:
        Set((11, 11), align="left").holds(line)
        assert line.text.startswith("- ")
    signer(side(table, 1), paper)


def signer(lines: list[Seen], paper: blocks.Paper) -> None:
    powers = lines[: len(paper.signature.power)]
    for line in lines:
        Set((13, 14), bold=True).holds(line)
    assert powers and all(POWERS.match(line.text) and line.text == line.text.upper() for line in powers), powers
    assert [line.text for line in lines[len(powers) :]] == ([paper.signature.name] if paper.signature.name else [])
    assert not TITLES.search(paper.signature.name)


def annexes(word: Opened, paper: blocks.Paper | blocks.Annex) -> None:
    """Numbered in Roman only where there are several; what they belong to is named without number and day."""
    own = [paper] if isinstance(paper, blocks.Annex) else list(paper.annexes)
    parts = word.parts[-len(own) :] if own else []
    assert len(word.parts) == len(own) + isinstance(paper, blocks.Paper)
    for number, annex, part in zip(("I", "II", "III", "IV", "V"), own, parts, strict=False):
        name, title, *rest = part
        assert isinstance(name, Seen) and isinstance(title, Seen)
        assert name.text == (f"Phụ lục {number}" if len(own) > 1 else "Phụ lục") and title.text.split() == annex.title.upper().split()
        Set((14, 14), bold=True).holds(name)
        Set((13, 14), bold=True).holds(title)
        if annex.of:
            assert isinstance(rest[0], Seen) and re.match(r"^\(Kèm theo .+ số +(/[^ ]+ )?ngày +tháng +năm .+\)$", rest[0].text), rest[0]
            Set((13, 14), italic=True).holds(rest[0])


def prose(word: Opened) -> None:
    """Text between the margins: 13 or 14, justified, drawn in, gaps of 6 points, lines of one to one and a half."""
    for line in (one for part in word.parts for one in part if isinstance(one, Seen) and (one.align == "justify" or one.first_line)):
        assert (
            line.align == "justify"
            and line.sizes <= {13, 14}
            and round(line.first_line, 1) in (10, 12.7)
            and line.after >= 6
            and 1 <= line.spacing <= 1.5
        ), line


def tables(word: Opened) -> None:
    """A table with lines has its headings again on every page, and fits between the margins."""
    for section, part in zip(word.document.sections, word.parts, strict=True):
        for table in (one for one in part if isinstance(one, Table) and one.style.name == "Table Grid"):
            assert table._tbl.tr_lst[0].find(f".//{qn('w:tblHeader')}") is not None
            room = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
            assert abs(sum(column.w.mm for column in table._tbl.tblGrid.gridCol_lst) - room) < 1


def says_the_same(word: Opened, data: bytes) -> None:
    """Every text of the Word file stands in the PDF; its pages are A4, and only later pages are numbered."""
    assert data.startswith(b"%PDF")
    reader = PdfReader(io.BytesIO(data))
    assert all(sorted((round(page.mediabox.width), round(page.mediabox.height))) == [595, 842] for page in reader.pages)
    there = bare("".join(page.extract_text() for page in reader.pages))
    for text in {text.text for text in word.document.element.body.iter(qn("w:t")) if text.text and text.text.strip()}:
        for written in text.split():
            assert bare(written) in there, written


def bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))
