"""An annex of 2,500 and of 10,000 rows: from the file to the edition, at once (`annex`, as the command does) and through the pages
(`read`: the rows are kept; `enter`: they are read again and entered). How long, how much work, and how much memory.

Each in a process of its own, so that the peak is its own; what it did is taken back. `cpu` is the work of the process, of its session
of PostgreSQL, and of the process that reads the file.
"""

import multiprocessing
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.db import connection, transaction
from django.utils.timezone import now

from agencies.models import User
from benchmarks.city import empty_city
from benchmarks.report import keep, timed
from catalog.annexes import actions, entering, reading, working
from catalog.annexes.entering import Annex
from catalog.annexes.judging import Mapping
from catalog.annexes.models import AnnexImport
from tests import factories as make
from tests.catalog.annexes import papers

SIZES, ROUNDS = (2500, 10_000), 3
SELF = Path("/proc/self")


def run() -> None:
    """Both sizes, over the rounds."""
    with empty_city(), TemporaryDirectory() as folder:
        make.build_city()
        files = {rows: Path(folder) / f"{rows}.xlsx" for rows in SIZES}
        for rows, path in files.items():
            _alone(_draw, rows, path)
        rounds = [dict(_round(files)) for _ in range(ROUNDS)]
    figures = {name: median(one[name] for one in rounds) for name in rounds[0]}
    keep("annex", rounds, figures, {f"{name}_10000_vs_2500": _ratio(figures, name) for name in ("annex_peak_mb", "enter_peak_mb")})


def _round(files: dict[int, Path]) -> Iterator[tuple[str, float]]:
    for rows, path in files.items():
        for way in (_at_once, _through_pages):
            for name, value in _alone(way, path).items():
                yield f"{name}_{rows}", value


def _ratio(figures: dict[str, float], name: str) -> float:
    few, many = (figures[f"{name}_{rows}"] for rows in SIZES)
    return many / few


def _alone(work: Callable[..., Any], *given: Any) -> Any:
    """What `work` gives, done by a process of its own."""
    connection.close()
    near, far = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=lambda: far.send(work(*given)))
    process.start()
    answer = near.recv()
    process.join()
    return answer


def _draw(rows: int, path: Path) -> None:
    path.write_bytes(papers.as_xlsx(rows))


def _at_once(path: Path) -> dict[str, float]:
    with _taken_back():
        return _measured("annex", lambda: _import(path))


def _import(path: Path) -> None:
    with reading.table_in(path) as table:
        annex = Annex(lambda: table.lines, Mapping(table.headings, *reading.proposed(table.headings)), path.name)
        entering.complete(annex, entering.initial_decision(), at=now())
    connection.check_constraints()


def _through_pages(path: Path) -> dict[str, float]:
    by = User.objects.get(username="vanthu.ubnd")
    with _taken_back(), path.open("rb") as file:
        annex = actions.begin(File(file, path.name), by=by, at=now())
        found = _measured("read", lambda: _worked(annex))
        actions.write(annex, None, retires=False, by=by, at=now())
        actions.confirm(annex, by=by, at=now())
        found |= _measured("enter", lambda: _worked(annex))
        annex.file.delete(save=False)
    return found


def _worked(annex: AnnexImport) -> None:
    assert working.work(annex.pk, clock=now)
    connection.check_constraints()
    annex.refresh_from_db()


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _measured(name: str, call: Callable[[], None]) -> dict[str, float]:
    """Seconds, seconds of work, and the most memory the process held meanwhile."""
    (SELF / "clear_refs").write_text("5")  # Linux forgets the peak so far
    children = _of_children()
    took = timed(call)
    peak = next(int(line.split()[1]) for line in (SELF / "status").read_text().splitlines() if line.startswith("VmHWM"))
    work = took.busy / 1000 + _of_children() - children
    return {f"{name}_seconds": took.wall / 1000, f"{name}_cpu_seconds": work, f"{name}_peak_mb": peak / 1024}


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
