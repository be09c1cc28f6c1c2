"""Scores, to be read."""

from django.contrib import admin

from agencies.admin import ReadOnly
from sharing.quality.models import Score


@admin.register(Score)
class ScoreAdmin(ReadOnly):
    """How good a dataset was after each load."""

    list_display = ["run", "at", "rows", "valid_part", "valid_whole", "unique_part", "unique_whole", "timely_part", "timely_whole"]
    list_select_related = ["run__source__database"]
