"""Measuring: every good run is scored once, from what it counted itself. No row of the warehouse is read."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from sharing.integration.models import LoadRun, RunStage, Source
from sharing.integration.states import Stage, State
from sharing.quality import scoring
from sharing.quality.models import Score, stored
from sharing.quality.scoring import Ratio


def measure_new() -> int:
    """Score every good run that has no score yet, each source's in the order in which they were published. Safe to run twice, and at
    once with itself. Returns how many."""
    return sum(measure(run) for run in _unmeasured())


def measure(run: LoadRun) -> bool:
    """Score one good run. Returns whether it was the first to."""
    profile = RunStage.objects.filter(run=run, name=Stage.PROFILE).order_by("-fence").first()
    if profile is None or "waiting" not in profile.detail:  # loaded before there was a measure
        return False
    assert run.finished_at is not None and run.rows_after is not None
    same = {"source_id": run.source_id, "fence": run.fence, "at": run.finished_at, "rows": run.rows_after}
    _score, first = Score.objects.get_or_create(run=run, defaults={**same, **stored(_measured(run, profile.detail))})
    return first


def _measured(run: LoadRun, profile: dict[str, dict[str, dict[str, int]]]) -> dict[str, Ratio]:
    assert run.contract is not None and run.finished_at is not None
    rows, waiting, columns = int(run.rows_after or 0), scoring.waiting_in(profile), profile["columns"]
    fields = run.contract.datasets.get(name=run.source.dataset).fields.all()
    needed = {field.name for field in fields if field.required or field.key}
    required, optional = scoring.completeness(
        rows, waiting, len(needed), [columns[field.name] for field in fields if field.name not in needed and field.name in columns]
    )
    before = Score.objects.filter(source=run.source_id, fence__lt=run.fence).order_by("-fence").first()
    return {
        "required": required,
        "optional": optional,
        "valid": scoring.validity(rows, waiting),
        "unique": scoring.uniqueness(rows, waiting),
        "timely": scoring.timeliness(before.at if before else None, run.finished_at, run.contract.update_frequency),
    }


def _unmeasured() -> Iterator[LoadRun]:
    """Sources are few and each is asked for its latest by index, however many runs there have been."""
    done = LoadRun.objects.filter(source=OuterRef("pk"), state=State.DONE).order_by("-fence").values("fence")
    known = Score.objects.filter(source=OuterRef("pk")).order_by("-fence").values("fence")
    behind = Source.objects.annotate(done=Subquery(done[:1]), known=Coalesce(Subquery(known[:1]), Value(0))).filter(done__gt=F("known"))
    for source in behind:
        news = LoadRun.objects.filter(source=source, state=State.DONE, fence__gt=source.known)
        yield from news.select_related("source", "contract").order_by("fence")
