"""Gathers the modules' models, by name."""

from sharing.integration.drifts import Drift
from sharing.integration.models import LoadRun, RunStage, RunStep, Source
from sharing.quality.models import Score

__all__ = ["Drift", "LoadRun", "RunStage", "RunStep", "Score", "Source"]
