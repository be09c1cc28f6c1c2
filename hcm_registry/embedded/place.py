"""Where the data lies, whose it is, and the lock that keeps two running systems apart."""

import fcntl
import json
import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from hcm_registry.embedded.trouble import CannotStart, not_writable

SERVICE_USER = "hcm_registry"
ROOTS_OWN_PLACE = Path("/var/lib/hcm_registry")


def prepare_data_dir(data_dir: Path) -> None:
    """Create the data directory, or say in one line why it cannot serve."""
    if data_dir.exists() and not data_dir.is_dir():
        raise CannotStart(f"DATA_DIR là một tệp, không phải thư mục: {data_dir}", f"DATA_DIR is a file, not a directory: {data_dir}")
    new = not data_dir.exists()
    try:
        (data_dir / "log").mkdir(parents=True, exist_ok=True)
        if new and os.geteuid() == 0:
            data_dir.chmod(0o711)  # whatever the umask: PostgreSQL's account passes through; secrets are 0600
        probe = data_dir / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise not_writable(data_dir, error) from error


class Lock:
    """One running system per data directory.

    The kernel holds the lock for as long as the guard lives, so it can never be stale; what the
    file *says* only tells a clean stop (empty) from an abrupt one, and others whom to ask.
    """

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "lock"
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """Take the lock; tells whether the run before ended without letting go of it."""
        try:
            self._file = self.path.open("a+")
        except OSError as error:
            raise not_writable(self.path.parent, error) from error
        self._file.seek(0)
        holder = self._file.read().strip()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file = None
            raise self._refusal(holder) from None
        self._write(str(os.getpid()))
        return bool(holder)

    def release(self) -> None:
        """Empty the file, which is how a clean stop is told from an abrupt one."""
        if self._file and self.path.exists():  # a throw-away directory is gone by now
            self._write("")

    def is_held(self) -> bool:
        """Whether a running system has it."""
        try:
            with self.path.open() as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # no such file: nobody ever ran here
            return False
        return False

    def _write(self, text: str) -> None:
        assert self._file is not None
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()

    def _refusal(self, holder: str) -> CannotStart:
        return CannotStart(
            f"Hệ thống đang chạy trên {self.path.parent} (tiến trình {holder}); hãy dừng nó hoặc đặt DATA_DIR khác",
            f"a system is already running on {self.path.parent} (process {holder}); stop it or set another DATA_DIR",
        )


def remembered(path: Path) -> dict[str, Any]:
    """Ports and passwords of the last run; nothing when there was none, or when the file was cut short."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def service_account(cluster: Path) -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: it refuses root, so root lends it an account; anybody else runs it as themself."""
    if os.geteuid() != 0:
        return None
    if sys.platform == "darwin":
        raise CannotStart("PostgreSQL không chạy bằng root; hãy dùng tài khoản thường", "PostgreSQL refuses root; use an ordinary account")
    if cluster.exists() and cluster.stat().st_uid:
        return pwd.getpwuid(cluster.stat().st_uid)  # an ordinary user made it; PostgreSQL insists on that owner
    _create_service_user()
    for name in (SERVICE_USER, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart(
        f"Không tạo được người dùng {SERVICE_USER} cho PostgreSQL; hãy chạy bằng tài khoản thường",
        f"cannot create the user {SERVICE_USER} for PostgreSQL; run as an ordinary user",
    )


def _create_service_user() -> None:
    try:
        pwd.getpwnam(SERVICE_USER)
    except KeyError:
        shell = "/usr/sbin/nologin"
        command = ["useradd", "--system", "--no-create-home", "--shell", shell, SERVICE_USER]
        try:
            subprocess.run(command, check=False, capture_output=True)
        except FileNotFoundError:  # a system without useradd still has nobody
            return


def runs_as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments that make `subprocess` run as the account, and as nobody more."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def cluster_home(data_dir: Path, account: pwd.struct_passwd | None, token: str) -> Path:
    """A directory that belongs to PostgreSQL's account and that it can enter.

    Normally below DATA_DIR. When root keeps the project where others may not enter (/root is such a
    place), opening that place to everybody would be worse than keeping the cluster elsewhere,
    under a token that DATA_DIR remembers: whoever deletes DATA_DIR starts afresh.
    """
    home = data_dir / "postgres"
    try:
        _own(home, account)
        if account is not None and not can_enter(home, account):
            home = ROOTS_OWN_PLACE / token
            _own(home, account)
    except OSError as error:
        raise not_writable(home, error) from error
    return home


def _own(home: Path, account: pwd.struct_passwd | None) -> None:
    home.mkdir(parents=True, exist_ok=True)
    if account is not None:
        os.chown(home, account.pw_uid, account.pw_gid)
    if account is not None or home.stat().st_uid == os.geteuid():
        home.chmod(0o700)


def can_enter(path: Path, account: pwd.struct_passwd) -> bool:
    """Whether the account gets through every directory on the way: asked by trying, not by reading modes."""
    trial = subprocess.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(path)], capture_output=True, check=False, cwd="/", **runs_as(account))
    return trial.returncode == 0
