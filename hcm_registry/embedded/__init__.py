"""PostgreSQL and Valkey from their wheels, for a laptop and for tests: no system service, no container.

    with ensure_servers(Path(".data")) as servers:
        ...  # servers.database_url, servers.redis_url

An address given in `DATABASE_URL` or `REDIS_URL` is used untouched, and that server is not started.
"""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hcm_registry.embedded.place import Lock, remembered
from hcm_registry.embedded.trouble import CannotStart

__all__ = ["CannotStart", "Servers", "ensure_servers", "running_servers"]

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Servers:
    """Where the two servers answer, and the guard that stops them when we are gone."""

    database_url: str
    redis_url: str
    guard: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def watch(self, pid: int) -> None:
        """Have this process, or this group when negative, ended too, should we end without doing so."""
        self._order(f"watch {pid}")

    def forget(self, pid: int) -> None:
        """It is gone; its number may soon be another's."""
        self._order(f"forget {pid}")

    def _order(self, line: str) -> None:
        if self.guard is not None and self.guard.stdin is not None and self.guard.poll() is None:
            with suppress(OSError):  # it left between our look and our word
                self.guard.stdin.write(f"{line}\n".encode())

    def died(self) -> str | None:
        """The name of a server that died, if one did; the guard then stops the other."""
        if self.guard is None or self.guard.stdout is None or not select.select([self.guard.stdout], [], [], 0)[0]:
            return None
        line = self.guard.stdout.readline()
        return str(json.loads(line)["died"]) if line else "PostgreSQL, Valkey"  # the guard itself was killed


@contextmanager
def ensure_servers(data_dir: Path, *, fast: bool = False) -> Iterator[Servers]:
    """Run what the environment does not give an address of.

    In fast mode (for tests) the data goes to a fresh directory below `data_dir` and is gone at the end,
    so nothing is forced to disk. Otherwise `data_dir` keeps it from one run to the next.
    """
    given = {f"{name}_url": os.environ.get(f"{name.upper()}_URL", "") for name in ("database", "redis")}
    wanted = [name.removesuffix("_url") for name, address in given.items() if not address]
    place = _throw_away(data_dir) if fast else data_dir.expanduser().resolve()
    options = (["--fast"] if fast else []) + ["--wanted", *wanted]
    guard = subprocess.Popen(
        [sys.executable, "-m", "hcm_registry.embedded.guard", str(place), *options],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True,
    )  # fmt: skip
    try:
        yield Servers(**(given | _answer(guard)), guard=guard)
    finally:
        guard.communicate()  # closes its input, which is the order to stop, and waits


def _throw_away(parent: Path) -> Path:
    path = Path(tempfile.mkdtemp(prefix="hcm-registry-", dir=parent.resolve()))
    path.chmod(0o711)  # PostgreSQL's own account, when root runs it, passes through
    return path


def _answer(guard: subprocess.Popen[bytes]) -> dict[str, str]:
    """The URLs, or why there are none."""
    assert guard.stdout is not None
    line = guard.stdout.readline()
    answer: dict[str, Any] = json.loads(line) if line else {}
    if "ready" in answer:
        return dict(answer["ready"])
    vietnamese, english = answer.get("trouble") or ("Không khởi động được máy chủ dữ liệu", "the servers do not start")
    raise CannotStart(vietnamese, english)


def running_servers(data_dir: Path) -> Servers | None:
    """The servers that another command keeps running on this data directory, if one does."""
    if not Lock(data_dir).is_held():
        return None
    urls = remembered(data_dir / "servers.json").get("urls", {})
    given = {f"{name}_url": os.environ.get(f"{name.upper()}_URL", "") for name in ("database", "redis")}
    return Servers(**({"database_url": "", "redis_url": ""} | urls | {key: url for key, url in given.items() if url}))
