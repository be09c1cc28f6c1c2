"""Let a deputy act in one's role for a time, and take the role back. The deputy is told of both."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.organisation import Agency
from agencies.outbox.actions import tell
from agencies.people import Delegation, Membership, Role, User
from hcm_registry.kernel.errors import Invalid, NotAuthorised, RuleBroken, broken_by
from hcm_registry.kernel.periods import LEGAL_ZONE, ImpossiblePeriod, today

PATH = "/delegations/"
GIVEN = (
    gettext_lazy("%(principal)s ủy quyền cho bạn"),
    gettext_lazy("%(principal)s ủy quyền cho bạn làm “%(role)s” tại %(agency)s từ %(start)s đến %(end)s. Lý do: %(reason)s"),
)
REVOKED = (
    gettext_lazy("%(principal)s đã thu hồi ủy quyền"),
    gettext_lazy("%(principal)s đã thu hồi ủy quyền vai trò “%(role)s” tại %(agency)s, trước khi hết hạn lúc %(end)s."),
)


class NotAnOwnRole(RuleBroken):
    """One delegates only a role one holds oneself: delegations do not chain."""

    message = gettext_lazy("Chỉ được ủy quyền vai trò mình đang trực tiếp giữ.")


@transaction.atomic
def delegate(role: Role, *, agency: Agency, to: User, start: datetime, end: datetime, reason: str, by: User, at: datetime) -> Delegation:
    """Let `to` act in `by`'s role at the agency between two moments. Both names stand on every step so made.

    It begins now at the earliest.
    Errors: NotAnOwnRole, ImpossiblePeriod, Invalid (it would be over already), Forbidden (to oneself, or to two at a time).
    """
    if end <= start:
        raise ImpossiblePeriod
    if end <= at:
        raise Invalid(errors={"end": [_("Lúc kết thúc phải ở tương lai.")]})
    own = Membership.objects.on(today(at)).filter(user=by, role=role, agency=agency)
    if not own.exists():
        raise NotAnOwnRole
    given = _create(principal=by, deputy=to, agency=agency, role=role, period=DateTimeTZRange(max(start, at), end), reason=reason)
    _tell(GIVEN, given, at=at)
    return given


@transaction.atomic
def revoke(delegation: Delegation, *, by: User, at: datetime) -> None:
    """The principal takes the role back before the end; taking it back again changes nothing. Error: NotAuthorised."""
    if by != delegation.principal:
        raise NotAuthorised(needed=str(delegation.principal))
    delegation.refresh_from_db(from_queryset=Delegation.objects.select_for_update(of=("self",)))
    if delegation.revoked_at is not None:
        return
    delegation.revoked_at, delegation.revoked_by = at, by
    delegation.save()
    _tell(REVOKED, delegation, at=at)


def _create(**given: object) -> Delegation:
    try:
        with transaction.atomic():
            return Delegation.objects.create(**given)
    except IntegrityError as error:
        raise broken_by(error) from error


def _tell(words: tuple[object, object], delegation: Delegation, *, at: datetime) -> None:
    said = {
        "principal": str(delegation.principal),
        "role": Role(delegation.role).label,
        "agency": str(delegation.agency),
        "start": _moment(delegation.period.lower),
        "end": _moment(delegation.period.upper),
        "reason": delegation.reason,
    }
    title, body = words
    key = f"delegation/{delegation.pk}/{'revoked' if delegation.revoked_at else 'given'}"
    tell("delegation", to=[delegation.deputy], title=title, body=body, path=PATH, key=key, at=at, said=said)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LEGAL_ZONE):%H:%M %d/%m/%Y}"
