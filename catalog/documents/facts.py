"""What the papers of a file or a dossier are made from, read in a fixed number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from catalog.entries.content import Content, content_of
from catalog.entries.difference import merge
from catalog.proposals import reading
from catalog.proposals.guards import presents
from catalog.proposals.models import ChangeItem, ChangeProposal, Dossier
from catalog.proposals.papers import Opinion, ProposalStep
from catalog.proposals.states import ItemKind

PEOPLE = ("agency", "signed_by", "accepted_by", "appraised_by")
Wanted = tuple[str, Content]


@dataclass(frozen=True)
class Bundle:
    """Proposals that stand together on one paper, and the dossier they are submitted in, if they are."""

    proposals: Sequence[ChangeProposal]
    at: datetime
    dossier: Dossier | None = None

    @property
    def proposal(self) -> ChangeProposal:
        """The one that a paper of a single file is about."""
        return self.proposals[0]

    @cached_property
    def sheets(self) -> dict[int, list[reading.Sheet]]:
        """Proposal → what it changes, item by item."""
        return reading.sheets_of(self.proposals)

    @cached_property
    def asked(self) -> list[Opinion]:
        """Whom the proposal's present content was put to, and what they said."""
        found = self.proposal.opinions.filter(voided_at__isnull=True).select_related("agency", "clock", "answered_by")
        return list(found.prefetch_related("responses"))

    @cached_property
    def items(self) -> list[ChangeItem]:
        """Every item, in order."""
        found = ChangeItem.objects.filter(proposal__in=self.proposals).order_by("proposal_id", "position")
        found = found.select_related("database", "base_version__managing_agency", "result__managing_agency", "proposal")
        found = found.prefetch_related("base_version__datasets__fields", "base_version__coordinating_agencies")
        return list(found.prefetch_related("result__datasets__fields", "result__coordinating_agencies"))

    def wanted(self) -> Iterator[tuple[ItemKind, list[Wanted]]]:
        """By kind: code and what the catalogue is to say of each database, or said last of those that leave it."""
        present = presents(self.items)
        for kind in ItemKind:
            found = [(_code(item), _content(item, present)) for item in self.items if item.kind == kind]
            if found:
                yield kind, found

    def step(self, move: str) -> ProposalStep | None:
        """The last time the move was made on the proposal."""
        return self.proposal.steps.filter(move=move).select_related("by").order_by("-pk").first()


def bundle(proposals: Sequence[ChangeProposal], at: datetime) -> Bundle:
    """Those proposals on one paper, read anew; they lie in one dossier or in none."""
    found = ChangeProposal.objects.filter(pk__in=[one.pk for one in proposals]).order_by("pk")
    rows = list(found.select_related(*PEOPLE, "dossier__decision__issuing_body", "dossier__created_by"))
    return Bundle(rows, at, rows[0].dossier)


def _code(item: ChangeItem) -> str:
    database = item.result.database if item.result else item.database
    return database.code if database else ""


def _content(item: ChangeItem, present: Any) -> Content:
    """As it was carried out, or would be: what was asked for, on what is in force by now."""
    if item.result is not None:
        return content_of(item.result)
    if item.content is None or item.base_version is None:
        return item.content or content_of(item.base_version)  # type: ignore[arg-type]  # an item has one of them: catalog_item_kind_fits
    base, now = item.base_version, present.get(item.database_id, item.base_version)
    return item.content if now.pk == base.pk else merge(content_of(base), item.content, content_of(now))[0]
