"""What changed between two wordings, by whole syllables: half a Vietnamese syllable means nothing to a reader."""

import re
import unicodedata
from enum import IntEnum

from diff_match_patch import diff_match_patch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# A number or date with its separators is one token ("1.500.000" → "1.600.000" is one change), so is a run of blanks.
_TOKEN = re.compile(r"\d+(?:[.,/]\d+)+|\w+|\s+|[^\w\s]")
_FIRST_CODE, _LAST_CODE = 0xF0000, 0x10FFFF  # Unicode's private planes: no such character is in anybody's text
_PATIENCE = 0.5  # seconds; past it the answer is coarser, never wrong


class Op(IntEnum):
    """What happens to a piece of text; the numbers are diff_match_patch's."""

    DELETE = -1
    KEEP = 0
    INSERT = 1


Pieces = list[tuple[Op, str]]


def syllable_diff(old: str, new: str) -> Pieces:
    """The pieces in reading order: KEEP + DELETE spell `old`, KEEP + INSERT spell `new` (both in NFC).

    Small islands of unchanged words between changes are folded into them, as a human editor would strike a phrase.
    """
    codes: dict[str, str] = {}
    before, after = _encode(old, codes), _encode(new, codes)
    tokens = {code: token for token, code in codes.items()}
    engine = diff_match_patch()
    engine.Diff_Timeout = _PATIENCE
    pieces = engine.diff_main(before, after, False)
    engine.diff_cleanupSemantic(pieces)
    return [(Op(op), "".join(tokens[code] for code in piece)) for op, piece in pieces]


def _encode(text: str, codes: dict[str, str]) -> str:
    """One private character a token, so that the engine, which compares characters, compares syllables."""
    return "".join(codes.setdefault(token, _code(len(codes))) for token in _TOKEN.findall(unicodedata.normalize("NFC", text)))


def _code(number: int) -> str:
    if _FIRST_CODE + number > _LAST_CODE:
        raise ValueError("more different words than a text of ours can hold")
    return chr(_FIRST_CODE + number)


def diff_html(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Two columns: the old wording with what was struck, the new one with what was added."""
    pieces = syllable_diff(old, new)
    return _marked(pieces, Op.INSERT), _marked(pieces, Op.DELETE)


def diff_inline(old: str, new: str) -> SafeString:
    """One column: what was struck stands before what replaces it."""
    return _marked(syllable_diff(old, new), None)


def _marked(pieces: Pieces, hidden: Op | None) -> SafeString:
    return format_html_join("", "{}", ((_mark(op, text),) for op, text in pieces if op is not hidden))


def _mark(op: Op, text: str) -> str:
    """Colour alone says nothing to a screen reader, and few of them announce ins and del: so a word goes before."""
    if op is Op.DELETE:
        return format_html('<del><span class="visually-hidden">{}</span>{}</del>', _("đã bỏ: "), text)
    if op is Op.INSERT:
        return format_html('<ins><span class="visually-hidden">{}</span>{}</ins>', _("đã thêm: "), text)
    return text  # format_html_join escapes it
