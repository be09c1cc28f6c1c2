"""Encodings in which Vietnamese was written before Unicode, told apart by whether syllables come out.

Tables: TCVN3 (ABC) is the third form of TCVN 5712:1993, whose capitals with tones live in fonts of their own and are written as
small letters; VISCII is RFC 1456; VNI for Windows is what its fonts show: a letter, then its mark. Windows-1258 is Python's own.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

_SMALL = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
_TCVN3 = bytes.fromhex(
    "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbcccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9aceaebecedeeeff1f2f3f4adf5f6f7f8f9fafbfcfdfeae"
)
_TCVN3_CAPITALS = dict(zip(bytes.fromhex("a1a2a3a4a5a6a7"), "ĂÂÊÔƠƯĐ", strict=True))
_VISCII = bytes.fromhex(
    "e0e4e3e1d5e5a2c6c7a1a3e2a5a6e7a4a7e8eba8e9a9eaabacadaaaeecefeeedb8f2f6f5f3f7f4b0b1b2afb5bdb6b7debefef9fcfbfaf8dfd7d8e6d1f1cfd6dbfddcf0"
    "c0c4c3c180c58202058183c28586068487c8cb88c989ca8b8c8d8a8ecc9bcecd98d299a0d39ad49091928f93b49697b39594d99c9dda9ebfbbbcffbab99f1419dd1ed0"
)
#: VNI: what stands after the letter → what it puts on it; and letters that are one sign.
_VNI_MARKS = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323", "ê": "\u0306", "â": "\u0302"} | {
    "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
    "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
}  # fmt: skip
_VNI_SIGNS = {"æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}
_VNI_CARRIERS = "aeouyôö"
ENOUGH, APART = 0.75, 0.25  # share of words that must be Vietnamese, and how far the next encoding must be behind
FEWEST = 3  # different usual syllables: fewer come out of a wrong table by chance
SAMPLE, SHOWN = 256 * 1024, 160
OLD = ("cp1258", "tcvn3", "viscii", "vni")


@dataclass(frozen=True)
class Guess:
    """The encoding, whether that is certain, and what the text would say in each that is possible, the likeliest first."""

    name: str
    sure: bool
    candidates: tuple[tuple[str, str], ...]


def guess(start: bytes) -> Guess:
    """By the first bytes of a file (SAMPLE of them). What is not certain is for a person to choose."""
    if marked := _marked(start):
        return Guess(marked, sure=True, candidates=((marked, shown(start, marked)),))
    texts = {name: text for name in _possible(start) if (text := decoded(start, name)) is not None and not _CONTROL.search(text)}
    scores = {name: _score(text) for name, text in texts.items()}
    ranked = sorted(scores, key=lambda name: (not _OURS.fullmatch(texts[name]), -scores[name]))
    if not ranked:
        return Guess("", sure=False, candidates=tuple((name, shown(start, name)) for name in ("utf-8", *OLD)))
    return Guess(ranked[0], _certain(ranked, scores, texts[ranked[0]]), tuple((name, shown(start, name)) for name in ranked))


def _certain(ranked: list[str], scores: dict[str, float], text: str) -> bool:
    """Unicode is, where nothing but our letters comes out of it: chance does not do that. A table of bytes has to earn it."""
    best = scores[ranked[0]]
    if ranked[0].startswith("utf"):
        return best >= ENOUGH or _OURS.fullmatch(text) is not None
    behind = max((scores[name] for name in ranked[1:]), default=0)
    known = {word.lower() for word in _words(text)} & _usual()
    return best >= ENOUGH and behind <= best - APART and len(known) >= FEWEST


def decoded(content: bytes, name: str) -> str | None:
    """The text, or None where the bytes cannot be that encoding. A character cut off at the end is left out."""
    try:
        if name in _SINGLE:
            return unicodedata.normalize("NFC", reader(name)(content.decode("latin-1")))
        whole = len(content) < SAMPLE
        return unicodedata.normalize("NFC", codecs.getincrementaldecoder(name)().decode(content, final=whole))
    except UnicodeError:
        return None


def shown(content: bytes, name: str) -> str:
    """The first words that are not plain Latin letters, as that encoding has them."""
    text = decoded(content, name)
    if text is None:
        text = content.decode("utf-16-le" if name == "utf-16-le" else "utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if not line.isascii()] or text.splitlines()
    return " … ".join(lines[:3])[:SHOWN]


@cache
def reader(name: str) -> Callable[[str], str]:
    """What turns a line read as latin-1 into the text of an encoding with one byte a sign."""
    return _SINGLE[name]()


def _marked(start: bytes) -> str:
    """The encoding that the file's own first bytes name."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    return next((name for mark, name in marks if start.startswith(mark) and decoded(start, name) is not None), "")


