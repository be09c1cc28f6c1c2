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

    def at(self, moment: datetime) -> DelegationQuerySet:
        """…valid at the moment and not revoked."""
        return self.filter(period__contains=moment, revoked_at__isnull=True, deputy__is_active=True, principal__is_active=True)
