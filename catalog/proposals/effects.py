"""What an issued proposal does to the catalogue on the effective day of its decision."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from catalog.decisions.models import Decision
from catalog.duties import actions as duties
from catalog.editions import actions as editions
from catalog.entries import actions as entries
from catalog.entries import facets
from catalog.entries.content import complete, content_of
from catalog.entries.difference import merge
from catalog.entries.heirs import carried_on
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
    """On the effective day, what the decision says becomes what the catalogue says."""
    with making(proposal, "apply", by=None, at=at):
        for item in proposal.items.select_related("database", "base_version").order_by("position"):
            _apply_item(item, proposal, at)


def _apply_item(item: ChangeItem, proposal: ChangeProposal, at: datetime) -> None:
    decision = proposal.decision
    assert decision is not None  # the guard in_force saw to it
    if item.kind == ItemKind.ADD:
        content = carried_on(complete(item.content or {}), decision.effective_on)
        item.result = entries.register(content, under=decision, at=at, is_demo=proposal.is_demo)
    elif item.kind == ItemKind.RETIRE:
        assert item.database is not None  # a constraint keeps it so
        entries.retire(item.database, under=decision, at=at)
    else:
        item.result = _supersede(item, decision, at)
    item.save(update_fields=["result"])


def _supersede(item: ChangeItem, decision: Decision, at: datetime) -> DatabaseVersion:
    """Lay the item's changes over the version in force; what others changed meanwhile in other fields stays. Agencies that were
    reorganised meanwhile are named by their heirs, so that an order of the city does not collide with it."""
    assert item.database is not None and item.base_version is not None and item.content is not None
    present = entries.present(item.database)
    asked = carried_on(item.content, decision.effective_on)
    if present.pk == item.base_version_id:
        return entries.supersede(item.database, asked, under=decision, at=at)
    base = carried_on(content_of(item.base_version), decision.effective_on)
    content, conflicts = merge(base, asked, content_of(present))
    if conflicts:
        raise StaleBase(conflicts=[{"item": item.position, "path": conflict.path} for conflict in conflicts])
    return entries.supersede(item.database, content, under=decision, at=at)
