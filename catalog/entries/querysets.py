"""The reading vocabulary of the catalogue in two times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value

from agencies.models import AgencyName

WORDS = ("search", "name_words")  # columns that only a search reads
LINE = (
    *("name", "name_sort", "recorded_at", "managing_agency", "managing_agency_basis", "sharing_class", "status"),
    *("database__code", "database__number", "database__is_demo"),
)


def _covers(on: date) -> Q:
    """The period holds the day, said by its bounds: a large part of all rows does, so an index on periods never pays here,
    and offered `@>` the planner takes the exclusion constraint's (measured: 35 ms of a search of 45)."""
    return Q(in_force__startswith__lte=on) & (Q(in_force__endswith__gt=on) | Q(in_force__upper_inf=True))


class _IsAnyOf(Func):
    """One array instead of `IN` and thousands of parameters."""

    template, arg_joiner, output_field = "%(expressions)s)", " = ANY (", models.BooleanField()


class DatabaseQuerySet(models.QuerySet[Any]):
    """Shared databases…"""

    def maintained_by(self, user: Any) -> DatabaseQuerySet:
        """…that this officer looks after (an object right held in guardian, its one truth)."""
        from guardian.shortcuts import get_objects_for_user

        mine = get_objects_for_user(user, "catalog.maintain_shareddatabase", klass=self.model, accept_global_perms=False)
        return self.filter(pk__in=mine.values("pk"))


class VersionQuerySet(models.QuerySet[Any]):
    """Versions of databases…"""

    def in_force(self, on: date) -> VersionQuerySet:
        """…that the law says are valid on the day, with all we know now."""
        return self.filter(_covers(on))

    def as_of(self, on: date, known_at: datetime | None = None, *, today: date | None = None) -> VersionQuerySet:
        """…valid on `on`, as the registry would have answered at the moment `known_at`.

        A version recorded later did not exist for it, and an end recorded later had not happened. What was left without a day by
        another decision of its own day held from that day on, until the other one was recorded. Told which day is `today`, it looks
        for what holds now among those without an end: no end is recorded before its day (`catalog_version_ends_on_its_day`).
        """
        if known_at is None:
            return self.open().filter(in_force__startswith__lte=on) if today and on >= today else self.in_force(on)
        began = Q(in_force__startswith__lte=on) | Q(in_force__isempty=True, decision__effective_on__lte=on)
        still_open = Q(closed_at__gt=known_at) & began
        return self.filter(recorded_at__lte=known_at).filter(_covers(on) | still_open)

    def open(self) -> VersionQuerySet:
        """…without a known end: the base of the next change."""
        return self.filter(in_force__upper_inf=True)

    def by_name(self) -> VersionQuerySet:
        """…in Vietnamese order."""
        return self.order_by("name_sort", "id")

    def with_dictionary(self) -> VersionQuerySet:
        """…with everything `content_of` reads, in five queries whatever their number."""
        return self.select_related("database", "managing_agency").prefetch_related("datasets__fields", "coordinating_agencies")

    def without_words(self) -> VersionQuerySet:
        """…without what only a search reads."""
        return self.defer(*WORDS)

    def listed(self) -> VersionQuerySet:
        """…with what a line of the list shows and is ordered by; the agency's latest name is `agency_name`."""
        names = AgencyName.objects.filter(agency=OuterRef("managing_agency")).order_by("-pk")
        return self.select_related("database").only(*LINE).annotate(agency_name=Subquery(names.values("name")[:1]))

    def gathered(self, few: int) -> VersionQuerySet:
        """…the same, to be put in order. When they are at most `few` they are gathered first and ordered after: a planner that
        expects more would walk the whole order to fill one page (measured: 650 ms to find that there is none)."""
        ids = list(self.order_by().values_list("pk", flat=True)[: few + 1])
        if len(ids) > few:
            return self
        return self.model._default_manager.filter(_IsAnyOf(F("pk"), Value(ids, ArrayField(models.BigIntegerField()))))
