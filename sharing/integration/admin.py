"""Sources and runs, to be read. A secret is never shown."""

from django.contrib import admin

from agencies.admin import ReadOnly
from sharing.integration.models import LoadRun, RunStage, RunStep, Source


@admin.register(Source)
class SourceAdmin(ReadOnly):
    """Where the rows of a dataset come from."""

    list_display = ["database", "dataset", "kind", "mode", "active"]
    list_select_related = ["database"]
    exclude = ["secret"]


@admin.register(LoadRun)
class RunAdmin(ReadOnly):
    """What was loaded, when, and how it ended."""

    list_display = ["id", "source", "state", "queued_at", "finished_at", "extracted", "loaded", "updated", "quarantined", "message"]
    list_select_related = ["source__database"]
    list_filter = ["state"]


@admin.register(RunStage)
class StageAdmin(ReadOnly):
    """The parts of a run."""

    list_display = ["run", "fence", "name", "began_at", "ended_at", "rows"]
    list_select_related = ["run__source__database"]


@admin.register(RunStep)
class StepAdmin(ReadOnly):
    """The moves made on a run."""

    list_display = ["run", "move", "source", "target", "by", "at"]
    list_select_related = ["run__source__database", "by"]
