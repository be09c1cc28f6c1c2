"""Rules on terms, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from catalog.rules.models import LegalRule


@admin.register(LegalRule)
class RuleAdmin(ReadOnly):
    """Laid down on their own page."""

    list_display = ["key", "value", "unit", "origin", "period", "legal_basis", "confirmed"]
    list_filter = ["key", "origin"]
