"""Gathers the modules' models, by name."""

from sharing.integration.models import LoadRun, RunStage, RunStep, Source

__all__ = ["LoadRun", "RunStage", "RunStep", "Source"]
