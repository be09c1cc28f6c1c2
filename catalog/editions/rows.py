"""What the catalogue says, read for an annex: of an edition, of a day, or of documents that are still to be decided."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from agencies.models import AgencyName
from catalog.editions import annex, layouts
from catalog.editions.annex import Annex, Layout, Names, Said
from catalog.editions.models import Edition
from catalog.entries.content import Content, complete, value_of
from catalog.entries.models import DatabaseVersion
from hcm_registry.kernel.periods import contains

CHUNK = 2000
Found = list[tuple[Any, Said]]
AGENCIES = ("managing_agency", "coordinating_agencies")


def of_edition(edition: Edition) -> Annex:
    """The annex of an edition, made again from its lines, its layout and the names it kept."""
    layout = layouts.of(edition.layout)
    found = list(_said(_lines(edition), layout))
    with override(annex.LANGUAGE):
        about = {"edition": edition.pk, "decision": str(edition.decision), "on": edition.on, **_marked(found), **_issued(edition)}
    return Annex(layout.columns, annex.rows(layout, _coded(found), edition.names), about)


def of_day(on: date, known_at: datetime | None = None) -> Annex:
    """The catalogue on a day, laid out as the next edition will be, with the names agencies bear that day."""
    layout = layouts.current()
    versions = DatabaseVersion.objects.as_of(on, known_at).order_by("database__number")
    found = list(_said(versions, layout))
    printed = annex.rows(layout, _coded(found), names_on(on, (said for _version, said in found)))
    return Annex(layout.columns, printed, {"on": on, **({"known_at": known_at} if known_at else {}), **_marked(found)})


def of_contents(contents: Sequence[tuple[str, Content]], on: date) -> Annex:
    """Documents that a decision would put into the catalogue: the code, empty where there is none yet, and what would be said."""
    layout = layouts.current()
    entries = [(code, complete(content)) for code, content in contents]
    return Annex(layout.columns, annex.rows(layout, entries, names_on(on, (said for _code, said in entries))), {"on": on})


def names_on(on: date, said: Iterable[Said], *more: str, known: QuerySet[Any] | None = None) -> Names:
    """Key → official name of every agency that is named, and of `more`: the one borne on the day, the latest where none is known of it."""
    keys = {key for one in said for name in AGENCIES for key in _keys(one.get(name))} | set(more)
    found = (AgencyName.objects.all() if known is None else known).filter(agency__key__in=keys).order_by("pk")
    names: dict[str, str] = {}
    borne: dict[str, str] = {}
    for key, name, period in found.values_list("agency__key", "name", "period"):
        names[key] = name
        if contains(period, on):
            borne[key] = name
    return names | borne


def said_of(version: Any, layout: Layout) -> Said:
    """What a version says, as far as the layout reads it."""
    return {name: value_of(version, name) for name in layout.reads}


def _said(versions: QuerySet[Any], layout: Layout) -> Iterator[tuple[Any, Said]]:
    found = versions.select_related("database", "managing_agency")
    found = found.prefetch_related("coordinating_agencies") if "coordinating_agencies" in layout.reads else found
    for version in found.iterator(chunk_size=CHUNK):
        yield version, said_of(version, layout)


def _issued(edition: Edition) -> dict[str, str]:
    """By what and by whom the list was issued, for the line under the title of its annex."""
    body = edition.decision.issuing_body
    return {"symbol": edition.decision.symbol, "issuer": edition.names.get(body.key) or str(body)}


def _coded(found: Found) -> list[tuple[str, Said]]:
    return [(version.database.code, said) for version, said in found]


def _marked(found: Found) -> dict[str, bool]:
    """Whether some of it is there for demonstration alone."""
    return {"demo": True} if any(version.database.is_demo for version, _said in found) else {}


def _lines(edition: Edition) -> QuerySet[Any]:
    return DatabaseVersion.objects.filter(lines__edition=edition).order_by("lines__position")


def _keys(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