def _possible(start: bytes) -> Iterator[str]:
    if b"\x00" in start:
        yield from ("utf-16-le", "utf-16-be")
        return
    yield "utf-8"
    if not start.isascii():
        yield from OLD


def _score(text: str) -> float:
    """How Vietnamese its words with letters outside ASCII are, from 0 to 1; 1 where there are none.

    A usual syllable counts whole and one that merely could exist half: a wrong table makes many that could.
    """
    words = _words(text)
    return sum(map(_weight, words)) / len(words) if words else 1.0


def _words(text: str) -> list[str]:
    return [word for word in _WORD.split(text) if not word.isascii()]


_WORD = re.compile(r"[\s\d!-/:-@\[-`{-~“”‘’–—…•·\u00a0\ufeff]+")
#: Vietnamese letters, and what stands between them in an office's tables.
_OURS = re.compile(rf"[\s!-~“”‘’–—…•·°²³€₫\u200b\ufeff{_SMALL}{_SMALL.upper()}]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(iê|yê|uyê|uya|uâ|uê|uô|uơ|uy|ươ|ưa|ua|ia|ya|oa|oă|oe|oo|[aăâeêioôơuưy])([iuoy]|ch|ng|nh|[cmnpt])?"
)


@cache
def _weight(word: str) -> float:
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return 0
    if word.lower() in _usual():
        return 1
    return 0.5 if _is_syllable(word) else 0


@cache
def _usual() -> frozenset[str]:
    with open(f"{__file__.rpartition('/')[0]}/syllables.txt", encoding="utf-8") as file:  # noqa: PTH123
        return frozenset(file.read().split())


def _is_syllable(word: str) -> bool:
    taken = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", _TONES.sub("", taken))
    return len(_TONES.findall(taken)) <= 1 and _SYLLABLE.fullmatch(bare) is not None


def _of_table(table: dict[int, str]) -> Callable[[], Callable[[str], str]]:
    western = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
    return lambda: lambda line: line.translate(western | table)


def _vni() -> Callable[[str], str]:
    signs = _VNI_SIGNS | {one.upper(): many.upper() for one, many in _VNI_SIGNS.items()}
    marks = _VNI_MARKS | {one.upper(): mark for one, mark in _VNI_MARKS.items()}
    carriers = _VNI_CARRIERS + _VNI_CARRIERS.upper()
    pattern = re.compile(f"([{carriers}])([{''.join(marks)}])?|([{''.join(signs)}])")

    def read(found: re.Match[str]) -> str:
        letter = found[1] or found[3]
        return unicodedata.normalize("NFC", signs.get(letter, letter) + marks.get(found[2] or "", ""))

    western = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
    return lambda line: pattern.sub(read, line.translate(western))


def _windows() -> Callable[[str], str]:
    return lambda line: line.encode("latin-1").decode("cp1258")


_SINGLE: dict[str, Callable[[], Callable[[str], str]]] = {
    "cp1258": _windows,
    "tcvn3": _of_table(dict(zip(_TCVN3, _SMALL, strict=True)) | _TCVN3_CAPITALS),
    "viscii": _of_table(dict(zip(_VISCII, _SMALL + _SMALL.upper(), strict=True))),
    "vni": _vni,
}
