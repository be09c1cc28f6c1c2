"""Rows held against the catalogue: new, unchanged, other than what it says, or to be mended first.

A row is the same database as an entry that has its code; without a code, as the one entry that has its name, capitals and marks aside
(docs/adr/0022). A few statements for each few hundred rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.annexes.parties import Parties
from catalog.annexes.states import Outcome, RowKind
from catalog.annexes.tables import Line
from catalog.annexes.values import Finding, Read, laid_over, read
from catalog.decisions.models import Decision
from catalog.entries import validation
from catalog.entries.content import GOVERNED, Content, content_of, empty, label, tidy
from catalog.entries.models import DatabaseVersion, SharedDatabase
from hcm_registry.batches import batches
from hcm_registry.vietnamese.text import clean_line, search_key

BATCH = 500


@dataclass(frozen=True)
class Mapping:
    """How rows are read: the headings, a field for each, the field that groups speak of, and answers about agencies."""

    headings: Sequence[str]
    columns: Sequence[str]
    group_field: str = ""
    answers: dict[str, str] = field(default_factory=dict)


class Entry(NamedTuple):
    """A version that a row may be about."""

    version: int
    code: str
    name: str


@dataclass(frozen=True)
class Judged:
    """A row and what it is to the catalogue."""

    read: Read
    outcome: Outcome
    content: Content
    base: Content | None = None
    database: SharedDatabase | None = None

    @property
    def changed(self) -> list[str]:
        """Governed names of which it says something else."""
        return [name for name in GOVERNED if self.base is not None and self.base[name] != self.content[name]]


class Catalogue:
    """What rows are compared with: the entries of today, or, for the annex that completes a decision, those that this one entered."""

    def __init__(self, completes: Decision | None = None) -> None:
        found = DatabaseVersion.objects.filter(decision=completes) if completes else DatabaseVersion.objects.open()
        self.coded: dict[str, Entry] = {}
        self.named: dict[str, list[Entry]] = defaultdict(list)
        for one in found.order_by("pk").values_list("pk", "database__code", "name"):
            entry = Entry(*one)
            self.coded[entry.code] = entry
            self.named[search_key(entry.name)].append(entry)

    def entry(self, row: Read) -> tuple[Entry | None, str]:
        """The entry that a row is about, and why that cannot be said."""
        if row.code:
            entry = self.coded.get(row.code)
            return entry, "" if entry else _("Không có cơ sở dữ liệu mã “%(code)s”. Sửa mã, hoặc để trống nếu là mới.") % {"code": row.code}
        found = self.named.get(search_key(clean_line(row.says.get("name", ""))), [])
        if len(found) > 1:
            codes = ", ".join(entry.code for entry in found)
            return None, _("Danh mục có nhiều cơ sở dữ liệu tên này: %(codes)s. Thêm cột Mã để phân biệt.") % {"codes": codes}
        return (found[0] if found else None), ""


def judged(lines: Iterable[Line], mapping: Mapping, catalogue: Catalogue, parties: Parties, on: date) -> Iterator[Judged]:
    """Each row that is an entry, judged for a decision that takes effect on the day."""
    first: dict[str, int] = {}
    entries = (line for line in lines if line.kind == RowKind.ENTRY)
    for batch in batches(entries, BATCH):
        rows = [read(line, mapping.columns, mapping.headings, mapping.group_field, parties) for line in batch]
        for row in rows:
            _once(row, first)
        yield from _batch(rows, catalogue, on)


def _once(row: Read, first: dict[str, int]) -> None:
    """A name stands in a file once; with codes, a code does."""
    key = row.code or search_key(clean_line(row.says.get("name", "")))
    before = first.setdefault(key, row.line.number) if key else row.line.number
    if before != row.line.number:
        sentence = _("Trùng với dòng %(number)d của tệp. Bỏ một trong hai dòng.") % {"number": before}
        row.findings.append(Finding(row.line.number, label("name"), sentence))


def _batch(rows: Sequence[Read], catalogue: Catalogue, on: date) -> Iterator[Judged]:
    meant = []
    for row in rows:
        entry, doubt = catalogue.entry(row)
        meant.append(entry)
        if doubt:
            row.findings.append(Finding(row.line.number, label("name"), doubt))
    versions = DatabaseVersion.objects.with_dictionary().select_related("database", "managing_agency")
    known = versions.in_bulk([entry.version for entry in meant if entry])
    bases = [content_of(known[entry.version]) if entry else None for entry in meant]
    contents = [tidy(laid_over(base or empty(), row)) for row, base in zip(rows, bases, strict=True)]
    among = validation.known(contents, on)
    for row, entry, base, content in zip(rows, meant, bases, contents, strict=True):
        row.findings.extend(_problems(row, content, base, on, among))
        database = known[entry.version].database if entry else None
        yield Judged(row, _outcome(row, content, base), content, base, database)


def _problems(row: Read, content: Content, base: Content | None, on: date, among: validation.Known) -> Iterator[Finding]:
    """What the catalogue's own rules say; of an entry that stays as it is nothing is asked."""
    if content == base or not content["name"]:
        return
    for path, sentences in validation.problems(content, base=base or empty(), on=on, among=among).items():
        heading = label(path) if path in GOVERNED else path
        yield from (Finding(row.line.number, heading, sentence) for sentence in sentences)


def _outcome(row: Read, content: Content, base: Content | None) -> Outcome:
    if any(finding.blocks for finding in row.findings):
        return Outcome.WRONG
    if base is None:
        return Outcome.NEW
    return Outcome.SAME if content == base else Outcome.OTHER
