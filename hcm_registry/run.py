"""The whole system on one machine: `python -m hcm_registry.run`, which is what `make run` calls.

Data servers, migration, demo city, web, worker and scheduler; a Ctrl-C stops all of it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from hcm_registry.embedded import CannotStart, ensure_servers
from hcm_registry.embedded.environment import data_dir, environment
from hcm_registry.embedded.processes import open_log
from hcm_registry.embedded.trouble import one_line_instead_of_a_traceback, say
from hcm_registry.messages import compile_all
from hcm_registry.supervisor import Family, family, show_end_of

ROOT = Path(__file__).resolve().parent.parent
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
QUEUES = "default,outbox"
# Four threads a worker keep its processor busy; each holds a connection to PostgreSQL, which gives 200.
THREADS = ["--blocking-threads", "4", "--backpressure", "64"]
#: Unless DEBUG was asked for, the demo is loaded as in development and shown as in production: an error has our page, not
#: Django's with its insides. What the caller has set stays: `DEMO=0 make run` is an empty registry.
SHOWN = {"DEBUG": "0", "DEMO": "1", "SECURE": "0", "STATIC_FROM_SOURCE": "1", "LOG_LEVEL": "WARNING"}
DEMO_PASSWORD = "demo-2026!"
DEMO_ACCOUNTS = [
    ("canbo.skhdt", "cán bộ, Sở Kế hoạch và Đầu tư", "officer, agency"),
    ("lanhdao.skhdt", "lãnh đạo, Sở Kế hoạch và Đầu tư", "head, agency"),
    ("canbo.sxd", "cán bộ, Sở Xây dựng", "officer, agency"),
    ("lanhdao.sxd", "lãnh đạo, Sở Xây dựng", "head, agency"),
    ("canbo.stc", "cán bộ, Sở Tài chính", "officer, agency"),
    ("tiepnhan.stttt", "tiếp nhận, Sở Thông tin và Truyền thông", "intake, department in charge"),
    ("thamdinh.stttt", "thẩm định, Sở Thông tin và Truyền thông", "appraiser, department in charge"),
    ("lanhdao.stttt", "lãnh đạo, Sở Thông tin và Truyền thông", "head, department in charge"),
    ("vanthu.ubnd", "văn thư, Văn phòng UBND Thành phố", "clerk, Committee's office"),
    ("vanhanh.kho", "vận hành kho dữ liệu", "warehouse operator"),
    ("kiemtoan", "kiểm toán", "auditor"),
    ("quantri", "quản trị", "administrator"),
]


def main() -> None:
    """Everything up, a word to the person at the terminal, and everything down again."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    stop_with_parent = "--with-parent" in sys.argv[1:]
    with one_line_instead_of_a_traceback(), _goodbye():
        port, place = _port(), data_dir()
        say("Đang khởi động PostgreSQL và Valkey… / starting PostgreSQL and Valkey…")
        with ensure_servers(place) as servers:
            env = {"SITE_URL": f"http://127.0.0.1:{port}"} | environment(place, servers)
            _prepare(env, place)
            with family(servers, _shown(env), place / "log") as ours:
                _start(ours, port, place)
                if _is_demo(env):
                    ours.start("agencies", ["manage", "demo_agencies"], may_end=True)
                _greet(f"http://127.0.0.1:{port}/", demo=_is_demo(env))
                _watch(ours, os.getppid() if stop_with_parent else None)


def _stop(*_: object) -> None:
    """The first signal is the order; an impatient second one must not leave half of the processes behind."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def _goodbye() -> Iterator[None]:
    """A Ctrl-C is the usual way out, not a failure."""
    try:
        yield
    except KeyboardInterrupt:
        say("Đã dừng. / Stopped.")


def _port() -> int:
    """`PORT`, free."""
    told = os.environ.get("PORT") or "8000"
    if not told.isdigit() or not 0 < int(told) < 65536:
        raise CannotStart(f"PORT không hợp lệ: {told}", f"not a port: PORT={told}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was only just left is free
        try:
            probe.bind(("127.0.0.1", int(told)))
        except PermissionError:
            raise CannotStart(f"Không được phép dùng cổng {told}", f"no permission to listen on port {told}") from None
        except OSError:
            raise CannotStart(
                f"Cổng {told} đang được dùng; hãy chạy: make run PORT=8001", f"port {told} is already in use; try: make run PORT=8001"
            ) from None
    return int(told)


def _prepare(env: dict[str, str], place: Path) -> None:
    """Bring translations, tables, static files and the demo city up to date; quick when they are."""
    compile_all()
    (place / "static").mkdir(exist_ok=True)
    log = place / "log" / "prepare.log"
    with open_log(log) as output:
        command = [sys.executable, "-m", "hcm_registry.prepare"]
        child = subprocess.Popen(command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        code = _wait_for(child)
    if code != 0:
        show_end_of(log)
        raise CannotStart(f"Không chuẩn bị được dữ liệu, xem {log}", f"the data could not be prepared, see {log}")


def _is_demo(env: dict[str, str]) -> bool:
    return env.get("DEMO", env["DEBUG"]).lower() in {"1", "true", "yes"}  # as settings.py reads it


def _shown(env: dict[str, str]) -> dict[str, str]:
    return env if os.environ.get("DEBUG") else env | {name: os.environ.get(name) or value for name, value in SHOWN.items()}


def _wait_for(child: subprocess.Popen[bytes]) -> int:
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise


def _start(ours: Family, port: int, place: Path) -> None:
    """Web first, alone on the processors, so that it answers soon; then worker and scheduler."""
    say("Đang khởi động web, worker, beat… / starting web, worker, beat…")
    web = ["granian", "--interface", "wsgi", "--workers", "2", "--host", "127.0.0.1", "--port", str(port), "--no-ws", *THREADS]
    ours.start("web", [*web, "hcm_registry.wsgi:application"])
    if not ours.wait(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), 120):
        show_end_of(ours.log_of("web"))
        raise CannotStart("Web không trả lời /healthz sau 120 giây", "the web does not answer /healthz after 120 seconds")
    worker = ["celery", "-A", "hcm_registry", "worker", "--loglevel", "INFO", "--without-mingle", "--without-gossip"]
    ours.start("worker", [*worker, "-Q", QUEUES, "--concurrency", "2"])
    # Loads take minutes: what people wait for does not stand behind them.
    ours.start("loader", [*worker, "-Q", "integration", "--concurrency", "1", "--hostname", "loader@%h"])
    beat = ["celery", "-A", "hcm_registry", "beat", "--loglevel", "INFO", "--pidfile="]
    ours.start("beat", [*beat, "--schedule", str(place / "beat-schedule")])


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, HTTPException, OSError):
        return False


def _greet(address: str, *, demo: bool) -> None:
    print(f"\n  {address}\n  Sẵn sàng; Ctrl-C để dừng. / Ready; Ctrl-C stops it.\n")
    if demo:
        print(f"  Tài khoản thử, mật khẩu / demo sign-ins, password: {DEMO_PASSWORD}\n")
        for name, vietnamese, english in DEMO_ACCOUNTS:
            print(f"    {name:<16}{vietnamese:<44}{english}")
    print(flush=True)


def _watch(ours: Family, parent: int | None) -> None:
    """Until somebody dies, or says stop; `make` killed hard cannot say it, but then our parent changes."""
    while parent is None or os.getppid() == parent:
        ours.check()
        time.sleep(0.5)


if __name__ == "__main__":
    main()
