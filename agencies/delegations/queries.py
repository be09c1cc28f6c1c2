"""Delegations as their page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.authority import Seat, seats_of
from agencies.people import Delegation, User
from hcm_registry.kernel.periods import today

LATEST = 100
#: How a delegation can stand, in words.
STATES = {"revoked": _("Đã thu hồi"), "later": _("Chưa bắt đầu"), "now": _("Đang có hiệu lực"), "over": _("Đã hết hạn")}


@dataclass(frozen=True)
class Lent:
    """One delegation, how it stands, and whether it can still be taken back."""

    row: Any
    state: str
    words: str

    @property
    def lasts(self) -> bool:
        """Whether it holds, or will."""
        return self.state in {"now", "later"}


def given(user: Any, at: datetime, most: int | None = LATEST) -> list[Lent]:
    """What the person gave, the newest first; None gives all of it."""
    return _lent(Delegation.objects.filter(principal=user), at, most)


def held(user: Any, at: datetime, most: int | None = LATEST) -> list[Lent]:
    """What the person was given, the newest first; None gives all of it."""
    return _lent(Delegation.objects.filter(deputy=user), at, most)


def own_seats(user: Any, at: datetime) -> list[Seat]:
    """Roles the person holds in person, and so may lend."""
    return [seat for seat in seats_of(user, at).held if seat.principal is None]


def possible_deputies(user: Any, at: datetime) -> Any:
    """Colleagues: whoever holds a role today at an agency where the person holds one."""
    agencies = [seat.agency.pk for seat in own_seats(user, at)]
    colleagues = Q(memberships__agency__in=agencies, memberships__period__contains=today(at), is_active=True)
    return User.objects.filter(colleagues).exclude(pk=user.pk).distinct().order_by("full_name", "username")


def state_of(period: Any, revoked_at: datetime | None, at: datetime) -> str:
    """How a delegation stands at the moment: one of STATES."""
    if revoked_at:
        return "revoked"
    if at < period.lower:
        return "later"
    return "now" if at < period.upper else "over"


def _lent(rows: Iterable[Any], at: datetime, most: int | None) -> list[Lent]:
    found = rows.select_related("principal", "deputy", "agency").prefetch_related("agency__names").order_by("-pk")  # type: ignore[attr-defined]  # the stubs forget our querysets
    states = [(row, state_of(row.period, row.revoked_at, at)) for row in found[:most]]
    return [Lent(row, state, str(STATES[state])) for row, state in states]
