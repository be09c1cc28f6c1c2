"""Reorganisation of agencies: merge, split, rename, partial transfer, re-creation. Never a deletion.

Each is one transaction: the old agencies end, the new ones begin, a `Succession` row says by what act, and roles, delegations and
mandates of an agency that ends pass to the agency that carries its functions on. What they have on file passes by
`catalog.reorganisation`, which calls these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from agencies.actions import AgencyClosed
from agencies.organisation import Agency, AgencyName, Mandate, Succession
from agencies.people import Delegation, Membership
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import DateRange, closed_on, day_start, period, starting

Kind = Succession.Kind


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
    """The agency's last day is the day before `on`; so is its name's, and whatever is still held there then."""
    if agency.active.upper is not None and agency.active.upper <= on:
        raise AgencyClosed(agency.ended_in_words(on))
    agency.active = closed_on(agency.active, on)
    agency.save()
    _close_names(agency, on)
    for held in _lasting(agency, on):
        held.period = closed_on(held.period, on)
        held.save()


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


def _lasting(agency: Agency, on: date) -> list[Mandate | Membership]:
    """Mandates and roles that began before the day and would outlast it."""
    found = [kind.objects.filter(agency=agency, period__contains=on).exclude(period__startswith=on) for kind in (Mandate, Membership)]
    return [held for rows in found for held in rows]


def _hand_over(predecessor: Agency, successor: Agency, on: date) -> None:
    """End the predecessor. What would have outlasted it goes on at the successor as long as it was given for; what would have begun
    there later begins at the successor."""
    lasting = [(held, period(on, held.period.upper)) for held in _lasting(predecessor, on)]
    lent = list(Delegation.objects.lasting(day_start(on)).filter(agency=predecessor))
    end(predecessor, on)
    for delegation in lent:
        _lend_anew(delegation, successor, day_start(on))
    for held, rest in lasting:
        held.pk = None
        _give(held, successor, rest)
    for later in (held for kind in (Mandate, Membership) for held in kind.objects.filter(agency=predecessor, period__startswith__gte=on)):
        _give(later, successor, later.period)


def _lend_anew(lent: Delegation, agency: Agency, moment: datetime) -> None:
    """What a principal lent until later goes on at the heir; what begins later begins there. Who has a deputy in that role there
    already gets no second one: two of the agencies that merge may have known the same principal."""
    begins, rest = lent.period.lower, DateTimeTZRange(max(lent.period.lower, moment), lent.period.upper)
    if begins < moment:
        lent.period = DateTimeTZRange(begins, moment)
        lent.save()
        lent.pk = None
    others = Delegation.objects.lasting(moment).filter(principal=lent.principal_id, role=lent.role, agency=agency)
    if not others.filter(period__overlap=rest).exists():
        lent.agency, lent.period = agency, rest
        lent.save()


def _give(held: Mandate | Membership, agency: Agency, span: DateRange) -> None:
    """A role that the person has there already is not given twice: somebody may have held it at several of those that merge."""
    has = (
        isinstance(held, Membership)
        and Membership.objects.filter(user=held.user, role=held.role, agency=agency, period__overlap=span).exists()
    )
    if not has:
        held.agency, held.period = agency, span
        held.save()
