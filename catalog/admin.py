"""Gathers the modules' administrator pages, by name."""

from catalog.clocks.admin import ClockAdmin, ClockEventAdmin
from catalog.decisions.admin import DecisionAdmin
from catalog.editions.admin import EditionAdmin
from catalog.entries.admin import CodeListAdmin, VersionAdmin
from catalog.inspections.admin import InspectionAdmin
from catalog.journal.admin import JournalAdmin
from catalog.proposals.admin import ProposalAdmin
from catalog.rules.admin import RuleAdmin

__all__ = [
    "ClockAdmin",
    "ClockEventAdmin",
    "CodeListAdmin",
    "DecisionAdmin",
    "EditionAdmin",
    "InspectionAdmin",
    "JournalAdmin",
    "ProposalAdmin",
    "RuleAdmin",
    "VersionAdmin",
]
