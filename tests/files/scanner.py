"""Scanners to try ours against: a real clamd that knows one harmful text, and a peer that answers as it is told."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

#: The EICAR test text, put together here: as one piece it would have this file quarantined where somebody scans it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
CLAMD = shutil.which("clamd", path=os.environ.get("PATH", "") + ":/usr/sbin")


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """A clamd of our own with one signature; its address. Skips loudly where there is none, unless REQUIRE_CLAMD says there must be."""
    if CLAMD is None:
        assert not os.environ.get("REQUIRE_CLAMD"), "REQUIRE_CLAMD is set and there is no clamd: apt-get install clamav-daemon"
        pytest.skip("NO CLAMD HERE: the scanner is not tried (apt-get install clamav-daemon)")
    (folder / "db").mkdir(parents=True)
    (folder / "db" / "test.ndb").write_text(f"Eicar-Text:0:*:{EICAR.hex()}\n")
    address = folder / "clamd.sock"
    lines = [f"DatabaseDirectory {folder / 'db'}", f"LocalSocket {address}", "Foreground yes", "MaxThreads 2", "User root"]
    (folder / "clamd.conf").write_text("\n".join(lines if os.geteuid() == 0 else lines[:-1]) + "\n")
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([CLAMD, "-c", str(folder / "clamd.conf")], **quiet)  # the test's own
    try:
        _wait_for(address, server)
        yield f"unix://{address}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: Path, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert server.poll() is None, f"clamd ended with {server.returncode}"
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(address))
            return
        time.sleep(0.1)
    raise AssertionError("clamd does not come up")


@contextmanager
def peer(*answers: bytes) -> Iterator[str]:
    """Somebody at an address who gives each caller in turn one of these answers, having read what came with it, and hangs up.

    `b"..."` keeps the line open and says nothing.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, answers), daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.close()
        thread.join(timeout=5)


def _serve(server: socket.socket, answers: tuple[bytes, ...]) -> None:
    for answer in answers:
        with suppress(OSError):
            line, _address = server.accept()
            with line:
                line.settimeout(5)
                heard = line.recv(65536)
                while heard.startswith(b"zINSTREAM") and not heard.endswith(b"\0\0\0\0"):
                    heard += line.recv(65536)
                if answer == b"...":
                    line.recv(1)
                else:
                    line.sendall(answer)
