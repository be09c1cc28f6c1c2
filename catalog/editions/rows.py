"""What the catalogue says, read for an annex: of an edition, of a day, or of documents that are still to be decided."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from agencies.models import AgencyName
from catalog.editions import annex, layouts
from catalog.editions.annex import Annex, Cell, Layout, Names, Said
from catalog.editions.models import Edition
from catalog.entries.content import Content, complete, value_of
from catalog.entries.models import DatabaseVersion
from catalog.entries.querysets import VersionQuerySet
from hcm_registry.kernel.periods import contains

CHUNK = 500
AGENCIES = ("managing_agency", "coordinating_agencies")


def of_edition(edition: Edition) -> Annex:
    """The annex of an edition, made again from its lines, its layout and the names it kept."""
    layout = layouts.of(edition.layout)
    made = _made(layout, printed(_lines(edition), layout, edition.names))
    with override(annex.LANGUAGE):
        about = {"edition": edition.pk, "decision": str(edition.decision), "on": edition.on, **made.about, **_issued(edition)}
    return replace(made, about=about)


def lines_of(edition: Edition) -> Iterator[list[Cell]]:
    """The lines of that annex, one after another."""
    layout = layouts.of(edition.layout)
    return (line for _version, line in printed(_lines(edition), layout, edition.names))


def of_day(on: date, known_at: datetime | None = None) -> Annex:
    """The catalogue on a day, laid out as the next edition will be, with the names agencies bear that day."""
    layout = layouts.current()
    versions = DatabaseVersion.objects.as_of(on, known_at).order_by("database__number")
    made = _made(layout, printed(versions, layout, names_on(on, agencies_in(versions, layout))))
    return replace(made, about={"on": on, **({"known_at": known_at} if known_at else {}), **made.about})


def of_contents(contents: Sequence[tuple[str, Content]], on: date) -> Annex:
    """Documents that a decision would put into the catalogue: the code, empty where there is none yet, and what would be said."""
    layout = layouts.current()
    entries = [(code, complete(content)) for code, content in contents]
    names = names_on(on, named_in(said for _code, said in entries))
    return Annex(layout.columns, annex.rows(layout, entries, names), {"on": on})


def names_on(on: date, keys: Iterable[str], known: QuerySet[Any] | None = None) -> Names:
    """Key → official name of each agency: the one borne on the day, the latest where none is known of it."""
    found = (AgencyName.objects.all() if known is None else known).filter(agency__key__in=set(keys)).order_by("pk")
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


def named_in(said: Iterable[Said]) -> set[str]:
    """Keys of the agencies that are named in what versions say."""
    return {key for one in said for name in AGENCIES for key in _keys(one.get(name))}


def agencies_in(versions: VersionQuerySet, layout: Layout) -> set[str]:
    """The same of versions that are not read yet."""
    fields = [f"{name}__key" for name in AGENCIES if name in layout.reads]
    return {key for field in fields for key in versions.order_by().values_list(field, flat=True).distinct() if key}


def printed(versions: VersionQuerySet, layout: Layout, names: Names) -> Iterator[tuple[Any, list[Cell]]]:
    """Each version and its line; some hundreds are held at a time."""
    found = versions.select_related("database", "managing_agency").without_words()
    found = found.prefetch_related("coordinating_agencies") if "coordinating_agencies" in layout.reads else found
    for position, version in enumerate(found.iterator(chunk_size=CHUNK), start=1):
        yield version, annex.row(layout, position, version.database.code, said_of(version, layout), names)


def _made(layout: Layout, found: Iterable[tuple[Any, list[Cell]]]) -> Annex:
    """All lines, and whether some of them are there for demonstration alone."""
    lines, demo = [], False
    for version, line in found:
        lines.append(line)
        demo = demo or version.database.is_demo
    return Annex(layout.columns, lines, {"demo": True} if demo else {})


def _issued(edition: Edition) -> dict[str, str]:
    """By what and by whom the list was issued, for the line under the title of its annex."""
    body = edition.decision.issuing_body
    return {"symbol": edition.decision.symbol, "issuer": edition.names.get(body.key) or str(body)}


def _lines(edition: Edition) -> VersionQuerySet:
    return DatabaseVersion.objects.filter(lines__edition=edition).order_by("lines__position")


def _keys(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
