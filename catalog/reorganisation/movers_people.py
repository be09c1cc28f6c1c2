"""Agencies themselves, and the roles, mandates, delegations and contact points they have: carried out by `agencies.successions`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import successions
from agencies.models import Agency, AgencyName, ContactPoint, Delegation, Mandate, Membership
from agencies.successions import Act
from catalog.decisions.models import Decision
from catalog.reorganisation.movers import Plan, Thing
from catalog.reorganisation.states import PASSES, LineKind
from hcm_registry.kernel.periods import day_start, starting
from hcm_registry.vietnamese.text import search_key


class Agencies:
    """Every line by itself: what happens to its agency."""

    key, title = "agencies", _("Cơ quan")

    def concerned(self, plan: Plan) -> list[Thing]:
        """One a line."""
        return [
            Thing(line.get_kind_display(), f"/agencies/{line.predecessor.key}/", str(line.predecessor), line.heir_name, line)
            for line in plan.lines
        ]

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """New agencies begin, then the lines are carried out in their order: an agency gives a part away before it ends."""
        _found(plan)
        done: set[tuple[Any, ...]] = set()
        for line in plan.lines:
            together = (line.kind, line.successor_id if line.kind == LineKind.MERGE else line.predecessor_id)
            if line.kind not in {LineKind.MERGE, LineKind.SPLIT} or together not in done:
                _carry_out(line, plan, under)
            done.add(together)


class Seats:
    """Roles, mandates and delegations: they go on at the heir for as long as they were given, or end with an agency that has none."""

    key, title = "seats", _("Vai trò, nhiệm vụ và ủy quyền")

    def concerned(self, plan: Plan) -> list[Thing]:
        """All that would outlast an agency that ends."""
        ending, lasting = plan.ending, _lasting(plan.on)
        lent = Delegation.objects.lasting(day_start(plan.on)).filter(agency__in=ending)
        rows = [
            *Membership.objects.filter(lasting, agency__in=ending).select_related("user").order_by("pk"),
            *Mandate.objects.filter(lasting, agency__in=ending).order_by("pk"),
            *lent.select_related("principal", "deputy").order_by("pk"),
        ]
        return [_thing(_label(row), ending[row.agency_id]) for row in rows]

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """They moved, or ended, when their agencies did: `successions` knows no agency that ends and keeps its people."""


class Contacts:
    """The officers whom agencies make public: at the heir until it names others."""

    key, title = "contacts", _("Đầu mối công khai")

    def concerned(self, plan: Plan) -> list[Thing]:
        """All that would outlast an agency that ends."""
        found = ContactPoint.objects.filter(_lasting(plan.on), agency__in=plan.ending).order_by("pk")
        return [_thing(f"{one.full_name}, {one.position}", plan.ending[one.agency_id]) for one in found]

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """They moved, or ended, when their agencies did, as the roles."""


def _lasting(on: date) -> Q:
    return Q(period__endswith__gt=on) | Q(period__upper_inf=True)


def _label(row: Membership | Mandate | Delegation) -> str:
    if isinstance(row, Membership):
        return f"{row.get_role_display()}: {row.user}"
    return str(row.get_kind_display()) if isinstance(row, Mandate) else f"{row.get_role_display()}: {row}"


def _thing(label: str, line: Any) -> Thing:
    after = line.heir_name if line.kind in PASSES else gettext("kết thúc")
    return Thing(label, "", str(line.predecessor), after)


def _found(plan: Plan) -> None:
    """Agencies that the act founds begin on its day, one for each name. The kind is that of the agency they come from."""
    made: dict[str, Agency] = {}
    for line in plan.lines:
        if line.kind == LineKind.RENAME or line.successor_id or not line.name:
            continue
        if line.name not in made:
            made[line.name] = _begin(line, plan.on)
        line.successor = made[line.name]
        line.save(update_fields=["successor"])


def _begin(line: Any, on: date) -> Agency:
    where = {"source": line.source, "confirmed": line.confirmed, "note": line.note}
    agency = Agency.objects.create(key=_free_key(line.name, on), kind=line.predecessor.kind, active=starting(on), **where)
    AgencyName.objects.create(agency=agency, name=line.name, abbreviation=line.abbreviation, period=starting(on), **where)
    return agency


def _free_key(name: str, on: date) -> str:
    """The name without marks and the year; a number after it when a former agency has it already."""
    key = stem = f"{slugify(search_key(name))[:48]}-{on.year}"
    taken = set(Agency.objects.filter(key__startswith=stem).values_list("key", flat=True))
    number = 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


def _carry_out(line: Any, plan: Plan, under: Decision) -> None:
    legal = str(under) if under.number else line.reorganisation.legal_ground
    act = Act(on=plan.on, legal_basis=legal, source=line.source, confirmed=line.confirmed, note=line.note)
    if line.kind == LineKind.MERGE:
        merging = [one.predecessor for one in plan.lines if one.kind == LineKind.MERGE and one.successor_id == line.successor_id]
        successions.merge(merging, line.successor, act)
    elif line.kind == LineKind.SPLIT:
        parts = [one.successor for one in plan.lines if one.kind == LineKind.SPLIT and one.predecessor_id == line.predecessor_id]
        successions.split(line.predecessor, parts, act)
    else:
        _ALONE[line.kind](line, act)


_ALONE: dict[str, Callable[[Any, Act], Any]] = {
    LineKind.PARTIAL_TRANSFER: lambda line, act: successions.transfer_part(line.predecessor, line.successor, act, scope=line.scope),
    LineKind.RECREATION: lambda line, act: successions.recreate(line.predecessor, line.successor, act),
    LineKind.RENAME: lambda line, act: successions.rename(line.predecessor, line.name, act, abbreviation=line.abbreviation),
    LineKind.ENDING: lambda line, act: successions.end(line.predecessor, act.on),
}
