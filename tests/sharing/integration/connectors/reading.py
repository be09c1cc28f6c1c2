"""How tests read a source: as rows, and in a process of its own to see how much memory that takes."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sharing.integration.connectors import Asked, Request

ROOT = Path(__file__).parents[4]


def asked(names: Sequence[str], since: tuple[str, str] | None = None) -> Request:
    """A request for these columns as text."""
    return Request(tuple(Asked(name, "string") for name in names), since)


def rows(connector: Any, names: Sequence[str], since: tuple[str, str] | None = None) -> list[list[str | None]]:
    """What COPY would store. Every chunk but the last is a large one."""
    chunks = list(connector.read(asked(names, since)))
    assert all(len(chunk) < 1024 * 1024 for chunk in chunks)
    told = b"".join(chunks).decode()
    if connector.format == "csv":
        return [[value or None for value in row] for row in csv.reader(io.StringIO(told, newline=""))]
    return [[_value(value) for value in line.split("\t")] for line in told.removesuffix("\n").split("\n") if told]


def _value(value: str) -> str | None:
    if value == "\\N":
        return None
    return value.replace("\\\\", "\0").replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r").replace("\0", "\\")


def peak(module: str, secret: str, *wanted: tuple[dict[str, Any], Sequence[str]], **env: str) -> tuple[int, float]:
    """Fewest bytes read of any connection in a new process, and by how many megabytes it grew over all of them."""
    told = json.dumps([module, secret, wanted])
    python = subprocess.run(
        [sys.executable, "-m", __name__], input=told, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **env}, check=False
    )
    assert python.returncode == 0, python.stderr
    size, grown = json.loads(python.stdout)
    return size, grown


def highest() -> int:
    """The most memory this process had at once, in kilobytes. What `getrusage` tells begins with that of the process which started it."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def read_all(module: str, secret: str, wanted: list[tuple[dict[str, Any], Sequence[str]]]) -> tuple[int, float]:
    """What `peak` tells, of this process."""
    sizes, before = [], 0
    for connection, names in wanted:
        with import_module(module).connect(connection, secret) as connector:
            connector.columns()
            before = before or highest()
            sizes.append(sum(map(len, connector.read(asked(names)))))
    return min(sizes), (highest() - before) / 1024


if __name__ == "__main__":
    print(json.dumps(read_all(*json.loads(sys.stdin.read()))))
