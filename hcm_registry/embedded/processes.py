"""Small things about processes, ports and log files that PostgreSQL, Valkey and the guard share."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

LOG_LIMIT = 10_000_000


def free_port(preferred: int | None = None) -> int:
    """The preferred port while nobody has it, so that notes of the address stay good; otherwise any free one."""
    for port in (preferred or 0, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def open_log(path: Path) -> IO[bytes]:
    """Append to a log; the one before it is kept once, so that a disk never fills with logs of a trial."""
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def last_lines(path: Path, count: int) -> list[str]:
    """The end of a log, where the reason of a failure stands."""
    if not path.exists():
        return []
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 64_000))
        return log.read().decode(errors="replace").splitlines()[-count:]


def command_of(pid: int) -> str:
    """The command line of a process, empty when there is none: a bare pid may have been given to a stranger."""
    listing = Path(f"/proc/{pid}/cmdline")
    if listing.exists():
        return listing.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Ask until the answer is yes or the time is up; tells which."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def comes_up(server: subprocess.Popen[bytes], answers: Callable[[], bool], seconds: float) -> bool:
    """Wait until a server answers; no longer than it lives."""
    return wait_until(lambda: server.poll() is not None or answers(), seconds) and server.poll() is None


def end(targets: Mapping[int, int], seconds: float, children: Sequence[subprocess.Popen[bytes]] = ()) -> None:
    """Ask each target to end by the signal beside it, wait for all together, and insist.

    A target is a process or, as for `kill`, a group when negative; `children` are those of them we must reap.
    """
    orphaned: set[int] = set()

    def gone() -> bool:
        reaped = [child.poll() is not None for child in children]
        _ask_the_orphaned(targets, orphaned)
        return all(reaped) and not any(_is_alive(target) for target in targets)

    # A group is asked through its leader, who knows in which order its own end.
    for target, first in targets.items():
        _send(abs(target), first)
    if not wait_until(gone, seconds):
        for target in targets:
            _send(target, signal.SIGKILL)
        wait_until(gone, 2)


def _ask_the_orphaned(targets: Mapping[int, int], asked: set[int]) -> None:
    """A leader that was killed asked nobody."""
    for target in targets.keys() - asked:
        if target < 0 and not command_of(-target):
            asked.add(target)
            _send(target, targets[target])


def _send(target: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # gone already; macOS says EPERM of a group of zombies
        os.kill(target, number)


def _is_alive(target: int) -> bool:
    if target > 0:
        return bool(command_of(target))
    try:
        os.kill(target, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return not Path("/proc/self/stat").exists() or _has_a_living_member(-target)


def _has_a_living_member(group: int) -> bool:
    """The dead count for `kill` until they are reaped, and in a container perhaps nobody reaps them."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = stat.read_text(errors="replace").rpartition(")")[2].split()[:3]
            if its_group == str(group) and state not in "ZX":
                return True
    return False
