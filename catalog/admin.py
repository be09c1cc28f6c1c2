"""Gathers the modules' administrator pages, by name."""

from catalog.annexes.admin import ImportAdmin
from catalog.clocks.admin import ClockAdmin, ClockEventAdmin
from catalog.decisions.admin import DecisionAdmin
from catalog.duties.admin import CheckAdmin, DutyAdmin, ResponsibilityAdmin
from catalog.editions.admin import EditionAdmin
from catalog.entries.admin import CodeListAdmin, VersionAdmin
from catalog.inspections.admin import InspectionAdmin
from catalog.journal.admin import JournalAdmin
from catalog.proposals.admin import ProposalAdmin
from catalog.reorganisation.admin import ReorganisationAdmin
from catalog.rules.admin import RuleAdmin

__all__ = [
    "CheckAdmin",
    "ClockAdmin",
    "ClockEventAdmin",
    "CodeListAdmin",
    "DecisionAdmin",
    "DutyAdmin",
    "EditionAdmin",
    "ImportAdmin",
    "InspectionAdmin",
    "JournalAdmin",
    "ProposalAdmin",
    "ReorganisationAdmin",
    "ResponsibilityAdmin",
    "RuleAdmin",
    "VersionAdmin",
]
