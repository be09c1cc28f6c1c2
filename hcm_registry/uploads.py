"""Files that people send in: bounded in size, known by their content and not by what they are called, and hashed."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import puremagic
from django.conf import settings
from django.utils.translation import gettext as _

from hcm_registry.kernel.errors import Invalid

Taken = Mapping[str, str]
#: Signs that no plain text has, in whatever encoding, and how texts in UTF-16 begin.
_BINARY = re.compile(rb"[\x00\x01\x03\x04\x07\x08\x0e-\x13\x15-\x18\x1a\x1c\x1d\x1f]|^%PDF|^PK")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
PDF: Taken = {".pdf": "application/pdf"}
PAPERS: Taken = {
    **PDF,
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
#: Files with a table in them.
TABLES: Taken = {".xlsx": PAPERS[".xlsx"], ".docx": PAPERS[".docx"], ".csv": "text/csv"}


class FileTooLarge(Invalid):
    """More bytes than we keep."""

    status = 413


class FileNotTaken(Invalid):
    """Of a type that is not taken here, or not what its name says."""

    status = 415


def inspect(file: Any, taken: Taken) -> tuple[str, str]:
    """The file's type, judged by its first bytes and fitting its name, and its SHA-256. Errors: FileTooLarge, FileNotTaken."""
    bounded(file.size)
    suffix = "." + (file.name or "").lower().rsplit(".", 1)[-1].replace("jpeg", "jpg")
    if suffix not in taken or suffix not in _suffixes(file):
        types = ", ".join(name.removeprefix(".").upper() for name in taken)
        sentence = _("Loại tệp không được nhận hoặc nội dung không đúng với tên. Tệp được nhận: %(types)s.") % {"types": types}
        raise FileNotTaken(errors={"file": [sentence]})
    return taken[suffix], digest(file)


def bounded(size: int) -> None:
    """Error: FileTooLarge."""
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
        raise FileTooLarge(errors={"file": [_("Tệp quá lớn: tối đa %(limit)d MB. Nén hoặc tách tệp.") % {"limit": limit}]})


def digest(file: Any) -> str:
    """SHA-256, hexadecimal."""
    sha = hashlib.sha256()
    for chunk in file.chunks():
        sha.update(chunk)
    file.seek(0)
    return sha.hexdigest()


def _suffixes(file: Any) -> set[str]:
    """The endings of names that the first bytes allow."""
    start = file.read(8192)
    file.seek(0)
    if not _BINARY.search(start) or start.startswith(_UTF16):
        return {".csv"}
    try:
        found = {match.extension for match in puremagic.magic_string(start)}
    except (puremagic.PureError, ValueError):
        return set()
    return found | ({".docx", ".xlsx"} if start.startswith(b"PK\x03\x04") else set()) | ({".jpg"} if ".jpeg" in found else set())
