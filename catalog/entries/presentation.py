"""What an entry says, in words for people: facts by section, the dictionary, and the differences between two documents.

Unknown is said as unknown; nothing here decides anything.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agencies.models import Agency
from catalog.entries.content import COLUMN, DATASET, SECTIONS, Content, governed, label
from catalog.entries.difference import Change, Difference, differences
from catalog.entries.models import DatabaseVersion, Dataset, Field
from hcm_registry.vietnamese.diff import diff_html, diff_inline

KIND = {Change.ADDED: "add", Change.CHANGED: "change", Change.REMOVED: "remove"}
SAID_ABOVE = {"name", "name_en"}  # the page's own title and subtitle
SAID_BESIDE = {"managing_agency_basis"}  # a mark beside the agency
FEW = 3  # changes named in one line of a history
Names = dict[str, str]


@dataclass(frozen=True)
class Fact:
    """One governed field of a version; `text` is empty when it is unknown."""

    name: str
    label: str
    text: str


@dataclass(frozen=True)
class Group:
    """The facts of one section."""

    key: str
    title: str
    facts: list[Fact]

    @property
    def known(self) -> list[Fact]:
        """What is said, and not already by the head of the page."""
        return [fact for fact in self.facts if fact.text and fact.name not in SAID_ABOVE | SAID_BESIDE]

    @property
    def unknown(self) -> list[str]:
        """The labels of what nobody has said."""
        return [fact.label for fact in self.facts if not fact.text and fact.name not in SAID_BESIDE]


@dataclass(frozen=True)
class Changed:
    """One difference as people read it. A table of the dictionary carries its changed columns in `rows`."""

    path: str
    label: str
    kind: str
    old_html: SafeString | str = ""
    new_html: SafeString | str = ""
    merged_html: SafeString | str = ""  # both in one column, where the wording was edited rather than replaced
    rows: "tuple[Changed, ...]" = ()
    old: str = ""  # both sides without marks, for papers
    new: str = ""

    @property
    def anchor(self) -> str:
        """An id for the page: a path without its strokes."""
        return "change-" + self.path.replace("/", "-")

    @property
    def tally(self) -> list[tuple[str, int]]:
        """Kind → how many rows, of a table that has several."""
        return list(Counter(row.kind for row in self.rows).items()) if len(self.rows) > 1 else []


def facts(version: DatabaseVersion) -> list[Group]:
    """Every governed field by section. Fetch `managing_agency__names` and `coordinating_agencies__names` with the version."""
    return [
        Group(section.key, str(section.title), [Fact(name, label(name), spoken(version, name)) for name in section.names])
        for section in SECTIONS
    ]


def spoken(version: DatabaseVersion, name: str) -> str:
    """A governed value in words; empty when unknown."""
    field = governed(name)
    if isinstance(field, models.ManyToManyField):
        return "; ".join(sorted(str(agency) for agency in getattr(version, name).all()))
    if field.choices:
        return str(getattr(version, f"get_{name}_display")())
    value = getattr(version, name)
    return "" if value is None else str(value)


def dictionary(dataset: Dataset) -> list[dict[str, Any]]:
    """The columns of a table as `<c-dictionary>` shows them."""
    return [
        {
            "name": field.name,
            "label": field.title,
            "type": type_in_words(_column(field)),
            "required": field.required,
            "key": field.key,
            "level": _("Không") if field.personal_data == "NONE" else field.get_personal_data_display(),
            "personal": field.personal_data in {"BASIC", "SENSITIVE"},
            "description": " · ".join([*([field.description] if field.description else []), *_rules(_column(field))]),
        }
        for field in dataset.fields.all()
    ]


def type_in_words(column: dict[str, Any]) -> str:
    """“Chuỗi (10–13)”, “Số nguyên”."""
    name = str(dict(governed_type().choices or []).get(column["type"], column["type"]))
    low, high = column["min_length"], column["max_length"]
    if low is None and high is None:
        return name
    return f"{name} ({high})" if low is None else f"{name} ({low}–{'' if high is None else high})"


def governed_type() -> Any:
    """The model field that lists the types a column may have."""
    return Field._meta.get_field("type")


def changes(old_content: Content | None, new_content: Content | None) -> list[Changed]:
    """What the second document says otherwise than the first: governed fields one by one, then the dictionary by table."""
    found = differences(old_content or {}, new_content or {})
    names = _agencies(found)
    plain = [_governed(one, names) for one in found if not one.path.startswith("datasets/")]
    return plain + list(_tables(old_content or {}, new_content or {}, found))


def summary(changed: Iterable[Changed]) -> str:
    """The labels alone, for one line of a history: the first few, and how many more."""
    labels = list(dict.fromkeys(one.label for one in changed))
    named = ", ".join(labels[:FEW])
    more = len(labels) - FEW
    return _("%(named)s và %(count)d mục khác") % {"named": named, "count": more} if more > 0 else named


def _governed(one: Difference, names: Names) -> Changed:
    old, new = (_in_words(one.path, value, names) for value in (one.old, one.new))
    kind = "add" if not old else "remove" if not new else "change"
    whole = bool(governed(one.path).choices)
    merged = diff_inline(old, new) if old and new and not whole else ""
    return Changed(one.path, label(one.path), kind, *_sides(old, new, whole=whole), merged, old=old, new=new)


def _in_words(name: str, value: Any, names: Names) -> str:
    if value is None or value == "" or value == []:
        return ""
    field = governed(name)
    if isinstance(field, models.ManyToManyField):
        return "; ".join(names.get(key, str(key)) for key in value) if isinstance(value, list) else str(value)
    if isinstance(field, models.ForeignKey):
        return names.get(value, str(value))
    return str(dict(field.flatchoices).get(value, value))


def _sides(old: str, new: str, *, whole: bool = False) -> tuple[SafeString, SafeString]:
    """Both sides marked; a value chosen from a list is replaced as a whole, and an empty side says “chưa rõ”."""
    unknown = format_html('<span class="muted">{}</span>', _("Chưa rõ"))
    if old and new and not whole:
        return diff_html(old, new)
    return (diff_html(old, "")[0] if old else unknown), (diff_html("", new)[1] if new else unknown)


def _agencies(found: list[Difference]) -> Names:
    """Key → name of every agency that a difference mentions, in two queries."""
    keys: set[str] = set()
    for one in found:
        if one.path in {"managing_agency", "coordinating_agencies"}:
            for value in (one.old, one.new):
                keys |= {key for key in ([value] if isinstance(value, str) else value or []) if isinstance(key, str)}
    agencies = Agency.objects.filter(key__in=keys).prefetch_related("names") if keys else []
    return {agency.key: str(agency) for agency in agencies}


def _tables(old: Content, new: Content, found: list[Difference]) -> Iterator[Changed]:
    before, after = _by_table(old), _by_table(new)
    touched = {one.path.split("/")[1] for one in found if one.path.startswith("datasets/")}
    for table in dict.fromkeys([*after, *before]):
        if table in touched:
            yield _table(table, before.get(table), after.get(table))


def _by_table(document: Content) -> dict[str, dict[str, Any]]:
    return {str(dataset.get("name", "")): dataset for dataset in document.get("datasets") or []}


def _table(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Changed:
    path = f"datasets/{name}"
    title = (new or old or {}).get("title") or name
    kind = "add" if old is None else "remove" if new is None else "change"
    rows = (*_heads(path, old or {}, new or {}), *_columns(path, _by_column(old), _by_column(new)))
    return Changed(path, _("Từ điển: %(table)s") % {"table": title}, kind, rows=rows)


def _heads(path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Changed]:
    labels = {"title": _("Tên bảng"), "description": _("Mô tả bảng")}
    for name in (name for name in DATASET if name != "name"):
        was, now = str(old.get(name) or ""), str(new.get(name) or "")
        if was != now:
            kind = "add" if not was else "remove" if not now else "change"
            yield Changed(f"{path}/{name}", labels[name], kind, *_sides(was, now), old=was, new=now)


def _by_column(dataset: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    return {str(column.get("name", "")): column for column in (dataset or {}).get("fields") or []}


def _columns(path: str, old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> Iterator[Changed]:
    for name in dict.fromkeys([*new, *old]):
        was, now = _said(old.get(name)), _said(new.get(name))
        if was == now:
            continue
        kind = "add" if name not in old else "remove" if name not in new else "change"
        before, after = _paired(was, now) if kind == "change" else (_plain(was), _plain(now))
        yield Changed(f"{path}/fields/{name}", name, kind, before, after, old=_listed(was.values()), new=_listed(now.values()))


def _said(column: dict[str, Any] | None) -> dict[str, str]:
    """Attribute → words, of everything said of a column."""
    if column is None:
        return {}
    known = {name: column.get(name) for name in COLUMN}
    said = {
        "title": str(known["title"] or ""),
        "type": type_in_words(known),
        "required": _("bắt buộc") if known["required"] else _("không bắt buộc"),
    }
    said |= {"key": _("khóa") if known["key"] else "", "unique": _("duy nhất") if known["unique"] else ""}
    personal = known["personal_data"]
    said["personal_data"] = str(dict(Field._meta.get_field("personal_data").flatchoices).get(personal, personal or ""))
    said |= {f"rule{place}": rule for place, rule in enumerate(_rules(known))}
    return said | {"title_en": str(known["title_en"] or ""), "description": str(known["description"] or "")}


def _rules(column: dict[str, Any]) -> list[str]:
    """What a value of the column must obey, beyond its type."""
    texts = {
        "pattern": _("mẫu %(value)s"),
        "minimum": _("từ %(value)s"),
        "maximum": _("đến %(value)s"),
        "code_list": _("theo danh mục mã %(value)s"),
        "unit": _("đơn vị tính: %(value)s"),
    }
    rules = [text % {"value": column[name]} for name, text in texts.items() if column.get(name)]
    return rules + ([_("một trong: %(values)s") % {"values": ", ".join(map(str, column["enum"]))}] if column.get("enum") else [])


def _paired(was: dict[str, str], now: dict[str, str]) -> tuple[SafeString, SafeString]:
    """Attribute beside attribute, so that only what changed is marked."""
    pairs = [(was.get(name, ""), now.get(name, "")) for name in dict.fromkeys([*was, *now])]
    marked = [diff_html(old, new) if old != new else (conditional_escape(old), conditional_escape(new)) for old, new in pairs]
    return _joined(before for before, _after in marked), _joined(after for _before, after in marked)


def _plain(said: dict[str, str]) -> SafeString:
    return _joined(said.values())


def _joined(parts: Iterable[str]) -> SafeString:
    return format_html_join(" · ", "{}", ((part,) for part in parts if part))


def _listed(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def _column(field: Field) -> dict[str, Any]:
    return {name: getattr(field, name) for name in COLUMN}
