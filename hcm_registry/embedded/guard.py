"""The process that owns the servers: it starts them, and stops them when its caller is gone.

It runs in a session of its own, so a Ctrl-C at the terminal does not reach it. Its standard input is a
pipe from the caller: the end of that pipe is the order to stop, and the kernel closes it however the
caller ends, `kill -9` included. The caller may also name processes to be ended with it.
"""

import argparse
import json
import os
import secrets
import select
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

from hcm_registry.embedded import place, postgres, valkey
from hcm_registry.embedded.processes import end
from hcm_registry.embedded.trouble import CannotStart, say


class Guard:
    """The servers of one data directory, for as long as the caller lives."""

    def __init__(self, data_dir: Path, *, fast: bool) -> None:
        self.data_dir, self.fast = data_dir, fast
        self.notes = data_dir / "servers.json"
        self.servers: dict[str, subprocess.Popen[bytes]] = {}
        self.watched: set[int] = set()
        self.homes = [data_dir]
        self.lock = place.Lock(data_dir)
        self.leaving = False

    def start(self, wanted: list[str]) -> dict[str, str]:
        """Take the lock, start what is wanted and return the URLs."""
        place.prepare_data_dir(self.data_dir)
        if self.lock.take():
            say("Lần chạy trước dừng đột ngột, đang khôi phục / the last run ended abruptly, recovering")
        known = place.remembered(self.notes)
        for name in START:
            server = known.setdefault(name, {})
            server.setdefault("password", secrets.token_urlsafe(24))
            server.setdefault("token", secrets.token_hex(6))
        # On disk before anything is made with them: a cluster that nobody can enter is lost data.
        place.write_secret(self.notes, json.dumps(known))
        urls = {name + "_url": START[name](self, known[name]) for name in wanted}
        place.write_secret(self.notes, json.dumps(known | {"urls": urls}))
        return urls

    def start_postgres(self, known: dict[str, Any]) -> str:
        """Start PostgreSQL at its remembered port, and remember the port it got."""
        cluster = postgres.at(self.data_dir, known["token"], fast=self.fast)
        self.homes.append(cluster.home)
        postgres.recover(cluster)
        postgres.prepare(cluster, known["password"])
        self.servers["PostgreSQL"], known["port"] = postgres.start(cluster, known.get("port"))
        return postgres.ensure_database(cluster, known["port"], known["password"])

    def start_valkey(self, known: dict[str, Any]) -> str:
        """Start Valkey at its remembered port, and remember the port it got."""
        home, log = self.data_dir / "valkey", self.data_dir / "log" / "valkey.log"
        valkey.recover(home, known.get("port"))
        server, known["port"] = valkey.start(home, log, known.get("port"), known["password"], fast=self.fast)
        self.servers["Valkey"] = server
        return valkey.url(known["port"], known["password"])

    def wait(self) -> None:
        """Until the caller is gone, or somebody asks us to leave; a server that dies meanwhile is told to the caller, once."""
        told = False
        while not self.leaving:
            ready, _, _ = select.select([0], [], [], 0.3)
            if ready and not self._take_orders(os.read(0, 4096).decode()):
                return
            died = [name for name, server in self.servers.items() if server.poll() is not None]
            if died and not told:
                tell(died=died[0])
                told = True

    def leave(self, *_: object) -> None:
        """On SIGTERM. Not at once: a server that is just being started would be left behind."""
        self.leaving = True

    def _take_orders(self, lines: str) -> bool:
        """Remember or forget the processes named; nothing at all means that the caller is gone."""
        for word, pid in (line.split() for line in lines.splitlines()):
            (self.watched.add if word == "watch" else self.watched.discard)(int(pid))
        return bool(lines)

    def stop(self) -> None:
        """End what the caller left running, then the servers it needs; in fast mode leave no trace."""
        end(dict.fromkeys(self.watched, signal.SIGTERM), 8)
        postgres_stop = signal.SIGQUIT if self.fast else signal.SIGINT  # immediate, or with a checkpoint
        signals = {"PostgreSQL": postgres_stop, "Valkey": signal.SIGTERM}
        end({server.pid: signals[name] for name, server in self.servers.items()}, 30, list(self.servers.values()))
        if self.fast:
            for home in self.homes:
                shutil.rmtree(home, ignore_errors=True)
        self.lock.release()


START = {"database": Guard.start_postgres, "redis": Guard.start_valkey}


def tell(**message: Any) -> None:
    """One line of JSON to the caller, who may be gone."""
    try:
        print(json.dumps(message), flush=True)
    except OSError:
        return


def main() -> None:
    """Start, say where, wait, stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--wanted", nargs="*", choices=START, default=[])
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    guard = Guard(options.data_dir, fast=options.fast)
    signal.signal(signal.SIGTERM, guard.leave)
    try:
        tell(ready=guard.start(options.wanted))
        guard.wait()
    except CannotStart as trouble:
        tell(trouble=trouble.sentences)
    finally:
        guard.stop()


if __name__ == "__main__":
    main()
