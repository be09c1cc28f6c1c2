"""Times, percentiles, and the file a figure is kept in."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings


def timed(call: Callable[[], Any]) -> float:
    """Milliseconds one call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[18]


def keep(name: str, rounds: list[Any], figures: dict[str, float], ratios: dict[str, float]) -> None:
    """Print, and write DATA_DIR/bench/<name>.json."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    report = {"name": name, "machine": machine, "rounds": rounds, "ratios": ratios, "figures": figures}
    folder = settings.DATA_DIR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(report, indent=1, ensure_ascii=False))
    for key, value in {**figures, **ratios}.items():
        print(f"{name:8} {key:32} {value:10.2f}")
