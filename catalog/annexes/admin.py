"""Imports of annexes, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from catalog.annexes.models import AnnexColumns, AnnexImport, AnnexRow, AnnexStep


@admin.register(AnnexImport)
class ImportAdmin(ReadOnly):
    """A file on its way into the catalogue."""

    list_display = ["name", "state", "created_by", "created_at", "decision"]
    list_select_related = ["created_by", "decision"]


@admin.register(AnnexStep)
class StepAdmin(ReadOnly):
    """A move made on one."""

    list_display = ["annex", "move", "by", "at"]
    list_select_related = ["annex", "by"]


@admin.register(AnnexRow)
class RowAdmin(ReadOnly):
    """A row while it is being worked on."""

    list_display = ["annex", "number", "kind"]
    list_select_related = ["annex"]


@admin.register(AnnexColumns)
class ColumnsAdmin(ReadOnly):
    """What columns were said to show."""

    list_display = ["fingerprint", "fields", "group_field"]
