"""What an official paper says, and nothing of how it looks. Text is plain: whatever it holds, it is shown as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

CITY = "Thành phố Hồ Chí Minh"


@dataclass(frozen=True)
class Issuer:
    """Who issues the paper, and the body above it ("" when there is none to name). Given as usual; printed in capitals."""

    name: str
    superior: str = ""


@dataclass(frozen=True)
class Signature:
    """Who signs: the power by lines (`TM. ỦY BAN NHÂN DÂN`, `CHỦ TỊCH`) and the name without title; "" leaves room for it."""

    power: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Prose; `lead` is what stands bold before it. A line break in the text begins a new paragraph."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Heading:
    """A line of the body in bold: `I. SỰ CẦN THIẾT`."""

    text: str


@dataclass(frozen=True)
class Grounds:
    """The `Căn cứ` of a decision, one a line without its final sign, and on whose proposal it is made."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Authority:
    """Who decides, in capitals: `ỦY BAN NHÂN DÂN THÀNH PHỐ`; and the word between grounds and articles: `QUYẾT ĐỊNH:`."""

    text: str


@dataclass(frozen=True)
class Clause:
    """A khoản, with its điểm. Numbers and letters are given by the layout."""

    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Article:
    """An Điều. Articles are numbered through the whole paper."""

    text: str
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Items:
    """Lines after dashes."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, and whether its cells are centred."""

    heading: str
    width: float = 1
    centred: bool = False


@dataclass(frozen=True)
class Group:
    """A row that names the rows below it, over the whole width."""

    text: str


Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows under columns; the headings are repeated on every page. Without rows it says `empty`."""

    columns: tuple[Column, ...]
    rows: Sequence[Row | Group]
    empty: str = "Không có."


Block = Paragraph | Heading | Grounds | Authority | Article | Items | Table


@dataclass(frozen=True)
class Annex:
    """An annex of a paper, or on its own. It is numbered only where a paper has several.

    `of` says what it belongs to: `Quyết định số {number} {day} của Ủy ban nhân dân Thành phố`, with the number and the day
    left open: in an electronic paper they stay blank, since number and time stand in the signing line.
    """

    title: str
    body: tuple[Block, ...]
    of: str = ""
    landscape: bool = False
    draft: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole official paper. Without a `kind` it is an official letter, whose abstract stands under its number."""

    issuer: Issuer
    symbol: str
    abstract: str
    body: tuple[Block, ...]
    signature: Signature
    recipients: tuple[str, ...]
    kind: str = ""
    number: str = ""
    day: date | None = None
    place: str = CITY
    to: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    draft: bool = False
