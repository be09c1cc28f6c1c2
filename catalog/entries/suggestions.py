"""“Did you mean”: for when nothing was found."""

from typing import Any

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import F, Func, QuerySet, TextField
from django.db.models.functions import Length

from catalog.entries import vocabulary
from catalog.entries.terms import Terms
from hcm_registry.vietnamese.text import clean_line, search_key

CANDIDATES, SUGGESTIONS = 200, 5
MOST_TERMS = 8


def similar(rows: QuerySet[Any], typed: str) -> list[Any]:
    """A few of `rows` whose name has what was meant, the likest first."""
    meant = vocabulary.meant(term.text for term in Terms.plain(typed).present[:MOST_TERMS])
    if not meant:
        return []
    question = " & ".join("(" + " | ".join(words) + ")" for words in meant)
    close = rows.filter(name_words=SearchQuery(question, config="simple", search_type="raw")).order_by().values("pk")[:CANDIDATES]
    plain = Func(F("name"), function="vn_search", output_field=TextField())
    found = rows.filter(pk__in=close).annotate(likeness=TrigramWordSimilarity(search_key(clean_line(typed)), plain))
    found = found.order_by("-likeness", Length("name"), "name_sort", "pk")
    return list(found.select_related("database").only("name", "database__code")[:SUGGESTIONS])
