"""How NĐ 30/2020 sets each part of a paper (Appendix I), and a paper brought into that order. Sizes in points, lengths in mm."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from itertools import islice
from typing import Literal

from hcm_registry.documents import blocks, words
from hcm_registry.documents.metrics import width_of
from hcm_registry.vietnamese.text import clean

Align = Literal["left", "center", "justify"]
SHORT = 0.4  # a rule of "one third to one half" of the text above it


@dataclass(frozen=True)
class Style:
    """How a line is set. `rule` is the length of the solid line below it, as a share of the line's own text."""

    size: float
    bold: bool = False
    italic: bool = False
    capitals: bool = False
    align: Align = "left"
    first_line: float = 0
    indent: float = 0
    before: float = 0
    after: float = 0
    spacing: float = 1
    rule: float = 0


PAGE = {"width": 210, "height": 297, "top": 20, "bottom": 20, "left": 30, "right": 15, "number": 10}  # A4; margins of Appendix I, I.2
TEXT, ACROSS = (PAGE[side] - PAGE["left"] - PAGE["right"] for side in ("width", "height"))
NAMES, DATED, FOOT = (75, 90), (62, 103), (82.5, 82.5)  # two columns: issuer and motto, number and day, receivers and signer
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML, and so Word, cannot hold
SPARE = 0.94  # of a column's width; letters of PDF are a little wider than those of Times
SIGNING = 25  # room for signature and seal
WHOLE = 30  # lines that a page holds whatever they say
_PROSE = Style(14, align="justify", first_line=10, after=6, spacing=1.15)
STYLES = {
    "country": Style(12, bold=True, capitals=True, align="center"),
    "motto": Style(13, bold=True, align="center", rule=1),
    "superior": Style(12, capitals=True, align="center"),
    "issuer": Style(12, bold=True, capitals=True, align="center", rule=SHORT),
    "number": Style(13, align="center", before=6),
    "place": Style(13, italic=True, align="center", before=6),
    "subject": Style(12, align="center", before=6),
    "kind": Style(14, bold=True, capitals=True, align="center", before=18),
    "abstract": Style(14, bold=True, align="center", rule=SHORT),
    "to": Style(14, align="center", before=12, after=12),
    "to_several": Style(14, indent=30, before=12),
    "addressee": Style(14, indent=47, after=3),  # below the colon of "Kính gửi:"
    "authority": Style(14, bold=True, capitals=True, align="center", before=12, after=12),
    "ground": replace(_PROSE, italic=True),
    "body": _PROSE,
    "heading": replace(_PROSE, bold=True, before=6),
    "power": Style(14, bold=True, capitals=True, align="center"),
    "signer": Style(14, bold=True, align="center"),
    "recipients": Style(12, bold=True, italic=True),
    "recipient": Style(11),
    "annex": Style(14, bold=True, align="center"),
    "annex_title": Style(14, bold=True, capitals=True, align="center", after=6),
    "annex_of": Style(14, italic=True, align="center", after=12),
    "column": Style(12, bold=True, align="center", before=2, after=2),
    "cell": Style(12, before=2, after=2),
    "cell_centred": Style(12, align="center", before=2, after=2),
    "group": Style(12, bold=True, before=2, after=2),
    "page": Style(13, align="center"),
}


@dataclass(frozen=True)
class Line:
    """One paragraph in a style; `lead` stands bold before it. A `kept` one stays on the page of what follows."""

    style: str
    text: str
    lead: str = ""
    kept: bool = False

    @property
    def rule(self) -> float:
        """The length of the solid line below, mm: by the longest line of the text."""
        style = STYLES[self.style]
        return style.rule * max(width_of(text, style.size, bold=style.bold) for text in self.printed.split("\n"))

    @property
    def printed(self) -> str:
        """The text as it is printed."""
        return self.text.upper() if STYLES[self.style].capitals else self.text


