"""Who has taken a file on, of those for whom it waits: one person at a time, until it moves on, is handed over or given back."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.authority import Seats
from agencies.models import Mandate
from catalog.proposals.models import ChangeProposal
from catalog.proposals.querysets import NOT_AWAITED
from catalog.proposals.states import State
from catalog.proposals.workflow import MOVES


class ClaimQuerySet(models.QuerySet[Any]):
    """Claims…"""

    def held(self) -> "ClaimQuerySet":
        """…that count: not ended, and the file is where it was when it was taken on."""
        return self.filter(ended_at__isnull=True, proposal__state=F("state"))


class Claim(models.Model):
    """Somebody has taken on a file at one step; `by` is who gave it to them, themselves when they took it. Ended once, never rewritten."""

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(_("bước"), max_length=20, choices=State)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims", verbose_name=_("người nhận"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người giao"))
    at = models.DateTimeField(_("nhận lúc"))
    ended_at = models.DateTimeField(_("thôi nhận lúc"), null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhận hồ sơ")
        verbose_name_plural = _("nhận hồ sơ")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(ended_at__isnull=True),
                name="catalog_claim_one_at_a_time",
                violation_error_message=_("Hồ sơ này đã có người nhận."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal.code}: {self.holder}"


def claim_of(proposal: ChangeProposal) -> Claim | None:
    """Who has the file now, if anybody."""
    return Claim.objects.held().filter(proposal=proposal).select_related("holder", "by").first()


def awaited(proposal: ChangeProposal) -> list[Any]:
    """The roles of the department that carry the file on from here, by the table of moves."""
    moves = (move for move in MOVES.values() if move.name not in NOT_AWAITED and proposal.state in move.sources)
    found = (holder for move in moves for holder in getattr(move.by, "holders", ()) if isinstance(holder.at, Mandate.Kind))
    return list(dict.fromkeys(found))


def waits_for(proposal: ChangeProposal, seats: Seats) -> bool:
    """Whether somebody with these seats carries the file on for the department, by the table of moves; asks the database nothing."""
    return any(seats.at_agency(holder.role, seats.mandates.get(holder.at)) for holder in awaited(proposal))
