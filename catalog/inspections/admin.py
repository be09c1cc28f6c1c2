"""Readings of the registry, to be read."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agencies.admin import ReadOnly
from catalog.inspections.models import Inspection


@admin.register(Inspection)
class InspectionAdmin(ReadOnly):
    """Made by the calendar every night."""

    list_display = ["at", "wrong"]

    @admin.display(description=_("số điểm sai"))
    def wrong(self, inspection: Any) -> int:
        """None is what one hopes for."""
        return int(inspection.count)
