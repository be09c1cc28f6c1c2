"""Gathers the modules' models, by name."""

from sharing.integration.drifts import Drift
from sharing.integration.models import LoadRun, RunStage, RunStep, Source
from sharing.quality.models import Score
from sharing.quarantine.models import Backlog, RowDecision

__all__ = ["Backlog", "Drift", "LoadRun", "RowDecision", "RunStage", "RunStep", "Score", "Source"]
