"""Verbs on agencies and people: appoint, dismiss. Reorganisations stand in `successions.py`, deputies in `delegations`."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from agencies import authority
from agencies.organisation import Agency
from agencies.people import Membership, Role, User
from hcm_registry.kernel.errors import RuleBroken, broken_by
from hcm_registry.kernel.periods import closed_on, period


class AgencyClosed(RuleBroken):
    """A dissolved agency acts no more; its successor does."""

    message = _("Cơ quan này không còn hoạt động vào ngày đó. Chọn cơ quan kế thừa.")


def appoint(user: User, *, role: Role, agency: Agency, start: date, end: date | None = None, by: User, at: datetime) -> Membership:
    """Give somebody a role at an agency from `start` (to before `end`). By an administrator. Errors: AgencyClosed, ImpossiblePeriod."""
    authority.require(by, Role.ADMIN, at)
    span = period(start, end)
    if not Agency.objects.active(start).filter(pk=agency.pk).exists():
        raise AgencyClosed(agency.ended_in_words(start))
    try:
        with transaction.atomic():
            return Membership.objects.create(user=user, role=role, agency=agency, period=span)
    except IntegrityError as error:
        raise broken_by(error) from error


def dismiss(membership: Membership, *, end: date, by: User, at: datetime) -> None:
    """The role ends; `end` is the first day without it."""
    authority.require(by, Role.ADMIN, at)
    membership.period = closed_on(membership.period, end)
    membership.save()
