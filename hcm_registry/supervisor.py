"""Processes that live and die together: all of them, or none."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM

from hcm_registry.embedded import CannotStart, Servers
from hcm_registry.embedded.processes import end, last_lines, open_log
from hcm_registry.embedded.trouble import say


@dataclass
class Family:
    """The processes of a running system: started together, watched, and ended together."""

    servers: Servers
    env: dict[str, str]
    logs: Path
    members: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    free_to_end: set[str] = field(default_factory=set)

    def log_of(self, name: str) -> Path:
        """Where a member writes."""
        return self.logs / f"{name}.log"

    def start(self, name: str, command: list[str], *, may_end: bool = False) -> None:
        """Start a member in a session of its own: a Ctrl-C reaches us alone, and we end them in order. `may_end`: the others go on without
        it."""
        with open_log(self.log_of(name)) as log:
            member = subprocess.Popen(
                [sys.executable, "-m", *command],
                env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.members[name] = member
        self.free_to_end |= {name} if may_end else set()
        self.servers.watch(-member.pid)

    def check(self) -> None:
        """Raise when a member or a data server has died."""
        if name := self.servers.died():
            raise CannotStart(f"{name} đã dừng, hệ thống dừng theo", f"{name} died, so everything stops")
        for name, member in self.members.items():
            if name not in self.free_to_end and member.poll() is not None:
                show_end_of(self.log_of(name))
                raise CannotStart(
                    f"Tiến trình {name} đã dừng (mã {member.returncode}), hệ thống dừng theo; xem {self.log_of(name)}",
                    f"the process {name} died (code {member.returncode}), so everything stops",
                )

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        """Keep checking until the answer is yes or the time is up; tells which."""
        deadline = time.monotonic() + seconds
        while not until():
            self.check()
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return True

    def end(self) -> None:
        """Ask everybody to end, wait, insist."""
        groups = {-member.pid: SIGTERM for member in self.members.values()}
        end(groups, 8, list(self.members.values()))
        for group in groups:
            self.servers.forget(group)


@contextmanager
def family(servers: Servers, env: dict[str, str], logs: Path) -> Iterator[Family]:
    """A family that is ended on the way out, whatever the way."""
    ours = Family(servers, env, logs)
    try:
        yield ours
    finally:
        ours.end()


def show_end_of(log: Path) -> None:
    """What a failed process said last."""
    say(f"--- {log}")
    for line in last_lines(log, 20):
        say(f"    {line}")
