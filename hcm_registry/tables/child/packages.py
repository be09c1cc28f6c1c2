"""Files of Word and Excel: ZIP packages of XML. What could harm is refused before anything of it is understood."""

import re
import zipfile
from typing import Any
from xml.parsers import expat

from .refusals import Refused

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_BYTES = 200 * 1024 * 1024  # unpacked
MOST_MEMBERS = 2_000
HIGHEST_RATIO, SMALL = 100, 1024 * 1024  # unpacked to packed; below a megabyte nobody minds
#: What the name of a member gives away.
SIGNS = {
    "BROKEN": re.compile(r"(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:"),
    "MACRO": re.compile(r"vbaproject|(^|/)macrosheets/", re.IGNORECASE),
    "PACKED_INSIDE": re.compile(r"\.(zip|7z|rar|gz|tgz|bz2|xz|jar|doc[xm]|xls[xmb]|exe|dll|js|vbs)$|(^|/)embeddings/", re.IGNORECASE),
    "LINKS_OUTSIDE": re.compile(r"(^|/)externallinks/", re.IGNORECASE),
}
#: A link in the text leads nowhere by itself; everything else from outside is fetched by whoever opens the file.
_HYPERLINK = "/hyperlink"


def opened(path: str) -> Any:
    """The reader of the package. Error: Refused."""
    try:
        with zipfile.ZipFile(path) as package:
            names = _examined(package)
            _whole(path, package)
            for info in package.infolist():
                _sound(package, info)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused("BROKEN") from error
    if "xl/workbook.xml" in names:
        from .workbooks import Workbook

        return Workbook(path)
    if "word/document.xml" in names:
        from .texts import Text

        return Text(path)
    raise Refused("NOT_A_TABLE")


def _examined(package: zipfile.ZipFile) -> set[str]:
    """The names of the members, of which nothing has been unpacked yet."""
    infos = package.infolist()
    for code, found in (
        ("TOO_LARGE_UNPACKED", _too_much(infos)),
        ("BOMB", any(map(_swells, infos))),
        ("OLD_OR_ENCRYPTED", any(map(_locked, infos))),
    ):
        if found:
            raise Refused(code, most=MOST_BYTES // (1024 * 1024))
    names = [info.filename for info in infos]
    for code, sign in SIGNS.items():
        if any(sign.search(name) for name in names):
            raise Refused(code)
    if len(set(names)) != len(names):
        raise Refused("BROKEN")
    return set(names)


def _too_much(infos: list[zipfile.ZipInfo]) -> bool:
    return len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > MOST_BYTES


def _swells(info: zipfile.ZipInfo) -> bool:
    return info.file_size > SMALL and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1)


def _locked(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & 0x1)


def _whole(path: str, package: zipfile.ZipFile) -> None:
    """Nothing before the package and nothing after it: a file that is two kinds at once is neither."""
    with open(path, "rb") as file:  # noqa: PTH123  # pathlib costs a tenth of the start
        size = file.seek(0, 2)
        file.seek(max(size - 22 - len(package.comment), 0))
        ends = file.read(4) == b"PK\x05\x06"
    if not ends or min((info.header_offset for info in package.infolist()), default=0) != 0:
        raise Refused("BROKEN")


def _sound(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """XML that declares no entity and relations that fetch nothing from outside; unpacked to no more than was announced."""
    name = info.filename.lower()
    if name.endswith((".xml", ".rels", ".vml")):
        with package.open(info) as member:
            _examine(member, name)


class _Seen(Exception):  # no error: the root element has begun
    pass


def _examine(member: Any, name: str) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = _STARTS.get(name if name in _STARTS else name[-5:], _root)
    try:
        parser.ParseFile(member)
    except _Seen:
        return
    except expat.ExpatError as error:
        raise Refused("BROKEN") from error


def _refuse(*_: Any) -> None:
    raise Refused("ENTITIES")


def _root(tag: str, attributes: dict[str, str]) -> None:
    raise _Seen


def _relation(tag: str, attributes: dict[str, str]) -> None:
    if attributes.get("TargetMode", "").lower() == "external" and not attributes.get("Type", "").endswith(_HYPERLINK):
        raise Refused("LINKS_OUTSIDE")


def _type(tag: str, attributes: dict[str, str]) -> None:
    if "macroenabled" in attributes.get("ContentType", "").lower():
        raise Refused("MACRO")


_STARTS = {".rels": _relation, "[content_types].xml": _type}
