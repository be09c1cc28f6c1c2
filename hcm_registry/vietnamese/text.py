"""Vietnamese text: cleaned on the way in, ordered and searched the same way in Python and in PostgreSQL.

`sort_key`, `given_name_key`, `search_key` and `spelled_key` are twins of the SQL functions `vn_sort_key`,
`vn_given_name_key`, `vn_search` (migration 0001) and `vn_spelled` (0002). Keys are compared code point by code point,
which is what COLLATE "C" does with UTF-8.
"""

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# PostgreSQL can store neither: NUL ends its strings, and half a surrogate pair is not UTF-8. The replacement character stands where
# a letter was lost: bytes of another encoding, read as UTF-8.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff\ufffd]")
# Word's line and page breaks, Windows and Unicode line ends.
_LINE_END = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls, soft hyphen, zero-width characters, bidirectional controls, byte order mark, tags: what a reader cannot see
# but a comparison, a search or a unique constraint can.
_INVISIBLE = re.compile(
    r"[\x01-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)


#: Of what `clean` leaves something to be seen, as a pattern of JSON Schema (which has no short word for the zero-width characters).
VISIBLE = r"[^\s\u0000-\u001f\u007f-\u009f]"


def clean(text: str) -> str:
    """The text as we store it: NFC, lines ending in a newline, nothing invisible, no blanks around it.

    Blanks and empty lines within are the author's and stay. What PostgreSQL could not store, or was lost on the way, is refused.
    """
    if _UNSTORABLE.search(text):
        raise ValidationError(_("Có ký tự không hợp lệ. Gõ lại, hoặc dán lại dưới dạng văn bản thuần."), code="unstorable")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_END.sub("\n", text))).strip()


def clean_line(text: str) -> str:
    """`clean`, on one line: any run of blanks and line ends is one space."""
    return " ".join(clean(text).split())


# The order is CLDR's for Vietnamese. Every letter is first taken apart (NFD), so that capitals, tones and the marks of
# ă â ê ô ơ ư are plain characters; only đ needs help, and becomes d with a stroke.
_ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_D_STROKE = "d\u0335"
# Huyền, hỏi, ngã, sắc, nặng; then the marks of other Latin languages, which weigh as little as a tone.
_TONES = "\u0300\u0309\u0303\u0301\u0323\u030c\u030a\u0308\u030b\u0307\u0327\u0328\u0304"
_BREVE_CIRCUMFLEX = "\u0306\u0302"
_LETTER_MARKS = "\u0306\u0302\u031b\u0335"
# Blanks weigh the same; the rest stands in CLDR's order, before the digits (0x30).
_BLANKS = "\t\n\u00a0 "
_PUNCTUATION = "_-–—,;:!?.…·'‘’\"“”()[]{}@*/\\&#%•`^°+×<=>|~$₫€"
_FIRST_RANK = 0x02  # 0x01 separates the levels
_PRIVATE = 0xE000  # a tone must outrank any letter or sign that follows in the other text

_LETTERS = str.maketrans(
    _BREVE_CIRCUMFLEX + _BLANKS + _PUNCTUATION,
    _BREVE_CIRCUMFLEX[::-1] + chr(_FIRST_RANK) * len(_BLANKS) + "".join(chr(_FIRST_RANK + 1 + n) for n in range(len(_PUNCTUATION))),
    _TONES,
)
_TONE_RANKS = str.maketrans(
    _BLANKS + _TONES,
    " " * len(_BLANKS) + "".join(chr(_PRIVATE + n) for n in range(len(_TONES))),
    _LETTER_MARKS,
)
_SWAP_CASE = str.maketrans(ascii_lowercase + ascii_uppercase + "đĐ", ascii_uppercase + ascii_lowercase + "Đđ")


def sort_key(text: str) -> str:
    """Three levels: letters, then tones, then case (small before capital, as in a dictionary).

    Equal to SQL `vn_sort_key` for every character of Unicode 14, the oldest version in use. Letters of other scripts
    follow z by code point.
    """
    apart = unicodedata.normalize("NFD", text)
    lower = apart.translate(_ASCII_LOWER).replace("Đ", _D_STROKE).replace("đ", _D_STROKE)
    return "\x01".join((lower.translate(_LETTERS), lower.translate(_TONE_RANKS), apart.translate(_SWAP_CASE)))


def given_name_key(full_name: str) -> str:
    """People stand by given name, the last word, then by the rest: Trần Văn An before Lê Thị Bình.

    Twin of SQL `vn_given_name_key`; expects what `clean_line` returns.
    """
    rest, _space, given = full_name.strip(" ").rpartition(" ")
    return f"{sort_key(given)}\x01{sort_key(rest.rstrip(' '))}"


_MARKS = re.compile("[\u0300-\u036f]")
_LIKENESSES = str.maketrans("đĐðÐøØłŁ‐–—−⁄‘’“”", "ddddooll----/''\"\"")


def search_key(text: str) -> str:
    """What search compares: small letters without marks, "Đất đai" as "dat dai"; m² as m2, full-width as plain.

    Equal to SQL `vn_search` for every character of Unicode 14. Letters that are not Latin keep their case.
    """
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_ASCII_LOWER).translate(_LIKENESSES)


_OWN_LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
# The capital Đ alone is no sign: it stands in the symbols of documents (312/SKHĐT-ĐKKD), which are the same in any language.
_VIETNAMESE = re.compile(f"[{_OWN_LETTERS}{_OWN_LETTERS.upper().replace('Đ', '')}]")


def is_vietnamese(text: str) -> bool:
    """Whether the text has letters that only Vietnamese among our languages has."""
    return bool(_VIETNAMESE.search(text))


_SMALL = str.maketrans("Đ‐–—−⁄‘’“”", "đ----/''\"\"")


def spelled_key(text: str) -> str:
    """What tells a spelling from its likenesses: small letters with their marks, "Đất Đai" as "đất đai".

    Equal to SQL `vn_spelled` for every character of Unicode 14.
    """
    small = unicodedata.normalize("NFKD", text).translate(_ASCII_LOWER).translate(_SMALL)
    return unicodedata.normalize("NFKC", small)
