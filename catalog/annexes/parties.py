"""Which agency a text means: by official name of any period, abbreviation, or a spelling without marks. Where that leaves a doubt the
candidates are named and a person answers; nothing is guessed."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from agencies.models import Agency, AgencyName
from catalog.entries.choices import Basis
from hcm_registry.vietnamese.text import clean_line, search_key, spelled_key

UNKNOWN = "-"  # answered: it is not to be found, the text goes to the notes
ALIKE, MOST = 0.72, 6


@dataclass(frozen=True)
class Party:
    """An agency as the import knows it."""

    key: str
    name: str
    alive: bool


class Parties:
    """Every agency by every name it bore, as of a day; and what a person answered about texts that were in doubt."""

    def __init__(self, parties: Mapping[str, Party], names: Iterable[tuple[str, str]], answers: Mapping[str, str]) -> None:
        self.parties, self.answers = parties, answers
        self.spelled: dict[str, set[str]] = defaultdict(set)
        self.plain: dict[str, set[str]] = defaultdict(set)
        for key, name in names:
            if name:
                self.spelled[spelled_key(clean_line(name))].add(key)
                self.plain[search_key(clean_line(name))].add(key)

    @classmethod
    def of(cls, on: date, answers: Mapping[str, str]) -> Self:
        """As the registry has them. Two queries."""
        names = list(AgencyName.objects.order_by("pk").values_list("agency__key", "name", "abbreviation"))
        latest = {key: name for key, name, _short in names}
        found = {key: Party(key, latest.get(key, key), on in active) for key, active in Agency.objects.values_list("key", "active")}
        spoken = [(key, text) for key, name, short in names for text in (name, short)]
        return cls(found, spoken, answers)

    def key(self, text: str) -> str | None:
        """The key of the agency that is meant, UNKNOWN when a person said so, None while it is in doubt."""
        said = clean_line(text)
        if (answer := self.answers.get(spelled_key(said))) is not None:
            return answer
        for found in (self.spelled.get(spelled_key(said)), self.plain.get(search_key(said))):
            if found:
                return self._only(found)
        return None

    def candidates(self, text: str) -> list[Party]:
        """Who may be meant, the likeliest first."""
        said = search_key(clean_line(text))
        same = self.plain.get(said, set())
        close = difflib.get_close_matches(said, list(self.plain), n=MOST, cutoff=ALIKE)
        keys = dict.fromkeys([*sorted(same), *(key for name in close for key in sorted(self.plain[name]))])
        return [self.parties[key] for key in keys][:MOST]

    def _only(self, keys: set[str]) -> str | None:
        """Of several that bore the name, the one that exists on the day."""
        alive = [key for key in keys if self.parties[key].alive]
        found = alive or sorted(keys)
        return found[0] if len(found) == 1 else None


def without_basis(text: str) -> tuple[str, str]:
    """The agency's text, and the basis: our own annexes say after a name that it is only suggested."""
    mark = f"({Basis.SUGGESTED.label})"
    said = clean_line(text)
    return (said.removesuffix(mark).strip(), Basis.SUGGESTED.value) if said.endswith(mark) else (said, Basis.DECIDED.value)
