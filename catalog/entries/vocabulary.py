"""The words that names of entries are made of: what tells a whole word from half a one, and a mistyped one from a rare one."""

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase

from catalog.entries.models import Word
from catalog.entries.terms import Terms
from hcm_registry.vietnamese.text import search_key

LONGEST = 20  # beyond this nobody meant a word
_WORD = re.compile(r"\b[a-z]{2,40}\b")


def words_of(name: str) -> set[str]:
    """The words of a name: letters alone, without marks."""
    return set(_WORD.findall(search_key(name)))


def read(typed: str) -> tuple[Terms, Terms]:
    """What was asked for, without marks and as spelled. The last word counts as half typed unless some name has it whole."""
    plain, spelled = Terms.plain(typed), Terms.spelled(typed)
    if plain.last and Word.objects.filter(text=plain.last).exists():
        return plain.whole(), spelled.whole()
    return plain, spelled


def meant(typed: Iterable[str]) -> list[list[str]]:
    """For each word the known ones it may stand for, a slip of the finger away; one that stands for none is left out."""
    slips = {word: {word, *_slips(word)} for word in typed if _WORD.fullmatch(word) and len(word) <= LONGEST}
    known = set(Word.objects.filter(text__in=set().union(*slips.values())).values_list("text", flat=True))
    return [found for word in slips if (found := sorted(slips[word] & known))]


def _slips(word: str) -> Iterator[str]:
    """One letter too many, two exchanged, one wrong, one too few."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
