"""Deadlines and what happened to them, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from catalog.clocks.models import ClockEvent, DeadlineClock


@admin.register(DeadlineClock)
class ClockAdmin(ReadOnly):
    """A deadline moves by an event alone."""

    list_display = ["label", "kind", "agency", "role", "person", "state", "due_on", "explanation"]
    list_filter = ["state", "kind"]
    list_select_related = ["person"]
    search_fields = ["label"]


@admin.register(ClockEvent)
class ClockEventAdmin(ReadOnly):
    """Every event, in order."""

    list_display = ["clock", "kind", "at", "by", "due_before", "due_after", "reason"]
    list_filter = ["kind"]
    list_select_related = ["clock", "by"]
