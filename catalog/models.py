"""Gathers the modules' models, by name."""

from catalog.annexes.models import AnnexColumns, AnnexImport, AnnexRow, AnnexStep
from catalog.clocks.models import ClockEvent, DeadlineClock
from catalog.decisions.models import Decision
from catalog.duties.models import ComplianceCheck, Duty, Responsibility
from catalog.editions.models import AnnexLayout, Edition, EditionLine
from catalog.entries.codes import Code, CodeList
from catalog.entries.models import DatabaseVersion, Dataset, Field, SharedDatabase, Word
from catalog.inspections.models import Inspection
from catalog.journal.models import JournalEntry
from catalog.proposals.claims import Claim
from catalog.proposals.models import ChangeItem, ChangeProposal, Dossier
from catalog.proposals.papers import Attachment, Author, FieldComment, Opinion, OpinionResponse, ProposalStep, Revision, Seen, Turn
from catalog.reorganisation.models import Handover, Reorganisation, ReorganisationLine, ReorganisationStep
from catalog.rules.models import LegalRule

__all__ = [
    "AnnexColumns",
    "AnnexImport",
    "AnnexLayout",
    "AnnexRow",
    "AnnexStep",
    "Attachment",
    "Author",
    "ChangeItem",
    "ChangeProposal",
    "Claim",
    "ClockEvent",
    "Code",
    "CodeList",
    "ComplianceCheck",
    "DatabaseVersion",
    "Dataset",
    "DeadlineClock",
    "Decision",
    "Dossier",
    "Duty",
    "Edition",
    "EditionLine",
    "Field",
    "FieldComment",
    "Handover",
    "Inspection",
    "JournalEntry",
    "LegalRule",
    "Opinion",
    "OpinionResponse",
    "ProposalStep",
    "Reorganisation",
    "ReorganisationLine",
    "ReorganisationStep",
    "Responsibility",
    "Revision",
    "Seen",
    "SharedDatabase",
    "Turn",
    "Word",
]
