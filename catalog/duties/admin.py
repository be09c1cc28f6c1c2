"""Duties, who bears them, and their checks, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from catalog.duties.models import ComplianceCheck, Duty, Responsibility


@admin.register(Duty)
class DutyAdmin(ReadOnly):
    """As the decision lays them down."""

    list_display = ["key", "bearer", "each_database", "legal_basis", "matter", "confirmed"]


@admin.register(Responsibility)
class ResponsibilityAdmin(ReadOnly):
    """They follow the catalogue."""

    list_display = ["duty", "database", "agency", "basis", "period"]
    list_filter = ["duty"]
    list_select_related = ["duty", "database"]


@admin.register(ComplianceCheck)
class CheckAdmin(ReadOnly):
    """Reported and concluded on their own pages."""

    list_display = ["responsibility", "asked_at", "done_at", "outcome", "concluded_at"]
    list_filter = ["outcome"]
