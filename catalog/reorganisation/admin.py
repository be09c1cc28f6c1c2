"""Acts of reorganisation, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from catalog.reorganisation.models import Handover, Reorganisation, ReorganisationLine, ReorganisationStep


@admin.register(Reorganisation)
class ReorganisationAdmin(ReadOnly):
    """They have pages of their own."""

    list_display = ["title", "state", "wanted_on", "decision", "created_by"]
    list_filter = ["state"]


@admin.register(Handover, ReorganisationLine, ReorganisationStep)
class PartAdmin(ReadOnly):
    """What belongs to an act."""
