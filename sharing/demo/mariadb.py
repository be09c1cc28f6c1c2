"""The demo city's agency that has its data on MariaDB, where Debian's package is installed."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pymysql

from hcm_registry.embedded.processes import comes_up, free_port, open_log
from sharing.demo import records
from sharing.demo.systems import AGENCY

PATIENCE = 60.0  # seconds until it answers, on a busy machine
SMALL = ("--innodb-buffer-pool-size=16M", "--performance-schema=OFF", "--skip-log-bin", "--skip-name-resolve", "--innodb-use-native-aio=0")
_PROJECTS = """CREATE TABLE IF NOT EXISTS du_an (ma_du_an varchar(12) PRIMARY KEY, ten_du_an varchar(200), quoc_gia char(2),
  von_usd decimal(18,2), ngay_cap date, ghi_chu varchar(200))"""


@contextmanager
def mariadb(folder: Path) -> Iterator[tuple[dict[str, Any], str] | None]:
    """Running for as long as the context lasts: where it is, and the password of its reader, new each time. None where it is not installed,
    or does not come up."""
    program = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")
    if program is None or shutil.which("mariadb-install-db") is None:
        yield None
        return
    _install(folder)
    port, socket = free_port(), Path(mkdtemp(prefix="hcm-")) / "m.sock"  # a socket path is limited to about 100 characters
    where = [f"--datadir={folder / 'data'}", f"--socket={socket}", f"--port={port}", "--bind-address=127.0.0.1"]
    with open_log(folder / "mariadb.log") as log:
        server = subprocess.Popen([program, "--no-defaults", *where, *SMALL, *_as_root()], stdout=log, stderr=log)
    try:
        up = comes_up(server, lambda: _answers(socket), PATIENCE)
        yield ({"host": "127.0.0.1", "port": port, "database": AGENCY, "user": AGENCY, "table": "du_an"}, _filled(socket)) if up else None
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(socket.parent)


def _install(folder: Path) -> None:
    """Beside the final place, then renamed: it is there whole or not at all."""
    if (folder / "data").exists():
        return
    draft = folder / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mariadb-install-db", "--no-defaults", f"--datadir={draft}", "--skip-test-db", "--auth-root-authentication-method=normal"]
    subprocess.run([*command, *_as_root()], check=True, capture_output=True)
    draft.rename(folder / "data")


def _as_root() -> list[str]:
    return [] if os.getuid() else ["--user=root"]


def _answers(socket: Path) -> bool:
    with suppress(pymysql.Error), closing(pymysql.connect(unix_socket=str(socket), user="root")):
        return True
    return False


def _filled(socket: Path) -> str:
    """The agency's projects are there, and somebody may read them. Returns the reader's password."""
    password = secrets.token_urlsafe(24)
    with closing(pymysql.connect(unix_socket=str(socket), user="root", autocommit=True)) as server, server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE IF NOT EXISTS {AGENCY} CHARACTER SET utf8mb4")
        cursor.execute(f"USE {AGENCY}")
        cursor.execute(_PROJECTS)
        cursor.executemany("INSERT IGNORE INTO du_an VALUES (%s, %s, %s, %s, %s, %s)", list(records.projects()))
        cursor.execute(f"CREATE USER IF NOT EXISTS {AGENCY}@'127.0.0.1'")
        cursor.execute(f"ALTER USER {AGENCY}@'127.0.0.1' IDENTIFIED BY %s", [password])
        cursor.execute(f"GRANT SELECT ON {AGENCY}.* TO {AGENCY}@'127.0.0.1'")
    return password
