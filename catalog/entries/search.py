"""Find entries by words, best first.

An entry is worth the first of these questions that it answers: is it the number asked for; does its name have the words in
a row as they are spelled; in a row without their marks; in any order; does it have them anywhere (its agencies, its
dictionary, what it says of itself). Among equals a shorter name comes first, and what is found outside the name by how
much there is of it. PostgreSQL asks the questions in this order and stops when there are CAP answers, so a word that
everybody uses costs what a rare one does, and what is left out is never better than what is shown.
"""

import re
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.functions import Cast, Length

from catalog.entries import vocabulary
from catalog.entries.terms import Terms
from catalog.entries.wanted import FACETS
from hcm_registry.vietnamese.text import clean_line

CAP = 500
_CODE = re.compile(r"(hcm-?csdl-?)?0*(\d{1,9})", re.IGNORECASE)


class Hit(NamedTuple):
    """An entry that answers: by which question, how well, its place in Vietnamese order; then what it is."""

    question: int
    worth: float
    order: str
    version: int
    kind: tuple[Any, ...]


def ranked(rows: QuerySet[Any], typed: str) -> list[Hit]:
    """The versions among `rows` that answer, best first; at most CAP."""
    plain, spelled = vocabulary.read(typed)
    if not plain:
        return []
    number = _CODE.fullmatch(clean_line(typed))
    found = _hits(_answer(rows.filter(database__number=int(number[2])), -1, Value(0.0))) if number else []
    if number and number[1] and found:  # a whole code names one database, and nothing else is meant
        return found
    first, *others = _questions(rows, plain, spelled)
    best = {hit.version: hit for hit in [*_hits(first.union(*others, all=True)[:CAP]), *found]}
    return sorted(best.values())


def _questions(rows: QuerySet[Any], plain: Terms, spelled: Terms) -> list[QuerySet[Any]]:
    """What answers each question and none before it."""
    in_name = dict.fromkeys([*([spelled.in_a_row()] if spelled != plain else []), plain.in_a_row(), plain.all()])
    shortness = Cast(Length("name"), FloatField())
    asked, rest = [], rows
    for place, question in enumerate(map(_raw, in_name)):
        asked.append(_answer(rest.filter(name_words=question), place, shortness))
        rest = rest.exclude(name_words=question)
    anywhere = _raw(plain.all())
    elsewhere = rows.exclude(name_words=anywhere).filter(search=anywhere)  # who has the words in a row has them in any order
    return [*asked, _answer(elsewhere, len(asked), -SearchRank(F("search"), anywhere))]


def _answer(rows: QuerySet[Any], question: int, worth: Any) -> QuerySet[Any]:
    shown = rows.order_by().annotate(question=Value(question), worth=worth)
    return shown.values_list("question", "worth", "name_sort", "pk", *FACETS.values())[:CAP]


def _hits(rows: QuerySet[Any]) -> list[Hit]:
    return [Hit(question, round(worth, 3), order, pk, tuple(kind)) for question, worth, order, pk, *kind in rows]


def _raw(question: str) -> SearchQuery:
    return SearchQuery(question, config="simple", search_type="raw")
