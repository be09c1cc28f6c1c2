"""What a reader wants of the catalogue: on which day, as known when, with which words and filters; and the versions that answer."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet, Subquery

from agencies.models import Agency
from catalog.entries import vocabulary
from catalog.entries.choices import UNKNOWN
from catalog.entries.models import DatabaseVersion, SharedDatabase

#: Filter of the list → column.
FACETS = {
    "theme": "theme",
    "agency": "managing_agency",
    "sharing_class": "sharing_class",
    "status": "status",
    "frequency": "update_frequency",
}
FEW = 3000  # rows gathered before they are ordered


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to, on which legal day and as known when; `today` lets it be found sooner."""

    on: date
    known_at: datetime | None = None
    today: date | None = None
    q: str = ""
    facets: dict[str, str] = field(default_factory=dict)
    maintainer: Any = None

    def without(self, name: str) -> "Wanted":
        """The same, less one filter (`q` and `mine` count as filters)."""
        if name == "q":
            return replace(self, q="")
        if name == "mine":
            return replace(self, maintainer=None)
        return replace(self, facets={key: value for key, value in self.facets.items() if key != name})

    @property
    def filters(self) -> list[str]:
        """The names of what narrows the list."""
        return [*(["q"] if self.q else []), *self.facets, *(["mine"] if self.maintainer else [])]


def rows(wanted: Wanted) -> QuerySet[Any]:
    """The versions that answer, words aside, in no order."""
    found = DatabaseVersion.objects.as_of(wanted.on, wanted.known_at, today=wanted.today)
    for name, value in wanted.facets.items():
        found = found.filter(**_condition(name, value))
    if wanted.maintainer is not None:
        found = found.filter(database__in=SharedDatabase.objects.maintained_by(wanted.maintainer))
    return found


def answering(wanted: Wanted) -> QuerySet[Any]:
    """The versions that answer in full, ready to be put in order."""
    found = rows(wanted)
    if wanted.q:
        found = with_words(found, wanted.q)
    return found.gathered(FEW) if wanted.filters else found  # type: ignore[attr-defined]  # the stubs forget our querysets


def with_words(found: QuerySet[Any], typed: str) -> QuerySet[Any]:
    """Those among them that have every word typed, anywhere."""
    asked, _spelled = vocabulary.read(typed)
    if not asked:
        return found.none()
    return found.filter(search=SearchQuery(asked.all(), config="simple", search_type="raw"))


def agency_of(key: str) -> Subquery:
    """The agency of that key, by id: the planner then knows how few rows to expect."""
    return Subquery(Agency.objects.filter(key=key).values("pk"))


def _condition(name: str, value: str) -> dict[str, Any]:
    column = FACETS[name]
    if name != "agency":
        return {column: "" if value == UNKNOWN else value}
    return {f"{column}__isnull": True} if value == UNKNOWN else {column: agency_of(value)}
