"""Editions, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from catalog.editions.models import AnnexLayout, Edition, EditionLine


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    """A frozen list."""

    list_display = ["__str__", "revision", "on", "frozen_at", "content_hash"]


@admin.register(EditionLine)
class LineAdmin(ReadOnly):
    """A line of a frozen list."""

    list_display = ["edition", "position", "version"]
    list_select_related = ["edition__decision", "version"]


@admin.register(AnnexLayout)
class LayoutAdmin(ReadOnly):
    """How annexes were laid out."""

    list_display = ["pk", "set_at", "set_by", "reason"]
