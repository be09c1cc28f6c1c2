"""Verbs on agencies and people: appoint, dismiss, delegate, revoke. Reorganisations stand in `successions.py`."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from agencies import authority
from agencies.organisation import Agency
from agencies.people import Delegation, Membership, Role, User
from hcm_registry.kernel.errors import NotAuthorised, RuleBroken, broken_by
from hcm_registry.kernel.periods import ImpossiblePeriod, closed_on, period, today


class AgencyClosed(RuleBroken):
    """A dissolved agency acts no more; its successor does."""

    message = _("Cơ quan này không còn hoạt động vào ngày đó. Chọn cơ quan kế thừa.")


class NotAnOwnRole(RuleBroken):
    """One delegates only a role one holds oneself: delegations do not chain."""

    message = _("Chỉ được ủy quyền vai trò mình đang trực tiếp giữ.")


def appoint(user: User, *, role: Role, agency: Agency, start: date, end: date | None = None, by: User, at: datetime) -> Membership:
    """Give somebody a role at an agency from `start` (to before `end`). By an administrator. Errors: AgencyClosed, ImpossiblePeriod."""
    authority.require(by, Role.ADMIN, at)
    span = period(start, end)
    if not Agency.objects.active(start).filter(pk=agency.pk).exists():
        raise AgencyClosed
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


def delegate(role: Role, *, agency: Agency, to: User, start: datetime, end: datetime, reason: str, by: User, at: datetime) -> Delegation:
    """Let `to` act in `by`'s role at the agency between two moments. Both names stand on every step so made.

    Errors: NotAnOwnRole, ImpossiblePeriod.
    """
    if end <= start:
        raise ImpossiblePeriod
    own = Membership.objects.on(today(at)).filter(user=by, role=role, agency=agency)
    if not own.exists():
        raise NotAnOwnRole
    try:
        with transaction.atomic():
            span = DateTimeTZRange(start, end)
            return Delegation.objects.create(principal=by, deputy=to, agency=agency, role=role, period=span, reason=reason)
    except IntegrityError as error:
        raise broken_by(error) from error


def revoke(delegation: Delegation, *, by: User, at: datetime) -> None:
    """The principal takes the role back before the end; taking it back again changes nothing."""
    if by != delegation.principal:
        raise NotAuthorised(needed=str(delegation.principal))
    if delegation.revoked_at is not None:
        return
    delegation.revoked_at, delegation.revoked_by = at, by
    delegation.save()
