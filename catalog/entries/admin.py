"""The catalogue, to be read; code lists, to be kept up to date."""

from django.contrib import admin

from agencies.admin import NeverDeleted, ReadOnly
from catalog.entries.codes import Code, CodeList
from catalog.entries.models import DatabaseVersion, Dataset, Field, SharedDatabase, Word


@admin.register(SharedDatabase)
class DatabaseAdmin(ReadOnly):
    """The identity of a database."""

    list_display = ["code", "first_recorded_at", "confirmed", "is_demo"]
    search_fields = ["code"]


@admin.register(DatabaseVersion)
class VersionAdmin(ReadOnly):
    """What the catalogue said, and when."""

    list_display = ["name", "database", "number", "in_force", "decision"]
    list_select_related = ["database", "decision"]
    search_fields = ["name", "database__code"]


@admin.register(Dataset)
class DatasetAdmin(ReadOnly):
    """A table of a dictionary."""

    list_display = ["title", "name", "version"]
    list_select_related = ["version"]


@admin.register(Field)
class FieldAdmin(ReadOnly):
    """A column of a dictionary."""

    list_display = ["title", "name", "type", "dataset"]
    list_select_related = ["dataset"]


@admin.register(CodeList)
class CodeListAdmin(NeverDeleted):
    """Code lists that fields refer to."""

    list_display = ["title", "key", "confirmed", "is_demo"]
    search_fields = ["key", "title"]

    def get_readonly_fields(self, request: object, obj: object = None) -> list[str]:
        """Versions refer to the key."""
        return ["key"] if obj else []


@admin.register(Code)
class CodeAdmin(NeverDeleted):
    """One value of a list."""

    list_display = ["code", "label", "code_list", "position"]
    list_filter = ["code_list"]
    search_fields = ["code", "label"]


@admin.register(Word)
class WordAdmin(ReadOnly):
    """What mistyped words are held against."""

    search_fields = ["text"]
