"""A file held between two steps of one page, while somebody looks at what was found in it. Nothing names it: the sweep removes it."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from hcm_registry import uploads
from hcm_registry.kernel.errors import Invalid

FOLDER, SALT, SECONDS = "held", "hcm_registry.files.held", 12 * 3600


@dataclass(frozen=True)
class Held:
    """A file that is held. `token` is what a form carries: it proves who may have it back, and cannot be made up."""

    token: str
    name: str
    sha256: str


class NotHeldAnyMore(Invalid):
    """Too late, or a token that is none."""


def hold(file: Any, taken: uploads.Taken, *, by: Any) -> Held:
    """Hold a file for the person. Errors: FileTooLarge, FileNotTaken."""
    _type, digest = uploads.inspect(file, taken)
    place = default_storage.save(f"{FOLDER}/{digest}", file)
    file.seek(0)
    return Held(signing.dumps([by.pk, place, file.name, digest], salt=SALT), file.name or "", digest)


def named(token: str) -> Held | None:
    """What is held by the token, for whoever sees the page it stands on; None where it is none, or too old."""
    try:
        _person, _place, name, digest = _read(token)
    except signing.BadSignature:
        return None
    return Held(token, name or "", digest)


def fetch(token: str, *, by: Any) -> "File[Any]":
    """The file, under the name it came with. Error: NotHeldAnyMore."""
    try:
        person, place, name, digest = _read(token)
        file = default_storage.open(place) if person == by.pk else None
    except (signing.BadSignature, FileNotFoundError):
        file = None
    if file is None or uploads.digest(file) != digest:
        raise NotHeldAnyMore(errors={"file": [_("Tệp đã tải lên không còn được giữ. Chọn lại tệp.")]})
    return File(file, name=name)


def _read(token: str) -> list[Any]:
    """Error: BadSignature."""
    return list(signing.loads(token, salt=SALT, max_age=SECONDS))
