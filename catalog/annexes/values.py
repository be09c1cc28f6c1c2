"""What the cells of a row say of an entry, in the catalogue's own values. What cannot be read is kept as text in the notes and named;
nothing is lost, nothing is made up."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.annexes.parties import UNKNOWN, Parties, without_basis
from catalog.annexes.tables import Line
from catalog.editions.annex import LANGUAGE
from catalog.entries.content import GOVERNED, Content, governed, label
from hcm_registry.vietnamese.text import clean_line, search_key

BROKEN_CELL = re.compile(r"#(REF|N/A|VALUE|NAME\?|DIV/0|NUM|NULL)!?")
PREFIXES = re.compile(r"^(?:[ivxlc]+|[a-h]|\d+)[.)]\s*|^(?:linh vuc|nhom|du lieu|chia se)\s*:?\s+")
LEVEL = re.compile(r"(?:cap\s*(?:do)?\s*)?([1-5])")
#: As offices write them, without marks; beside the labels of the lists.
SPOKEN = {
    "update_frequency": {"thoi gian thuc": "REALTIME", "khi co thay doi": "ON_EVENT", "theo phat sinh": "ON_EVENT", "nam": "YEARLY"},
    "sharing_mode": {"mac dinh": "DEFAULT", "dac thu": "SPECIFIC_REQUEST"},
    "personal_data": {"khong": "NONE", "khong co": "NONE", "co ban": "BASIC", "nhay cam": "SENSITIVE"},
}


@dataclass(frozen=True)
class Finding:
    """Something about a row that a person should know: under which heading, and whether it keeps the annex out."""

    number: int
    column: str
    text: str
    blocks: bool = True


@dataclass
class Read:
    """What a row says: governed names that have something, its code, what is to be noted, what was found."""

    line: Line
    says: Content = field(default_factory=dict)
    code: str = ""
    remarks: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    doubtful: dict[str, str] = field(default_factory=dict)  # text that names an agency in doubt → the column


def read(line: Line, columns: Sequence[str], headings: Sequence[str], group_field: str, parties: Parties) -> Read:
    """A row by the mapping of its columns."""
    found = Read(line)
    for place, name in enumerate(columns):
        text = line.cells[place] if place < len(line.cells) else ""
        if name and name != "position" and text.strip():
            _take(found, name, text, headings[place] or _("Cột %(number)d") % {"number": place + 1}, parties)
    if group_field and line.group and group_field not in found.says:
        _take(found, group_field, _ungrouped(line.group), label(group_field), parties)
    if not found.says.get("name"):
        found.findings.append(Finding(line.number, label("name"), _("Dòng này chưa có tên cơ sở dữ liệu. Nhập tên, hoặc bỏ dòng.")))
    return found


def _take(found: Read, name: str, text: str, heading: str, parties: Parties) -> None:
    if text.startswith("=") or BROKEN_CELL.fullmatch(text.strip()):
        sentence = _("Ô chứa công thức hoặc lỗi “%(text)s”. Trong Excel, dán lại ô dưới dạng giá trị.") % {"text": text[:60]}
        found.findings.append(Finding(found.line.number, heading, sentence))
    elif name == "code":
        found.code = clean_line(text)
    elif name == "managing_agency":
        _take_manager(found, text, heading, parties)
    elif name == "coordinating_agencies":
        keys = [_agency(found, part, heading, parties) for part in _parts(text, parties)]
        found.says[name] = sorted({key for key in keys if key})
    elif governed(name).choices or isinstance(governed(name), models.IntegerField):
        _take_choice(found, name, text, heading)
    else:
        found.says[name] = clean_line(text) if isinstance(governed(name), models.CharField) else text


def _take_manager(found: Read, text: str, heading: str, parties: Parties) -> None:
    named, basis = without_basis(text)
    if key := _agency(found, named, heading, parties):
        found.says["managing_agency"] = key
        found.says.setdefault("managing_agency_basis", basis)


def _take_choice(found: Read, name: str, text: str, heading: str) -> None:
    value = choice(name, text)
    if value is not None:
        found.says[name] = value
        return
    sentence = _("“%(text)s” không có trong danh sách của mục “%(label)s”. Mục này để trống, chữ trong tệp được giữ ở Ghi chú.")
    words = sentence % {"text": clean_line(text)[:80], "label": label(name)}
    found.findings.append(Finding(found.line.number, heading, words, blocks=False))
    found.remarks.append(f"{heading}: {clean_line(text)}")


def choice(name: str, text: str) -> str | int | None:
    """The value that a text means; None when no choice is called so."""
    said = search_key(clean_line(text)).rstrip(".")
    if isinstance(governed(name), models.IntegerField):
        level = LEVEL.fullmatch(said)
        return int(level.group(1)) if level else None
    known = _choices(name)
    return known.get(said) or known.get(PREFIXES.sub("", said))


@cache
def _choices(name: str) -> dict[str, str]:
    with override(LANGUAGE):
        labels = {search_key(str(text)): str(key) for key, text in governed(name).choices}
    short = {PREFIXES.sub("", text): key for text, key in labels.items()}
    own = {str(key).lower(): str(key) for key, _text in governed(name).choices}
    return SPOKEN.get(name, {}) | own | short | labels


def _agency(found: Read, text: str, heading: str, parties: Parties) -> str:
    """Its key; empty, and said so, where it is not known which."""
    key = parties.key(text)
    if key == UNKNOWN:
        words = _("“%(text)s” không thuộc cơ quan nào đã ghi. Mục này để trống, chữ trong tệp được giữ ở Ghi chú.") % {"text": text}
        found.findings.append(Finding(found.line.number, heading, words, blocks=False))
        found.remarks.append(f"{heading}: {text}")
        return ""
    if key is None:
        found.doubtful[text] = heading
        words = _("Chưa rõ “%(text)s” là cơ quan nào. Chọn cơ quan ở bước Đơn vị.") % {"text": text}
        found.findings.append(Finding(found.line.number, heading, words))
    return key or ""


def _parts(text: str, parties: Parties) -> Iterator[str]:
    """Several agencies in one cell stand one a line or behind semicolons; a comma may be part of a name, so it parts only where the
    whole is nobody's name."""
    for part in re.split(r"[;\n]", text):
        said = clean_line(re.sub(r"^\s*[-+•]\s*", "", part))
        pieces = [piece.strip() for piece in said.split(",")]
        if len(pieces) > 1 and parties.key(said) is None and all(parties.key(piece) for piece in pieces):
            yield from pieces
        elif said:
            yield said


def _ungrouped(group: str) -> str:
    """The group's words without its number."""
    return re.sub(r"^(?:[IVXLC]+|[A-H]|\d+)\s*[.)]?\s+", "", clean_line(group))


def laid_over(base: Content, found: Read) -> Content:
    """What the entry says after the row: an empty cell says nothing, so what is known stays; texts not understood go to the notes once."""
    wanted = base | {name: value for name, value in found.says.items() if name in GOVERNED}
    missing = [remark for remark in found.remarks if remark not in str(wanted.get("notes", ""))]
    return wanted | {"notes": "\n".join(filter(None, [wanted.get("notes", ""), *missing]))}


def as_read(name: str, value: Any) -> str:
    """A value in words, for a report."""
    if isinstance(value, list):
        return "; ".join(value)
    chosen = governed(name).choices
    return str(dict(chosen).get(value, value)) if chosen and value else "" if value is None else str(value)
