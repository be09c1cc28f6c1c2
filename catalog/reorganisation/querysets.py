"""The reading vocabulary of acts of reorganisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from agencies.authority import Seats, seats_of
from agencies.models import Mandate, Role
from catalog.reorganisation.states import PUBLIC, State


class ActQuerySet(models.QuerySet[Any]):
    """Acts…"""

    def visible_to(self, user: Any, at: datetime) -> ActQuerySet:
        """…that the person may read: what was decided is public; what is being prepared is read by those who prepare, record and audit
        it, and, once it was sent, by the department in charge and by the agencies it names."""
        seats = seats_of(user, at)
        if prepares(seats):
            return self.all()
        may = Q(state__in=PUBLIC)
        if seats.mandates.get(Mandate.Kind.LEAD) in seats.agencies or seats.at_agency(Role.CLERK, seats.mandates.get(Mandate.Kind.ISSUER)):
            may |= Q(state=State.PROPOSED)
        named = Q(lines__predecessor__in=seats.agencies) | Q(lines__successor__in=seats.agencies)
        return self.filter(may | Q(state=State.PROPOSED) & named).distinct() if seats.agencies else self.filter(may)

    def listed(self) -> ActQuerySet:
        """…with what a row of the list shows."""
        return self.select_related("decision").prefetch_related("lines__predecessor__names", "lines__successor__names")


def prepares(seats: Seats) -> bool:
    """Whether somebody reads acts that are still drafts."""
    return bool(seats.with_role(Role.ADMIN, Role.AUDITOR))
