"""The reading vocabulary of proposals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from agencies.authority import seats_of
from agencies.models import Mandate, Role
from catalog.proposals.states import FINAL, PRIVATE, State
from catalog.proposals.workflow import MOVES

S = State
AFTER_COMMITTEE = (S.AT_COMMITTEE, S.ISSUED, S.APPLIED)


class ProposalQuerySet(models.QuerySet[Any]):
    """Proposals…"""

    def visible_to(self, user: Any, at: datetime) -> ProposalQuerySet:
        """…that the person may read: their agency's, those they are asked about, and by office."""
        seats = seats_of(user, at)
        if not seats.held:
            return self.none()
        if seats.with_role(Role.AUDITOR):
            return self.all()
        may = Q(agency__in=seats.agencies) | Q(pk__in=self._asked(seats.agencies))
        lead, issuer = seats.mandates.get(Mandate.Kind.LEAD), seats.mandates.get(Mandate.Kind.ISSUER)
        if any(seats.at_agency(role, lead) for role in (Role.INTAKE, Role.APPRAISER, Role.HEAD)):
            may |= ~Q(state__in=PRIVATE)
        if seats.at_agency(Role.CLERK, issuer):
            may |= Q(state__in=AFTER_COMMITTEE)
        return self.filter(may)

    def _asked(self, agencies: set[int]) -> Any:
        opinions = self.model._meta.get_field("opinions").related_model.objects
        return opinions.filter(agency__in=agencies).values("proposal")

    def waiting_for(self, user: Any, at: datetime) -> ProposalQuerySet:
        """…on which the person has something to do now, by the table of moves (the guards are asked on the page)."""
        seats = seats_of(user, at)
        may = Q(pk__in=[])
        for move in MOVES.values():
            for holder in getattr(move.by, "holders", ()) if move.name != "withdraw" else ():
                may |= Q(state__in=move.sources) & holder.files(seats)
        return self.filter(may)

    def unfinished(self) -> ProposalQuerySet:
        """…that have not reached a final state."""
        return self.exclude(state__in=FINAL)

    def listed(self) -> ProposalQuerySet:
        """…with what a list row shows."""
        return self.select_related("agency", "created_by").prefetch_related("agency__names", "items__database", "items__base_version")