@dataclass(frozen=True)
class Gap:
    """Empty room, mm."""

    height: float


@dataclass(frozen=True)
class Columns:
    """Two columns side by side, without lines: the head, and who signs beside who receives. Not broken over pages unless very long."""

    widths: tuple[float, float]
    left: tuple[Line | Gap, ...]
    right: tuple[Line | Gap, ...]

    @property
    def whole(self) -> bool:
        """Whether it fits a page for certain."""
        return max(len(self.left), len(self.right)) <= WHOLE


@dataclass(frozen=True)
class Grid:
    """A table with lines: widths as shares, the row of headings, rows of cells; a row with one cell spans them all."""

    widths: tuple[float, ...]
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


Item = Line | Gap | Columns | Grid


@dataclass(frozen=True)
class Part:
    """Pages numbered on their own: the paper itself, or one annex."""

    items: tuple[Item, ...]
    landscape: bool = False
    draft: bool = False


def compose(paper: blocks.Paper | blocks.Annex) -> tuple[Part, ...]:
    """The parts of a paper in the order of the decree; of an annex on its own, that one part."""
    if isinstance(paper, blocks.Annex):
        return (_annex(paper, "Phụ lục"),)
    several = len(paper.annexes) > 1
    annexes = (_annex(one, f"Phụ lục {words.roman(n)}" if several else "Phụ lục") for n, one in enumerate(paper.annexes, start=1))
    main = (*_head(paper), *_closed(_body(paper.body)), _foot(paper))
    return (Part(main, draft=paper.draft), *(replace(annex, draft=annex.draft or paper.draft) for annex in annexes))


def title_of(paper: blocks.Paper | blocks.Annex) -> str:
    """What the file is called for who cannot see it, in the length that Word allows."""
    title = paper.title if isinstance(paper, blocks.Annex) else f"{paper.kind} {paper.abstract}"
    return clean(_UNWRITABLE.sub("", " ".join(title.split())))[:255]


def _head(paper: blocks.Paper) -> Iterator[Item]:
    superior = (_balanced("superior", paper.issuer.superior, NAMES[0]),) if paper.issuer.superior else ()
    number = _line("number", f"Số: {words.number_and_symbol(paper.number, paper.symbol)}")
    subject = () if paper.kind else (_balanced("subject", f"V/v {paper.abstract}", DATED[0]),)
    motto = (_line("country", "Cộng hòa xã hội chủ nghĩa Việt Nam"), _line("motto", "Độc lập - Tự do - Hạnh phúc"))
    yield Columns(NAMES, (*superior, _balanced("issuer", paper.issuer.name, NAMES[0])), motto)
    yield Columns(DATED, (number, *subject), (_line("place", f"{paper.place}, {words.day_in_words(paper.day)}"),))
    if paper.kind:
        yield _line("kind", paper.kind)
        yield _balanced("abstract", paper.abstract, TEXT)
        yield Gap(3)  # or text would touch the line
    yield from _addressees(paper.to)


def _addressees(to: Sequence[str]) -> Iterator[Line | Gap]:
    if len(to) == 1:
        yield _line("to", f"Kính gửi: {to[0]}")
    elif to:
        yield _line("to_several", "Kính gửi:")
        yield from (_line("addressee", f"- {name}") for name in words.listed(to))
        yield Gap(3)


def _foot(paper: blocks.Paper) -> Columns:
    received = (_line("recipient", f"- {line}") for line in words.listed(paper.recipients))
    power = tuple(_line("power", line) for line in paper.signature.power)
    left: tuple[Line | Gap, ...] = (Gap(4), _line("recipients", "Nơi nhận:"), *received)
    return Columns(FOOT, left, (Gap(4), *power, Gap(SIGNING), _line("signer", paper.signature.name)))


