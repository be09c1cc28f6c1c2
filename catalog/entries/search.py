"""Find entries by words: with or without marks, capitals, composed or not.

The words of an entry are kept as `search` (see `actions.search_vector`), made with `vn_search`; the query goes through
its Python twin, so both sides are plain small letters. At most CAP candidates are ranked: those that carry the words in
their name come first.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import F, Func, QuerySet, TextField

from hcm_registry.vietnamese.text import clean_line, search_key

CAP = 500
SIMILAR, SUGGESTIONS = 200, 5
_TERM = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')
_WORD = re.compile(r"\w")
_CODE = re.compile(r"(hcm-?csdl-?)?0*(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """A word or a quoted phrase; `absent` when it must not occur."""

    text: str
    phrase: bool = False
    absent: bool = False


def terms(query: str) -> list[Term]:
    """The words asked for, in small letters without marks. Signs alone are no words."""
    found = []
    for minus, phrase, dash, word in _TERM.findall(search_key(clean_line(query))):
        text = phrase or word
        if _WORD.search(text):
            found.append(Term(text, phrase=bool(phrase), absent=bool(minus or dash)))
    return found


def tsquery(asked: list[Term], weight: str = "") -> str:
    """All terms must hold; the last one also as the beginning of a word, for somebody still typing."""
    pieces = []
    for place, term in enumerate(asked):
        quoted = "'" + term.text.replace("\\", "\\\\").replace("'", "''") + "'"
        prefix = "*" if place == len(asked) - 1 and not term.phrase and not term.absent else ""
        marks = prefix + ("" if term.absent else weight)
        pieces.append(f"{'!' if term.absent else ''}{quoted}{':' + marks if marks else ''}")
    return " & ".join(pieces)


def ranked(rows: QuerySet[Any], query: str) -> list[int]:
    """Ids of the versions among `rows` that answer the query, best first; at most CAP."""
    asked = terms(query)
    if not any(not term.absent for term in asked):
        return []
    number = _CODE.fullmatch(clean_line(query))
    found = _fetch(rows.filter(database__number=int(number[2])), _raw(tsquery(asked))) if number else []
    if not (number and number[1] and found):  # a whole code names one database, and nothing else is meant
        found += _candidates(rows, asked)
    plain, exact = search_key(clean_line(query)), clean_line(query).casefold()
    best = {pk: _worth(row, plain, exact, number) for pk, *row in reversed(found)}
    return sorted(best, key=lambda pk: best[pk])


def similar(rows: QuerySet[Any], query: str) -> list[Any]:
    """“Did you mean”: a few versions whose name looks like the query. Only for when nothing was found."""
    plain = search_key(clean_line(query))
    close = rows.annotate(plain=Func(F("name"), function="vn_search", output_field=TextField())).filter(plain__trigram_word_similar=plain)
    likeness = TrigramWordSimilarity(plain, "plain")
    found = close.annotate(likeness=likeness).select_related("database").only("name", "name_sort", "database__code").order_by()[:SIMILAR]
    return sorted(found, key=lambda version: (-version.likeness, version.name_sort, version.pk))[:SUGGESTIONS]


def _candidates(rows: QuerySet[Any], asked: list[Term]) -> list[Any]:
    anywhere = _raw(tsquery(asked))
    found = _fetch(rows.filter(search=_raw(tsquery(asked, "A"))), anywhere)
    if len(found) < CAP:
        found += _fetch(rows.filter(search=anywhere), anywhere)
    return found


def _fetch(rows: QuerySet[Any], query: SearchQuery) -> list[Any]:
    rank = SearchRank(F("search"), query)
    return list(rows.order_by().values_list("id", "name", "name_sort", "database__number", rank)[:CAP])


def _raw(text: str) -> SearchQuery:
    return SearchQuery(text, config="simple", search_type="raw")


def _worth(row: list[Any], plain: str, exact: str, number: re.Match[str] | None) -> tuple[Any, ...]:
    """Smaller is better: the code, the exact spelling in the name, the phrase, the rank; then Vietnamese order."""
    name, order, place, rank = row
    is_code = number is not None and place == int(number[2])
    return (not is_code, exact not in name.casefold(), plain not in search_key(name), -round(float(rank), 3), order)
