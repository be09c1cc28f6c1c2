"""Differences as their page shows them, gathered by source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import ChangeProposal, DatabaseVersion
from catalog.proposals.states import FINAL, PRIVATE
from catalog.proposals.workflow import PROPOSER
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Order
from sharing.drift.words import sentence
from sharing.integration.drifts import Drift
from sharing.integration.models import Source
from sharing.integration.readers import readable

BY_SOURCE = Order(("database__code", "dataset", "pk"))
SIZE = 20


@dataclass(frozen=True)
class Left:
    """A source that left the dictionary. `writes`: whether the reader writes proposals for the agency that manages the database."""

    source: Source
    name: str
    drifts: list[Drift]
    writes: bool

    @property
    def told(self) -> list[tuple[Drift, str]]:
        """Each with what is said of it."""
        return [(drift, sentence(drift)) for drift in self.drifts]

    @property
    def proposal(self) -> ChangeProposal | None:
        """The one that asks for it and is not over; of a draft only those know who write it."""
        asking = (drift.proposal for drift in self.drifts if drift.proposal and drift.proposal.state not in FINAL)
        return next((one for one in asking if self.writes or one.state not in PRIVATE), None)


def differences(user: Any, at: datetime, *, database: str = "", gone: bool = False) -> QuerySet[Drift]:
    """Those of which the person may read: that are there, or are there no more."""
    found = Drift.objects.filter(readable(user, at, "source__database"), gone_at__isnull=not gone)
    found = found.select_related("source__database", "proposal").order_by("source__database__code", "source__dataset", "pk")
    return found.filter(source__database__code__iexact=database) if database else found


def sources(found: QuerySet[Drift]) -> QuerySet[Source]:
    """The sources that have any of them."""
    return Source.objects.filter(Exists(found.order_by().filter(source=OuterRef("pk")))).select_related("database")


def gathered(page: Iterable[Source], found: QuerySet[Drift], user: Any, at: datetime) -> list[Left]:
    """Each source of a page with its differences. Three statements."""
    shown = list(page)
    drifts: dict[Any, list[Drift]] = {}
    for drift in found.filter(source__in=shown):
        drifts.setdefault(drift.source_id, []).append(drift)
    versions = {
        version.database_id: version
        for version in DatabaseVersion.objects.in_force(today(at)).filter(database__in=[source.database_id for source in shown])
    }
    return [_left(source, versions.get(source.database_id), drifts.get(source.pk, []), user, at) for source in shown]


def _left(source: Source, version: DatabaseVersion | None, drifts: list[Drift], user: Any, at: datetime) -> Left:
    agency = version.managing_agency_id if version else None
    writes = agency is not None and PROPOSER.held_by(user, ChangeProposal(agency_id=agency), at)
    return Left(source, version.name if version else "", drifts, writes)
