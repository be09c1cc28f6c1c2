"""The reading vocabulary of the agencies app: each method reads as the end of a sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models


class AgencyQuerySet(models.QuerySet[Any]):
    """Agencies…"""

    def active(self, on: date) -> AgencyQuerySet:
        """…that exist on the day."""
        return self.filter(active__contains=on)

    def named(self) -> AgencyQuerySet:
        """…with their names fetched, in Vietnamese order of the latest name."""
        latest = models.OuterRef("pk")
        names = self.model.names.rel.related_model.objects.filter(agency=latest).order_by("-pk")
        return self.prefetch_related("names").annotate(sort=models.Subquery(names.values("name_sort")[:1])).order_by("sort", "pk")


class NameQuerySet(models.QuerySet[Any]):
    """Names…"""

    def on(self, day: date) -> NameQuerySet:
        """…borne on the day."""
        return self.filter(period__contains=day)


class SuccessionQuerySet(models.QuerySet[Any]):
    """Successions…"""

    def heirs(self, of: set[int]) -> set[int]:
        """Ids of every agency that carries on functions of one of these, however far."""
        return self._follow(of, "predecessor", "successor_id")

    def forebears(self, of: set[int]) -> set[int]:
        """Ids of every agency whose functions came to one of these, however long ago."""
        return self._follow(of, "successor", "predecessor_id")

    def _follow(self, front: set[int], here: str, there: str) -> set[int]:
        found: set[int] = set()
        while front:
            front = set(self.filter(**{f"{here}__in": front}).values_list(there, flat=True)) - found
            found |= front
        return found


class MandateQuerySet(models.QuerySet[Any]):
    """Mandates…"""

    def on(self, day: date) -> MandateQuerySet:
        """…valid on the day."""
        return self.filter(period__contains=day)


class MembershipQuerySet(models.QuerySet[Any]):
    """Role-holdings…"""

    def on(self, day: date) -> MembershipQuerySet:
        """…valid on the day, of people whose account is active."""
        return self.filter(period__contains=day, user__is_active=True)


class DelegationQuerySet(models.QuerySet[Any]):
    """Delegations…"""

    def during(self, moments: Any) -> DelegationQuerySet:
        """…that lasted at some moment of a range, until they were revoked."""
        revoked_before = models.Q(revoked_at__lte=moments.lower)
        return self.filter(period__overlap=moments).exclude(revoked_before)

    def lasting(self, moment: datetime) -> DelegationQuerySet:
        """…that are valid at the moment or later, and not revoked."""
        return self.filter(period__endswith__gt=moment, revoked_at__isnull=True)

    def at(self, moment: datetime) -> DelegationQuerySet:
        """…valid at the moment and not revoked."""
        return self.filter(period__contains=moment, revoked_at__isnull=True, deputy__is_active=True, principal__is_active=True)
