"""Decisions on rows, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from sharing.quarantine.models import Backlog, RowDecision


@admin.register(RowDecision)
class DecisionAdmin(ReadOnly):
    """Who decided what of a row of quarantine."""

    list_display = ["row", "source", "kind", "by", "at", "note"]
    list_select_related = ["source__database", "by"]
    list_filter = ["kind"]


@admin.register(Backlog)
class BacklogAdmin(ReadOnly):
    """When an agency was told that too much waits."""

    list_display = ["source", "rows", "oldest", "since", "until"]
    list_select_related = ["source__database"]
