"""What somebody typed into the search box, as questions to a full-text index.

A word counts with or without its marks, in any case, composed or not; "a phrase in quotes" in that order; -word must not
occur.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from hcm_registry.vietnamese.text import clean_line, search_key, spelled_key

_TERM = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')
_WORD, _DIGIT = re.compile(r"\w"), re.compile(r"\d")
#: What the name of nearly every entry begins with: among other words it tells nothing apart.
SAID_OF_ALL = (("co", "so", "du", "lieu"), ("csdl",))
#: Of one letter only a vowel is a word (ở, ô, y); a consonant is the beginning of any of thousands.
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True)
class Term:
    """A word or a quoted phrase; `absent` when it must not occur."""

    text: str
    phrase: bool = False
    absent: bool = False

    @property
    def may_be_half(self) -> bool:
        """Nobody types half a number, a phrase, or what must not occur."""
        return not (self.phrase or self.absent or _DIGIT.search(self.text))

    def lexeme(self, *, prefix: bool) -> str:
        """As tsquery writes it."""
        quoted = "'" + self.text.replace("\\", "\\\\").replace("'", "''") + "'"
        return ("!" if self.absent else "") + quoted + (":*" if prefix else "")


@dataclass(frozen=True)
class Terms:
    """The words asked for. False when no word must occur: then nothing is meant."""

    asked: tuple[Term, ...]
    half_typed: bool = True  # the last word may be the beginning of one

    @classmethod
    def plain(cls, typed: str) -> Self:
        """In small letters without marks."""
        return cls._read(typed, search_key)

    @classmethod
    def spelled(cls, typed: str) -> Self:
        """In small letters with the marks they were typed with."""
        return cls._read(typed, spelled_key)

    @classmethod
    def _read(cls, typed: str, key: Callable[[str], str]) -> Self:
        found = []
        for minus, phrase, dash, word in _TERM.findall(key(clean_line(typed))):
            if _WORD.search(phrase or word):
                found.append(Term(phrase or word, phrase=bool(phrase), absent=bool(minus or dash)))
        return cls(tuple(_telling(_begun(found))))

    def __bool__(self) -> bool:
        return bool(self.present)

    @property
    def present(self) -> list[Term]:
        """Those that must occur."""
        return [term for term in self.asked if not term.absent]

    @property
    def last(self) -> str:
        """The word that may be half typed, if there is one."""
        term = self.asked[-1] if self.asked and self.half_typed else None
        return term.text if term and term.may_be_half and search_key(term.text) not in _VOWELS else ""

    def whole(self) -> Self:
        """The same, typed to the end."""
        return replace(self, half_typed=False)

    def all(self) -> str:
        """Every word, in any order."""
        return self._joined(" & ")

    def in_a_row(self) -> str:
        """Every word, one after the other."""
        return self._joined(" <-> ")

    def _joined(self, by: str) -> str:
        present = [term.lexeme(prefix=bool(self.last) and term is self.asked[-1]) for term in self.present]
        absent = [term.lexeme(prefix=False) for term in self.asked if term.absent]
        return " & ".join(["(" + by.join(present) + ")", *absent])


def _begun(found: list[Term]) -> list[Term]:
    """Without a last consonant: beside other words it tells nothing until the next letter is typed."""
    *others, last = found or [Term("")]
    only_begun = last.may_be_half and len(last.text) == 1 and search_key(last.text) not in _VOWELS
    return others if only_begun and any(not term.absent for term in others) else found


def _telling(found: list[Term]) -> list[Term]:
    """Without what is said of all, when something else is asked for."""
    words = [search_key(term.text) for term in found]
    for said in SAID_OF_ALL:
        places = [n for n in range(len(words)) if tuple(words[n : n + len(said)]) == said and not found[n].absent]
        for place in reversed(places):
            rest = found[:place] + found[place + len(said) :]
            if any(not term.absent for term in rest):
                return _telling(rest)
    return found
