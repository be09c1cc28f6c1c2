"""The annex of a list: its columns, and the text that stands in them. Nothing here reads the database.

What an annex prints follows from its layout, the names of agencies and what the versions say, and from nothing else: the same
three give the same annex whatever the code calls things by then. Should a value ever have to be printed otherwise, that is another
`form`: layouts of this one go on printing as they did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog.entries.content import GOVERNED, REQUIRED, governed, label
from catalog.journal.actions import ListDigest, canonical, digest

FORM = 1
LANGUAGE = "vi"  # a legal text, whatever its reader reads the pages in
POSITION, CODE, NAME = "position", "code", "name"
KEYS = (POSITION, CODE, *GOVERNED)
#: What a catalogue has to show (NĐ 47/2020 Art. 11(4)) and who and how; the city's own columns are not known.
DEFAULT = (POSITION, CODE, NAME, "managing_agency", *(key for key in REQUIRED if key not in (NAME, "managing_agency")))
#: Millimetres on a landscape page, which has 252 between its margins: as many as the default columns have together.
USUAL = 18
WIDTHS = {POSITION: 11, CODE: 15, NAME: 30, "managing_agency": 22, "purpose": 28, "content": 28, "collection_mechanism": 20}
WIDTHS |= {"sharing_class": 15, "personal_data": 15, "update_frequency": 14}
SUGGESTED = "SUGGESTED"
BASIS = "managing_agency_basis"

Cell = str | int
Words = Mapping[str, Mapping[str, str]]
Names = Mapping[str, str]
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Heading:
    """A column: what it shows, what stands over it, how wide it is in millimetres."""

    key: str
    heading: str
    width: int = USUAL


@dataclass(frozen=True)
class Layout:
    """The columns of an annex, and the words of the closed lists they choose from."""

    columns: tuple[Heading, ...]
    words: Words
    form: int = FORM

    @property
    def reads(self) -> set[str]:
        """The governed names that its cells are made of."""
        named = {column.key for column in self.columns} - {POSITION, CODE}
        return named | ({BASIS} if "managing_agency" in named else set())


@dataclass(frozen=True)
class Annex:
    """A list as printed: headings, a row an entry, and what it is the annex of."""

    columns: tuple[Heading, ...]
    rows: list[list[Cell]]
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 over the headings and every line."""
        whole = begun(self.columns)
        for line in self.rows:
            whole.add(line)
        return whole.hexdigest()


def begun(columns: Sequence[Heading]) -> ListDigest:
    """The hash of an annex under these headings, to which its lines are added as they come."""
    return ListDigest(b"[" + canonical([[column.key, column.heading] for column in columns]) + b",", b"]")


def heading_of(key: str) -> str:
    """What usually stands over a column."""
    own = {POSITION: _("STT"), CODE: _("Mã")}
    with override(LANGUAGE):
        return str(own[key]) if key in own else label(key)


def default() -> Layout:
    """The layout before anybody chose one."""
    return Layout(tuple(Heading(key, heading_of(key), WIDTHS.get(key, USUAL)) for key in DEFAULT), words())


def words() -> Words:
    """Every choice of every governed name, as the code calls it today."""
    with override(LANGUAGE):
        return {name: {value: str(text) for value, text in governed(name).choices} for name in GOVERNED if governed(name).choices}


def row(layout: Layout, position: int, code: str, said: Said, names: Names) -> list[Cell]:
    """One line."""
    own: dict[str, Cell] = {POSITION: position, CODE: code}
    return [own[column.key] if column.key in own else _cell(layout.words, column.key, said, names) for column in layout.columns]


def rows(layout: Layout, entries: Iterable[tuple[str, Said]], names: Names) -> list[list[Cell]]:
    """Every line, numbered from 1: code and what is said of each."""
    return [row(layout, position, code, said, names) for position, (code, said) in enumerate(entries, start=1)]


def line_hash(printed: Sequence[Cell]) -> str:
    """SHA-256 of one line."""
    return digest(list(printed))


def _cell(known: Words, key: str, said: Said, names: Names) -> Cell:
    value = said[key]
    if key == "managing_agency":
        return _agency(known, value, str(said[BASIS]), names)
    if isinstance(value, list):
        return "; ".join(names.get(one, one) for one in value)
    if value is None or isinstance(value, int):
        return "" if value is None else value
    return known.get(key, {}).get(value, value)


def _agency(known: Words, key: str, basis: str, names: Names) -> str:
    """An agency that no decision named is never printed as if one had."""
    name = names.get(key, key)
    return f"{name} ({known[BASIS][SUGGESTED]})" if name and basis == SUGGESTED else name
