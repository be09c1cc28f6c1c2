"""An annex of 2,500 and of 10,000 rows: from the file to the edition, how long it takes and how much memory it needs.

Each in a process of its own, so that the peak is its own; what it did is taken back with its database.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import now

from benchmarks.city import empty_city
from benchmarks.report import keep
from catalog.annexes import entering, reading
from catalog.annexes.entering import Annex
from catalog.annexes.judging import Mapping
from tests import factories as make
from tests.catalog.annexes import papers

SIZES, ROUNDS = (2500, 10_000), 3


def run() -> None:
    """Both sizes, over the rounds."""
    with empty_city(), TemporaryDirectory() as folder:
        make.build_city()
        files = {rows: Path(folder) / f"{rows}.xlsx" for rows in SIZES}
        for rows, path in files.items():
            path.write_bytes(papers.as_xlsx(rows))
        rounds = [{name: value for rows, path in files.items() for name, value in _round(rows, path).items()} for _ in range(ROUNDS)]
    figures = {name: sorted(one[name] for one in rounds)[ROUNDS // 2] for name in rounds[0]}
    keep("annex", rounds, figures, {"annex_memory_10000_vs_2500": figures["annex_10000_peak_mb"] / figures["annex_2500_peak_mb"]})


def _round(rows: int, path: Path) -> dict[str, float]:
    connection.close()
    with _process(_import, path) as answer:
        seconds, peak = answer
    return {f"annex_{rows}_seconds": seconds, f"annex_{rows}_rows_a_second": rows / seconds, f"annex_{rows}_peak_mb": peak}


@contextmanager
def _process(work: Callable[..., Any], path: Path) -> Iterator[Any]:
    context = multiprocessing.get_context("fork")
    near, far = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(path, far))
    process.start()
    yield near.recv()
    process.join()


def _import(path: Path, answer: Any) -> None:
    started = time.perf_counter()
    table = reading.table_of(path)
    annex = Annex(lambda: table.lines, Mapping(table.headings, *reading.proposed(table.headings)), path.name)
    with transaction.atomic():
        entering.complete(annex, entering.initial_decision(), at=now())
        connection.check_constraints()
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    answer.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
