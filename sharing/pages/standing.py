"""How far a run is: its parts one after another, what each counted and took, and how long the rest took the last time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sharing.integration.models import LoadRun, RunStage
from sharing.integration.states import Stage, State
from sharing.pages.noted import in_words

LEAST = 0.05  # seconds: no part takes no time
NEARLY = 0.95  # what takes longer than the last time is not over for that


@dataclass(frozen=True)
class Part:
    """One part of an attempt. `state`: done, now, next, or bad where it was stopped. `rows`: how many it went through."""

    name: str
    label: Any
    state: str
    stage: RunStage | None = None
    rows: int | None = None

    @property
    def took(self) -> timedelta | None:
        """How long."""
        return self.stage.ended_at - self.stage.began_at if self.stage else None

    @property
    def said(self) -> list[str]:
        """What it noted, in words."""
        return in_words(self.stage) if self.stage else []

    @property
    def pace(self) -> int | None:
        """Rows a second."""
        seconds = self.took.total_seconds() if self.took else 0
        return round(self.rows / seconds) if self.rows and seconds else None


@dataclass(frozen=True)
class Standing:
    """The parts of the last attempt; while it works, its share in percent and what is left, where a run before it tells."""

    parts: list[Part]
    share: int | None = None
    left: timedelta | None = None

    @property
    def quarter(self) -> int:
        """What is said aloud: not every percent."""
        return (self.share or 0) // 25 * 25


def standing(run: LoadRun, at: datetime) -> Standing:
    """Where the run is at the moment."""
    stages = {stage.name: stage for stage in run.stages.all() if stage.fence == run.fence}
    parts = _parts(run, stages)
    known = _before(run) if run.state == State.RUNNING else {}
    if not known:
        return Standing(parts)
    whole = sum(known.values())
    left = _left(run, parts, known, at)
    return Standing(parts, round(100 * (whole - left) / whole), timedelta(seconds=round(left)))


def _parts(run: LoadRun, stages: dict[str, RunStage]) -> list[Part]:
    """A part that was stopped leaves no record: it is the first without one."""
    states = {State.RUNNING: "now", State.HELD: "bad", State.FAILED: "bad"}
    found, first = [], True
    for name, label in Stage.choices:
        if name in stages:
            found.append(Part(name, label, "done", stages[name], _rows(name, stages)))
            continue
        found.append(Part(name, label, states.get(State(run.state), "next") if first else "next"))
        first = False
    return found


def _rows(name: str, stages: dict[str, RunStage]) -> int | None:
    """What is judged is what was fetched; the record of judging counts the bad ones."""
    stage = stages.get(Stage.EXTRACT if name == Stage.VALIDATE else name)
    return stage.rows if stage else None


def _before(run: LoadRun) -> dict[str, float]:
    """Part → seconds it took in the last good run of the source, as much of it being fetched as now; empty when there was none."""
    runs = LoadRun.objects.filter(source=run.source_id, state=State.DONE, full=run.full, pk__lt=run.pk)
    last = runs.order_by("-pk").prefetch_related("stages").first()
    if last is None:
        return {}
    took = {stage.name: (stage.ended_at - stage.began_at).total_seconds() for stage in last.stages.all() if stage.fence == last.fence}
    return {name: max(took.get(name, 0.0), LEAST) for name in Stage.values}


def _left(run: LoadRun, parts: list[Part], known: dict[str, float], at: datetime) -> float:
    left = sum(known[part.name] for part in parts if part.state == "next")
    now = next((part for part in parts if part.state == "now"), None)
    if now is None:
        return left
    ended = [part.stage.ended_at for part in parts if part.stage]
    since = (at - max(ended, default=run.started_at or at)).total_seconds()
    return left + max(known[now.name] - max(since, 0.0), known[now.name] * (1 - NEARLY))
