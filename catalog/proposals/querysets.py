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
SENT = ~Q(state__in=PRIVATE) & ~Q(content_hash="")  # a draft withdrawn before it was ever sent stays the agency's own
#: Somebody may always take a file back or give it back, but nobody waits for that; a decision is awaited on its dossier.
NOT_AWAITED = {"withdraw", "return", "send_back", "issue"}
SIGNATURE_ASKED = Q(agency__requires_sign_off=True, signature_asked_at__isnull=False)
#: An agency that wants its head's signature: the draft waits for the officer until it is asked for, and for the head from then on.
AWAITED_WHEN = {"sign_off": SIGNATURE_ASKED, "submit": ~SIGNATURE_ASKED | Q(state=S.SIGNED)}


class ProposalQuerySet(models.QuerySet[Any]):
    """Proposals…"""

    def visible_to(self, user: Any, at: datetime) -> ProposalQuerySet:
        """…that the person may read: those in which they have a part, and every one for the auditor."""
        return self.all() if seats_of(user, at).with_role(Role.AUDITOR) else self.shared_with(user, at)

    def shared_with(self, user: Any, at: datetime) -> ProposalQuerySet:
        """…in which the person has a part, and a say: their agency's, those they are asked about, and by office.

        A draft is read by those who write it, the officers of its agency, and by its head where the agency's drafts need
        their signature: not by whoever holds another office there, and not by the department before it is sent.
        """
        seats = seats_of(user, at)
        if not seats.held:
            return self.none()
        drafting, signing = ({seat.agency.pk for seat in seats.with_role(role)} for role in (Role.REGISTRAR, Role.HEAD))
        may = Q(agency__in=drafting) | Q(agency__in=seats.agencies) & SENT
        may |= Q(agency__in=signing, agency__requires_sign_off=True)
        may |= Q(pk__in=self._asked(seats.agencies))
        lead, issuer = seats.mandates.get(Mandate.Kind.LEAD), seats.mandates.get(Mandate.Kind.ISSUER)
        if any(seats.at_agency(role, lead) for role in (Role.INTAKE, Role.APPRAISER, Role.HEAD)):
            may |= SENT
        if seats.at_agency(Role.CLERK, issuer):
            may |= Q(state__in=AFTER_COMMITTEE)
        return self.filter(may)

    def _asked(self, agencies: set[int]) -> Any:
        opinions = self.model._meta.get_field("opinions").related_model.objects
        return opinions.filter(agency__in=agencies).values("proposal")

    def waiting_for(self, user: Any, at: datetime) -> ProposalQuerySet:
        """…that wait for the person to carry them on, by the table of moves (its guards are asked on the page)."""
        seats = seats_of(user, at)
        may = Q(pk__in=[])
        for move in (move for move in MOVES.values() if move.name not in NOT_AWAITED):
            for holder in getattr(move.by, "holders", ()):
                may |= Q(state__in=move.sources) & holder.files(seats) & AWAITED_WHEN.get(move.name, Q())
        return self.filter(may)

    def unfinished(self) -> ProposalQuerySet:
        """…that have not reached a final state."""
        return self.exclude(state__in=FINAL)

    def listed(self) -> ProposalQuerySet:
        """…with what a list row shows."""
        return self.select_related("agency", "created_by").prefetch_related("agency__names", "items__database", "items__base_version")
