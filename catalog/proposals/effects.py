"""What an issued proposal does to the catalogue on the effective day of its decision."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from catalog.decisions.models import Decision
from catalog.duties import actions as duties
from catalog.editions import actions as editions
from catalog.entries import actions as entries
from catalog.entries import facets
from catalog.entries.content import Content, complete, content_of
from catalog.entries.difference import merge
from catalog.entries.heirs import Heirs, carried_on, heirs_of
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.entries.wanted import Wanted
from catalog.journal import actions as journal
from catalog.proposals.guards import StaleBase
from catalog.proposals.models import ChangeItem, ChangeProposal
from catalog.proposals.moves import making
from catalog.proposals.states import ItemKind, State
from hcm_registry.kernel.periods import today


@transaction.atomic
def carry_out(decision: Decision, *, at: datetime) -> int:
    """Apply every issued proposal of the decision and freeze its edition: all of it or nothing. Returns how many.

    Safe to run twice: the decision's row is locked, and the second run finds nothing left to do.
    """
    Decision.objects.select_for_update().get(pk=decision.pk)
    journal.hold()
    waiting = list(ChangeProposal.objects.filter(decision=decision, state=State.ISSUED).order_by("pk"))
    for proposal in waiting:
        apply(proposal, at=at)
    if waiting:
        duties.follow(_concerned(waiting), at=at)
        editions.freeze(decision, at=at)
        transaction.on_commit(partial(facets.counts, Wanted(on=today(at))), robust=True)  # the next reader finds it counted
    return len(waiting)


def _concerned(proposals: list[ChangeProposal]) -> list[SharedDatabase]:
    """The databases that the proposals add, change or retire."""
    asked = Q(items__proposal__in=proposals) | Q(versions__made_by__proposal__in=proposals)
    return list(SharedDatabase.objects.filter(asked).distinct())


def apply(proposal: ChangeProposal, *, at: datetime) -> None:
    """On the effective day, what the decision says becomes what the catalogue says, in a few statements however many databases change."""
    with making(proposal, "apply", by=None, at=at):
        assert proposal.decision is not None  # the guard in_force saw to it
        items = list(proposal.items.select_related("database", "base_version").order_by("position"))
        for item in items:
            if item.kind == ItemKind.ADD:
                item.result = _registered(item, proposal, at)
            elif item.kind == ItemKind.RETIRE:
                entries.retire(_database(item), under=proposal.decision, at=at)
        _supersede([item for item in items if item.kind in {ItemKind.AMEND, ItemKind.TRANSFER}], proposal.decision, at)
        ChangeItem.objects.bulk_update(items, ["result"])


def _database(item: ChangeItem) -> SharedDatabase:
    assert item.database is not None  # a constraint keeps it so
    return item.database


def _registered(item: ChangeItem, proposal: ChangeProposal, at: datetime) -> DatabaseVersion:
    decision, asked = proposal.decision, complete(item.content or {})
    assert decision is not None
    content = carried_on(asked, heirs_of([asked], decision.effective_on))
    return entries.register(content, under=decision, at=at, is_demo=proposal.is_demo)


def _supersede(items: Sequence[ChangeItem], decision: Decision, at: datetime) -> None:
    """Lay each item's changes over the version in force; what others changed meanwhile in other fields stays. Agencies that were
    reorganised meanwhile are named by their heirs, so that an order of the city does not collide with it."""
    if not items:
        return
    present = entries.present([_database(item) for item in items])
    heirs = heirs_of([item.content for item in items if item.content], decision.effective_on)
    wanted = [(_database(item), _laid(item, present[_database(item).pk], heirs, decision)) for item in items]
    for item, version in zip(items, entries.supersede(wanted, under=decision, at=at), strict=True):
        item.result = version


def _laid(item: ChangeItem, present: DatabaseVersion, heirs: Heirs, decision: Decision) -> Content:
    assert item.base_version is not None and item.content is not None
    asked = carried_on(item.content, heirs)
    if present.pk == item.base_version_id:
        return asked
    base = content_of(item.base_version)
    content, conflicts = merge(carried_on(base, heirs_of([base], decision.effective_on)), asked, content_of(present))
    if conflicts:
        raise StaleBase(conflicts=[{"item": item.position, "path": conflict.path} for conflict in conflicts])
    return content
