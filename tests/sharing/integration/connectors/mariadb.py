"""A MariaDB of Debian on throw-away data, for as long as the tests of one worker run."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pymysql
import pytest

SMALL = ["--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0", "--innodb-use-native-aio=0"]
QUIET = ["--skip-log-bin", "--skip-name-resolve", "--performance-schema=OFF", "--no-defaults"]


class MariaDB:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket, self.data = folder, folder / "m.sock", folder / "data"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        install = shutil.which("mariadb-install-db")
        as_user = [] if os.getuid() else ["--user=root"]
        made = [install, "--no-defaults", f"--datadir={self.data}", "--auth-root-authentication-method=normal", "--skip-test-db", *as_user]
        subprocess.run([*made, *SMALL[1:2]], check=True, capture_output=True)
        where = [f"--datadir={self.data}", f"--socket={self.socket}", f"--port={self.port}", "--bind-address=127.0.0.1"]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen([server(), "--no-defaults", *where, *SMALL, *QUIET[:3], *as_user], stdout=log, stderr=log)

    def ask(self, *statements: Any, **known: Any) -> None:
        """Carry statements out as root; one with values is a pair."""
        with closing(pymysql.connect(unix_socket=str(self.socket), user="root", autocommit=True, **known)) as connection:
            for statement in statements:
                connection.cursor().execute(*((statement,) if isinstance(statement, str) else statement))

    def up(self) -> None:
        """Wait until it answers."""
        for _ in range(600):
            try:
                return self.ask("SELECT 1")
            except pymysql.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text()[-2000:]
                time.sleep(0.05)
        raise AssertionError("MariaDB did not answer")


def server() -> str | None:
    """The program, when it is installed."""
    return shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")


@contextmanager
def running() -> Iterator[MariaDB]:
    """Without the program: skipped, aloud, unless REQUIRE_MARIADB says it must be there."""
    if not server():
        assert not os.environ.get("REQUIRE_MARIADB"), "no mariadbd; apt-get install mariadb-server"
        pytest.skip("no mariadbd: MySQL sources are not tried (apt-get install mariadb-server)")
    with tempfile.TemporaryDirectory(prefix="maria") as folder:
        mariadb = MariaDB(Path(folder))
        try:
            mariadb.up()
            yield mariadb
        finally:
            mariadb.process.kill()
            mariadb.process.wait()
