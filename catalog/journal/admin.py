"""The journal, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from catalog.journal.models import JournalEntry


@admin.register(JournalEntry)
class JournalAdmin(ReadOnly):
    """What happened, in order."""

    list_display = ["seq", "at", "kind", "subject"]
    list_filter = ["kind"]
    search_fields = ["subject"]
