"""Who bears each duty by what the catalogue and the mandates say today, and since when. Asked anew each time; stores nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from agencies.models import Mandate
from catalog.decisions.models import Decision
from catalog.duties.models import Duty
from catalog.entries.choices import Basis
from catalog.entries.models import DatabaseVersion

Place = tuple[int, int | None]  # a duty, and the database, None for the whole catalogue
COLUMNS = ("database_id", "managing_agency_id", "managing_agency_basis", "in_force", "decision_id", "decision__effective_on")


@dataclass(frozen=True)
class Held:
    """Who bears it (None: nobody any more), how firmly that is known, since when, and by which decision."""

    agency_id: int | None
    basis: str
    since: date
    decision_id: int


@dataclass(frozen=True)
class Standing:
    """How one database stands in the catalogue: who manages it, and since when it is listed at all."""

    manager: Held
    listed: Held
    end: date | None


def leading(on: date) -> Mandate | None:
    """Who leads the catalogue on the day. Without a lead nothing is said of its duties."""
    found: Mandate | None = Mandate.objects.on(on).filter(kind=Mandate.Kind.LEAD).first()
    return found


def bearers(duties: Iterable[Duty], databases: Sequence[int], lead: Mandate | None) -> Iterator[tuple[Place, Held]]:
    """Each place of these databases with its bearer."""
    standings = _standings(databases)
    for duty in duties:
        if duty.bearer == Duty.Bearer.MANAGER:
            yield from (((duty.pk, key), _until(one.manager, one.end)) for key, one in standings.items())
        elif lead is not None and duty.each_database:
            yield from (((duty.pk, key), _until(_by(lead, one.listed), one.end)) for key, one in standings.items())


def bearers_of_the_whole(duties: Iterable[Duty], lead: Mandate | None) -> Iterator[tuple[Place, Held]]:
    """The same for duties towards the whole catalogue."""
    whole = [duty for duty in duties if duty.bearer != Duty.Bearer.MANAGER and not duty.each_database]
    if whole and lead is not None and (first := _first_decision()):
        yield from (((duty.pk, None), _by(lead, first)) for duty in whole)


def _standings(databases: Sequence[int]) -> dict[int, Standing]:
    """Read through the versions in order: a manager who stays from one to the next has held since the first of them."""
    versions = DatabaseVersion.objects.filter(database__in=databases)
    found: dict[int, Standing] = {}
    for row in versions.order_by("database_id", "number").values(*COLUMNS):
        found[row["database_id"]] = _after(found.get(row["database_id"]), row)
    return found


def _after(before: Standing | None, row: dict[str, Any]) -> Standing:
    """Versions of one database follow each other without a gap: only a new decision ends one, perhaps on its very first day."""
    since, end = row["decision__effective_on"], row["in_force"].upper
    manager = Held(row["managing_agency_id"], row["managing_agency_basis"], since, row["decision_id"])
    if row["in_force"].isempty and before is not None:
        return replace(before, end=since)
    if before is None:
        return Standing(manager, replace(manager, basis=Basis.DECIDED), since if row["in_force"].isempty else end)
    stays = (before.manager.agency_id, before.manager.basis) == (manager.agency_id, manager.basis)
    return Standing(before.manager if stays else manager, before.listed, end)


def _until(held: Held, end: date | None) -> Held:
    """What has left the catalogue is nobody's duty."""
    return held if end is None else replace(held, agency_id=None, since=end)


def _by(lead: Mandate, held: Held) -> Held:
    """The same, borne by whoever leads, from the day both were true."""
    since = max(held.since, lead.period.lower or held.since)
    return replace(held, agency_id=lead.agency_id, since=since)


def _first_decision() -> Held | None:
    """The decision that first issued the catalogue, which gave the department its duties."""
    first = Decision.objects.filter(kind=Decision.Kind.ISSUE).order_by("effective_on", "pk").first()
    return Held(None, Basis.DECIDED, first.effective_on, first.pk) if first else None
