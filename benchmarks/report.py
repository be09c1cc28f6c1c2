"""Times, percentiles, and the file a figure is kept in.

Two clocks run at once. `wall` is what a reader waits. `busy` is the work done for the answer, by this process and by its
PostgreSQL session: another program on the machine lengthens the first and not the second.
"""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection


@dataclass(frozen=True)
class Took:
    """Milliseconds of one call, by both clocks."""

    wall: float
    busy: float


def timed(call: Callable[[], Any]) -> Took:
    """What one call takes."""
    session = _session()
    worked, started = time.process_time_ns() + _worked(session), time.perf_counter_ns()
    call()
    wall = time.perf_counter_ns() - started
    return Took(wall / 1e6, (time.process_time_ns() + _worked(session) - worked) / 1e6)


def p95(times: Iterable[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[18]


def figures_of(kind: str, took: list[Took]) -> dict[str, float]:
    """What is told of one kind of call."""
    wall, busy = [one.wall for one in took], [one.busy for one in took]
    return {
        f"{kind}_p95_ms": p95(wall),
        f"{kind}_median_ms": statistics.median(wall),
        f"{kind}_busy_p95_ms": p95(busy),
        f"{kind}_busy_median_ms": statistics.median(busy),
    }


def keep(name: str, rounds: list[dict[str, float]], figures: dict[str, float], ratios: dict[str, float]) -> None:
    """Print, and write DATA_DIR/bench/<name>.json."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {_server()}"
    report = {"name": name, "machine": machine, "rounds": rounds, "ratios": ratios, "figures": figures}
    folder = settings.DATA_DIR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(report, indent=1, ensure_ascii=False))
    for key, value in {**figures, **ratios}.items():
        print(f"{name:8} {key:40} {value:10.2f}")


def _session() -> Path:
    """Where Linux counts the work of our PostgreSQL session, when that runs on this machine."""
    connection.ensure_connection()
    return Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")


def _worked(session: Path) -> int:
    return int(session.read_text().split()[0]) if session.exists() else 0


def _server() -> str:
    return "PostgreSQL {}.{}".format(*divmod(connection.pg_version, 10000))
