"""Which field of the catalogue a column of somebody's table shows, by what stands over it."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from catalog.editions import annex
from catalog.entries.content import GOVERNED, label
from catalog.journal.actions import digest
from hcm_registry.vietnamese.text import clean_line, search_key

#: Beside the headings of our own annexes; without marks, as `search_key` gives them.
SYNONYMS = {
    "position": ("tt", "so tt", "so thu tu", "no."),
    "code": ("ma csdl", "ma co so du lieu", "ma so"),
    "name": ("ten csdl", "ten co so du lieu dung chung", "co so du lieu", "csdl", "danh muc co so du lieu", "ten co so du lieu, du lieu"),
    "name_en": ("ten csdl tieng anh",),
    "purpose": ("muc dich su dung", "muc tieu"),
    "scope": ("pham vi du lieu", "pham vi ap dung"),
    "content": ("noi dung du lieu", "noi dung co ban", "mo ta", "mo ta noi dung", "noi dung chinh"),
    "theme": ("nhom linh vuc", "nhom", "linh vuc quan ly"),
    "managing_agency": (
        "don vi quan ly",
        "don vi chu quan",
        "co quan chu quan",
        "chu quan",
        "co quan chu tri",
        "don vi chu tri",
        "chu quan co so du lieu",
        "don vi chu tri xay dung, quan ly",
    ),
    "coordinating_agencies": ("don vi phoi hop",),
    "status": ("tinh trang", "trang thai"),
    "collection_mechanism": ("co che thu thap", "co che thu thap, cap nhat du lieu", "co che cap nhat"),
    "data_source": ("nguon", "nguon cung cap du lieu"),
    "update_frequency": ("tan suat", "chu ky cap nhat", "tan suat (chu ky) cap nhat"),
    "sharing_class": ("muc chia se", "loai du lieu", "phan loai du lieu"),
    "sharing_mode": ("hinh thuc khai thac",),
    "personal_data": ("du lieu ca nhan (neu co)",),
    "security_level": ("cap do", "cap do attt", "cap do an toan"),
    "legal_basis": ("can cu", "co so phap ly"),
    "notes": ("luu y", "ghi chu khac"),
}
#: What a group of rows may say of each of them.
OF_GROUPS = ("theme", "notes")
IGNORED = ""


def key_of(heading: str) -> str:
    """The heading without marks, numbers of columns or what stands in brackets at its end."""
    return re.sub(r"^\(?\d+[.)]\s*|\s*[*:]+$", "", search_key(clean_line(heading))).strip()


def field_of(heading: str) -> str:
    """The field that a heading names, or IGNORED."""
    key = key_of(heading)
    known = _known()
    return known.get(key) or known.get(re.sub(r"\s*\([^)]*\)$", "", key), IGNORED)


def proposed(headings: Sequence[str]) -> list[str]:
    """A field for each column; a field is named once, by the first heading that says it."""
    fields: list[str] = []
    for heading in headings:
        found = field_of(heading)
        fields.append(IGNORED if found in fields else found)
    return fields


def fingerprint(headings: Sequence[str]) -> str:
    """What tells one set of headings from another: a mapping is remembered under it, whatever the order of the columns."""
    return digest(sorted(key_of(heading) for heading in headings))


def choices() -> list[tuple[str, str]]:
    """Field → its name, for a person to choose from."""
    return [(IGNORED, _("Bỏ qua cột này")), *((key, label(key) if key in GOVERNED else annex.heading_of(key)) for key in annex.KEYS)]


def _known() -> dict[str, str]:
    own = {key_of(annex.heading_of(key)): key for key in annex.KEYS}
    return {synonym: key for key, synonyms in SYNONYMS.items() for synonym in synonyms} | own
