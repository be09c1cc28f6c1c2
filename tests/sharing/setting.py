"""Sources for the datasets of the city's first database, and their runs."""

from sharing.models import LoadRun, Source
from tests import factories as make

COUNTS = {"extracted": 10, "loaded": 5, "updated": 2, "unchanged": 2, "quarantined": 1, "deleted": 3, "rows_before": 8, "rows_after": 10}


def source(city: make.City, *, dataset: str = "ho_so", **fields) -> Source:
    """A source that nobody has asked for anything yet."""
    given = {"kind": "POSTGRES", "connection": {"host": "127.0.0.1", "table": "ho_so"}, **fields}
    return Source.objects.create(database=city.databases["HCM-CSDL-001"], dataset=dataset, **given)


def run(of: Source, **fields) -> LoadRun:
    """A run in any state, however it came there."""
    return LoadRun.objects.create(source=of, **{"queued_at": make.NOW, "ready_at": make.NOW, **fields})
