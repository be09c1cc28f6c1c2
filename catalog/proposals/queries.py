"""Which files and dossiers somebody works with, and what a row of the inbox shows of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from agencies.authority import Seats
from agencies.models import Mandate, Role
from catalog.proposals.models import ChangeProposal, Dossier
from catalog.proposals.papers import Opinion, ProposalStep
from catalog.proposals.states import State

OPEN = Q(answered_at__isnull=True, voided_at__isnull=True)
DEPARTMENT = (Role.INTAKE, Role.APPRAISER, Role.HEAD)


def lasted(span: timedelta) -> str:
    """How long, as people say it; weekends count, since nobody's deadline is measured here."""
    if span.days:
        return _("%(days)d ngày") % {"days": span.days}
    hours = span.seconds // 3600
    return _("%(hours)d giờ") % {"hours": hours} if hours else _("dưới 1 giờ")


def opinions_asked(seats: Seats) -> QuerySet[Opinion]:
    """Opinions somebody may answer now, for the agencies where they are officer or head."""
    agencies = [seat.agency.pk for seat in seats.with_role(Role.REGISTRAR, Role.HEAD)]
    return Opinion.objects.filter(OPEN, agency__in=agencies, proposal__state=State.CONSULTATION)


def last_step(code: str, user: Any, at: datetime) -> ProposalStep | None:
    """What was done last on a proposal that the person may read."""
    readable = ChangeProposal.objects.visible_to(user, at).filter(code=code)
    return ProposalStep.objects.filter(proposal__in=readable).select_related("by", "proposal").order_by("-pk").first() if code else None


def dossiers_for(user: Any, at: datetime) -> QuerySet[Dossier]:
    """Dossiers in which the person may read a proposal, or which they made; the newest first. `size` counts what they may read."""
    visible = ChangeProposal.objects.visible_to(user, at).filter(dossier__isnull=False)
    return (
        Dossier.objects.filter(Q(pk__in=visible.values("dossier")) | Q(created_by=user))
        .select_related("decision", "created_by")
        .annotate(size=Count("proposals", filter=Q(proposals__in=visible.values("pk"))))
        .order_by("-pk")
    )


def standing(proposals: Iterable[ChangeProposal]) -> str:
    """Which files a dossier holds, each in which state of its own: whoever decides on it has seen just this."""
    return " ".join(f"{proposal.code}:{proposal.version}" for proposal in proposals)


def works_with_dossiers(seats: Seats) -> bool:
    """Whether dossiers are part of somebody's office: the department's, the clerk's or the auditor's."""
    clerk = seats.at_agency(Role.CLERK, seats.mandates.get(Mandate.Kind.ISSUER))
    return of_department(seats) or clerk is not None or bool(seats.with_role(Role.AUDITOR))


def of_department(seats: Seats) -> bool:
    """Whether somebody works on files for the department in charge."""
    return any(seats.at_agency(role, seats.mandates.get(Mandate.Kind.LEAD)) for role in DEPARTMENT)


def approved() -> Any:
    """Proposals that may go into a dossier."""
    return ChangeProposal.objects.listed().filter(state=State.APPROVED).order_by("pk")


def with_due(proposals: Any) -> Any:
    """…with its deadline, those of questions not answered yet, and since when the file has been where it is."""
    asked = Prefetch("opinions", Opinion.objects.filter(OPEN).select_related("clock__rule"), to_attr="questions")
    return proposals.listed().select_related("clock__rule").prefetch_related(asked).annotate(here_since=Max("steps__at"))


def with_files(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """…with the proposals they are about."""
    return opinions.select_related("agency", "proposal__agency", "clock__rule").prefetch_related(
        "proposal__agency__names", "proposal__items__base_version", "agency__names"
    )


def dossiers_waiting(seats: Seats) -> QuerySet[Dossier]:
    """Dossiers that the clerk of the issuing body has to record a decision for."""
    if seats.at_agency(Role.CLERK, seats.mandates.get(Mandate.Kind.ISSUER)) is None:
        return Dossier.objects.none()
    forwarded = ChangeProposal.objects.filter(state=State.AT_COMMITTEE).values("dossier")
    return Dossier.objects.filter(decision__isnull=True, pk__in=forwarded)
