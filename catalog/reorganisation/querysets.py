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
        if _looks_on(seats):
            may |= Q(state=State.PROPOSED)
        return self.filter(may | Q(state=State.PROPOSED, pk__in=self._naming(seats.agencies)))

    def waiting_for(self, seats: Seats) -> ActQuerySet:
        """…that wait for the person: drafts for the administrators who prepare them, what was sent for the clerk who records it, unless
        it was them who prepared it."""
        mine = Q(state=State.DRAFT) if seats.with_role(Role.ADMIN) else Q(pk__in=[])
        if seats.at_agency(Role.CLERK, seats.mandates.get(Mandate.Kind.ISSUER)):
            prepared = Q(created_by=seats.user) | Q(proposed_by=seats.user)
            mine |= Q(state=State.PROPOSED) & ~prepared
        return self.filter(mine)

    def _naming(self, agencies: set[int]) -> Any:
        lines = self.model._meta.get_field("lines").related_model.objects
        return lines.filter(Q(predecessor__in=agencies) | Q(successor__in=agencies)).values("reorganisation")

    def listed(self) -> ActQuerySet:
        """…with what a row of the list shows."""
        return self.select_related("decision").prefetch_related("lines__predecessor__names", "lines__successor__names")


def reads_inside(seats: Seats, act: Any) -> bool:
    """Whether somebody also reads what passes, by name: those who prepare, record and look on, and the agencies named."""
    named = {pk for line in act.lines.all() for pk in (line.predecessor_id, line.successor_id)}
    return prepares(seats) or _looks_on(seats) or bool(seats.agencies & named)


def _looks_on(seats: Seats) -> bool:
    issuer = seats.mandates.get(Mandate.Kind.ISSUER)
    return seats.mandates.get(Mandate.Kind.LEAD) in seats.agencies or bool(seats.at_agency(Role.CLERK, issuer))


def prepares(seats: Seats) -> bool:
    """Whether somebody reads acts that are still drafts."""
    return bool(seats.with_role(Role.ADMIN, Role.AUDITOR))
