"""Decisions, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from catalog.decisions.models import Decision


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    """A wrong decision is cured by another decision."""

    list_display = ["__str__", "kind", "signed_on", "effective_on", "day_known", "recorded_at"]
    list_filter = ["kind"]
    search_fields = ["number", "abstract"]
