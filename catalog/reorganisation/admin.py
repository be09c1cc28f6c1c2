"""Acts of reorganisation, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from catalog.reorganisation.models import Reorganisation


@admin.register(Reorganisation)
class ReorganisationAdmin(ReadOnly):
    """They have pages of their own."""

    list_display = ["title", "state", "wanted_on", "decision", "created_by"]
    list_filter = ["state"]