def _annex(annex: blocks.Annex, name: str) -> Part:
    head = [_line("annex", name), _balanced("annex_title", annex.title, ACROSS if annex.landscape else TEXT)]
    if annex.of:
        belongs = annex.of.format(number=words.BLANK, day=words.day_in_words(None))
        head.append(_line("annex_of", f"(Kèm theo {belongs})"))
    return Part((*head, *_body(annex.body)), annex.landscape, annex.draft)


def _body(body: Iterable[blocks.Block]) -> tuple[Item, ...]:
    items: list[Item] = []
    articles = 0
    for block in body:
        if isinstance(block, blocks.Article):
            articles += 1
            items.extend(_article(block, articles))
        else:
            items.extend(_set(block))
    return tuple(items)


def _closed(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The last words of a paper end with the sign that nothing follows; who signs stands on their page."""
    last = items[-1] if items else None
    if isinstance(last, Line):
        return (*items[:-1], replace(last, text=words.closed(last.text), kept=True))
    return (*items, replace(_line("body", "./."), kept=True))


def _article(article: blocks.Article, number: int) -> Iterator[Line]:
    yield _line("body", article.text, lead=f"Điều {number}.")
    for place, clause in enumerate(article.clauses, start=1):
        yield _line("body", f"{place}. {clause.text}")
        yield from (_line("body", f"{words.point(at)}) {text}") for at, text in enumerate(words.listed(clause.points)))


@singledispatch
def _set(block: blocks.Block) -> Iterable[Item]:
    raise TypeError(block)


@_set.register
def _(block: blocks.Paragraph) -> Iterable[Item]:
    first, *more = [line for line in block.text.split("\n") if line.strip()] or [""]
    return [_line("body", first, lead=block.lead), *(_line("body", line) for line in more)]


@_set.register
def _(block: blocks.Heading) -> Iterable[Item]:
    return [replace(_line("heading", block.text), kept=True)]


@_set.register
def _(block: blocks.Grounds) -> Iterable[Item]:
    return [_line("ground", line) for line in words.listed(block.lines)]


@_set.register
def _(block: blocks.Authority) -> Iterable[Item]:
    return [_line("authority", block.text)]


@_set.register
def _(block: blocks.Items) -> Iterable[Item]:
    return [_line("body", f"- {line}") for line in words.listed(block.lines)]


@_set.register
def _(block: blocks.Table) -> Iterable[Item]:
    styles = ["cell_centred" if column.centred else "cell" for column in block.columns]
    rows = [
        (replace(_line("group", row.text), kept=True),) if isinstance(row, blocks.Group) else tuple(map(_line, styles, row))
        for row in block.rows
    ] or [(_line("cell_centred", block.empty),)]
    head = tuple(_line("column", column.heading) for column in block.columns)
    return [Grid(tuple(column.width for column in block.columns), head, tuple(rows)), Gap(3)]


def _line(style: str, text: str, lead: str = "") -> Line:
    return Line(style, clean(_UNWRITABLE.sub("", text)), clean(lead))


def _balanced(style: str, text: str, room: float) -> Line:
    """The text on as few lines as the room (mm) allows, the longest as short as can be: a name is not left with one word below it."""
    line = _line(style, " ".join(text.split()))
    widths = [width_of(word + " ", STYLES[style].size, bold=STYLES[style].bold) for word in line.printed.split()]
    lines = len(_wrapped(widths, room * SPARE))
    narrow = next((share for share in range(20, 100) if len(_wrapped(widths, room * SPARE * share / 100)) == lines), 100)
    given = iter(line.text.split())
    return replace(line, text="\n".join(" ".join(islice(given, count)) for count in _wrapped(widths, room * SPARE * narrow / 100)))


def _wrapped(widths: list[float], room: float) -> list[int]:
    """How many words stand on each line."""
    lines, used = [0], 0.0
    for width in widths:
        if lines[-1] and used + width > room:
            lines.append(0)
            used = 0
        lines[-1] += 1
        used += width
    return lines
