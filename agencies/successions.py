"""Reorganisation of agencies: merge, split, rename, partial transfer, re-creation. Never a deletion.

Each is one transaction: the old agencies end, the new ones begin, a `Succession` row says by what act, and roles, delegations,
mandates and contact points of an agency that ends pass to the agency that carries its functions on. What they have on file passes by
`catalog.reorganisation`, which calls these.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from agencies.actions import AgencyClosed
from agencies.organisation import Agency, AgencyName, Mandate, Succession
from agencies.people import ContactPoint, Delegation, Membership
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import DateRange, closed_on, day_start, starting

Kind = Succession.Kind
#: What somebody, or the agency itself, has at an agency for a time.
Held = Mandate | Membership | ContactPoint | Delegation


@dataclass(frozen=True)
class Act:
    """The legal act behind a reorganisation, and how well it is known."""

    on: date
    legal_basis: str = ""
    source: str = ""
    confirmed: bool = False
    note: str = ""


class SuccessionCycle(RuleBroken):
    """An agency would end up as its own heir."""

    message = _("Việc kế thừa này tạo thành vòng lặp. Kiểm tra lại cơ quan trước và sau.")


@transaction.atomic
def merge(predecessors: Sequence[Agency], successor: Agency, act: Act) -> None:
    """Several agencies become one. The successor is a new agency that begins on the day."""
    for predecessor in predecessors:
        _pass_on(predecessor, successor, Kind.MERGE if len(predecessors) > 1 else Kind.RECREATION, act)
        _hand_over(predecessor, successor, act.on)


@transaction.atomic
def split(predecessor: Agency, successors: Sequence[Agency], act: Act) -> None:
    """One agency becomes several and ends. The first named carries its mandates and people on."""
    for successor in successors:
        _pass_on(predecessor, successor, Kind.SPLIT, act)
    _hand_over(predecessor, successors[0], act.on)


@transaction.atomic
def rename(agency: Agency, name: str, act: Act, *, abbreviation: str = "") -> AgencyName:
    """The same agency under a new official name from the day on."""
    _close_names(agency, act.on)
    return AgencyName.objects.create(
        agency=agency,
        name=name,
        abbreviation=abbreviation,
        period=starting(act.on),
        source=act.source,
        confirmed=act.confirmed,
        note=act.note,
    )


@transaction.atomic
def transfer_part(predecessor: Agency, successor: Agency, act: Act, *, scope: str) -> Succession:
    """Some functions move; both agencies live on."""
    return _pass_on(predecessor, successor, Kind.PARTIAL_TRANSFER, act, scope=scope)


@transaction.atomic
def recreate(predecessor: Agency, successor: Agency, act: Act) -> Succession:
    """An agency is set up again out of one that took its functions earlier, often under its old name."""
    return _pass_on(predecessor, successor, Kind.RECREATION, act)


def end(agency: Agency, on: date) -> None:
    """The agency's last day is the day before `on`; so is its name's, and that of whatever is still held there then."""
    _end(agency, on, _held(agency, on))


def _end(agency: Agency, on: date, held: Iterable[Held]) -> None:
    if agency.active.upper is not None and agency.active.upper <= on:
        raise AgencyClosed(agency.ended_in_words(on))
    agency.active = closed_on(agency.active, on)
    agency.save()
    _close_names(agency, on)
    for one in held:
        if _began(one, on):
            one.period = _until(one, on)
            one.save()


def _pass_on(predecessor: Agency, successor: Agency, kind: Kind, act: Act, *, scope: str = "") -> Succession:
    if predecessor.pk in Succession.objects.heirs({successor.pk}):
        raise SuccessionCycle
    return Succession.objects.create(
        predecessor=predecessor,
        successor=successor,
        kind=kind,
        on=act.on,
        legal_basis=act.legal_basis,
        source=act.source,
        confirmed=act.confirmed,
        note=act.note,
        scope=scope,
    )


def _close_names(agency: Agency, on: date) -> None:
    for name in agency.names.all():
        if name.period.upper is None:
            name.period = closed_on(name.period, on)
            name.save()


def _held(agency: Agency, on: date) -> list[Held]:
    """Mandates, roles, contact points and delegations that would outlast the agency, or begin after its end."""
    found: list[Any] = [
        kind.objects.filter(agency=agency, period__overlap=DateRange(on, None)) for kind in (Mandate, Membership, ContactPoint)
    ]
    lent = Delegation.objects.lasting(day_start(on)).filter(agency=agency)
    return [one for rows in (lent, *found) for one in rows.order_by("pk")]


def _began(one: Held, on: date) -> bool:
    """Whether the agency that ends has some of it."""
    first = one.period.lower
    return first is None or first < _point(one, on)


def _until(one: Held, on: date) -> Any:
    return DateTimeTZRange(one.period.lower, day_start(on)) if isinstance(one, Delegation) else closed_on(one.period, on)


def _since(one: Held, on: date) -> Any:
    """What the heir has of it."""
    point = _point(one, on)
    return type(one.period)(max(one.period.lower or point, point), one.period.upper)


def _point(one: Held, on: date) -> Any:
    """Delegations are to the minute."""
    return day_start(on) if isinstance(one, Delegation) else on


def _hand_over(predecessor: Agency, successor: Agency, on: date) -> None:
    """End the predecessor. What would have outlasted it goes on at the successor as long as it was given for; what would have begun
    there later begins at the successor."""
    held = _held(predecessor, on)
    passing = [(one, _since(one, on), _began(one, on)) for one in held]
    _end(predecessor, on, held)
    for one, rest, began in passing:
        if began:
            one.pk = None  # the part before the day stays where it was
        _give(one, successor, rest)


def _give(one: Held, agency: Agency, span: Any) -> None:
    """What the agency has already is not given twice: several of those that merge may have had the same person, or deputy, or officer.
    Of several main contact points the first stays the main one."""
    others = type(one).objects.filter(agency=agency, period__overlap=span)
    same = _SAME[type(one)]
    if same and others.filter(**{name: getattr(one, name) for name in same}).exists():
        return
    if isinstance(one, ContactPoint):
        one.primary = one.primary and not others.filter(primary=True).exists()
    one.agency, one.period = agency, span
    one.save()


#: By what one knows that the heir has it already.
_SAME: dict[type, tuple[str, ...]] = {
    Mandate: (),
    Membership: ("user", "role"),
    ContactPoint: ("email",),
    Delegation: ("principal", "role", "revoked_at"),
}
