"""Runs as their list and their page show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from catalog.models import DatabaseVersion
from hcm_registry.kernel.periods import day_start, today
from hcm_registry.keyset import Order
from sharing.integration.models import LoadRun

NEWEST = Order(("pk",), down=True)
SIZE = 50
RELATED = ("source__database", "queued_by")


@dataclass(frozen=True)
class Wanted:
    """What a reader narrows the list by; empty means everything. `until`: the last day that counts."""

    database: str = ""
    dataset: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None


def listed(user: Any, wanted: Wanted, at: datetime) -> QuerySet[LoadRun]:
    """The runs of which the person may read, narrowed."""
    asked: dict[str, Any] = {
        "source__database__code__iexact": wanted.database,
        "source__dataset": wanted.dataset,
        "state": wanted.state,
        "queued_at__gte": wanted.since and day_start(wanted.since),
        "queued_at__lt": wanted.until and day_start(wanted.until + timedelta(days=1)),
    }
    found = LoadRun.objects.visible_to(user, at).select_related(*RELATED)
    return found.filter(**{name: value for name, value in asked.items() if value})


def names_of(runs: Iterable[LoadRun], at: datetime) -> dict[int, str]:
    """Database id → what the version in force calls it."""
    ids = {run.source.database_id for run in runs}
    found = DatabaseVersion.objects.in_force(today(at)).filter(database__in=ids)
    return dict(found.values_list("database_id", "name"))
