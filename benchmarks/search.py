"""Search without diacritics at 100,000 databases: broad words, narrow words, typing errors."""

from datetime import UTC, datetime

from benchmarks.city import generated_city
from benchmarks.report import keep, p95, timed
from catalog.entries import search
from catalog.models import DatabaseVersion

QUERIES = ["dat dai", "ho kinh doanh", "cap phep xay dung", "giao thong", "HCM-CSDL-050000", "y tế cơ sở", "du lich the thao", "thoat nuoc"]
ROUNDS = 15


def run() -> None:
    """Time of finding and ranking the first page of hits."""
    today = datetime.now(UTC).date()
    times: list[float] = []
    with generated_city():
        for query in QUERIES:
            search.ranked(DatabaseVersion.objects.in_force(today), query)
        for _ in range(ROUNDS):
            times += [timed(lambda query=query: search.ranked(DatabaseVersion.objects.in_force(today), query)) for query in QUERIES]
    keep("search", [len(times)], {"search_p95_ms": p95(times)}, {})
