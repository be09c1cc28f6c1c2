"""Run a command with the servers up, and return its exit code.

python -m hcm_registry.embedded -- COMMAND ...          on DATA_DIR, joining a running system if there is one
python -m hcm_registry.embedded --fast -- COMMAND ...   on throw-away servers, for tests
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from hcm_registry.embedded import Servers, ensure_servers, running_servers
from hcm_registry.embedded.environment import MADE, data_dir, environment
from hcm_registry.embedded.trouble import one_line_instead_of_a_traceback


def main() -> int:
    """Parse, start, run, stop."""
    parser = argparse.ArgumentParser(prog="python -m hcm_registry.embedded", description=__doc__.splitlines()[0])
    parser.add_argument("--fast", action="store_true", help="throw-away data, nothing forced to disk")
    parser.add_argument("command", nargs="+", help="what to run, after --")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with one_line_instead_of_a_traceback():
        return _fast(options.command) if options.fast else _kept(options.command)


def _fast(command: list[str]) -> int:
    for name, make in MADE.items():
        os.environ.setdefault(name, make())
    with ensure_servers(Path(tempfile.gettempdir()), fast=True) as servers:
        addresses = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
        return _run(command, os.environ | addresses, servers)


def _kept(command: list[str]) -> int:
    place = data_dir()
    running = running_servers(place)
    with nullcontext(running) if running else ensure_servers(place) as servers:
        return _run(command, environment(place, servers), servers)


def _run(command: list[str], env: dict[str, str], servers: Servers) -> int:
    """The command answers a Ctrl-C itself (it shares our terminal); we wait for what it makes of it."""
    child = subprocess.Popen(command, env=env)
    servers.watch(child.pid)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
