"""The servers from the wheels: they start, keep what they are given, and never outlive who started them.

Real servers, real signals. Nothing here needs Django.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from hcm_registry.embedded import CannotStart, Servers, ensure_servers, postgres
from hcm_registry.embedded.processes import command_of, wait_until
from hcm_registry.supervisor import Family

ROOT = Path(__file__).resolve().parents[2]
# Holds the servers up until it is killed, with a child that knows nothing of anybody; says who is who.
HOLDER = """
import json, subprocess, sys, time
from pathlib import Path
from hcm_registry.embedded import ensure_servers
with ensure_servers(Path(sys.argv[1])) as servers:
    child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    servers.watch(-child.pid)
    print(json.dumps({"guard": servers.guard.pid, "child": child.pid, "database": servers.database_url}), flush=True)
    time.sleep(1000)
"""


@pytest.fixture(autouse=True)
def _no_servers_given(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_DIR", "PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    """A data directory that these tests share, so that a cluster is made only once."""
    yield from _directory()


@pytest.fixture
def empty() -> Iterator[Path]:
    """A data directory nobody has used."""
    yield from _directory()


def _directory() -> Iterator[Path]:
    # Not tmp_path: that one is closed to PostgreSQL's own account when root runs the tests.
    path = Path(tempfile.mkdtemp(prefix="test-embedded-")).resolve()
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def command(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=os.environ | env, capture_output=True, text=True, timeout=60)


def hold(data_dir: Path) -> tuple[subprocess.Popen[str], dict]:
    """Another process that runs the servers; what it says tells that they are up."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(data_dir)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return holder, json.loads(holder.stdout.readline())


def pids_of(data_dir: Path) -> dict[str, int]:
    postmaster = (data_dir / "postgres" / "data" / "postmaster.pid").read_text().split()[0]
    return {"postgres": int(postmaster), "valkey": int((data_dir / "valkey" / "valkey.pid").read_text())}


def is_gone(pid: int) -> bool:
    return not command_of(pid)


def note(servers: Servers, text: str) -> None:
    with psycopg.connect(servers.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [text])


def notes(servers: Servers) -> list[str]:
    with psycopg.connect(servers.database_url) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note")]


def test_both_answer_and_a_fast_run_leaves_no_trace(empty):
    with ensure_servers(empty, fast=True) as servers:
        with psycopg.connect(servers.database_url) as connection:
            query = "SELECT datlocprovider::text, datlocale, current_setting('timezone'), lower('ĐƯỜNG') FROM pg_database"
            assert connection.execute(query).fetchone() == ("b", "C.UTF-8", "UTC", "đường")
        assert redis.from_url(servers.redis_url).ping()

    assert list(empty.iterdir()) == []


def test_nobody_enters_without_the_password(empty):
    with ensure_servers(empty, fast=True) as servers:
        database, cache = servers.database_url.split("@")[1], servers.redis_url.split("@")[1]

        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(f"postgresql://postgres@{database}")
        with pytest.raises(redis.AuthenticationError):
            redis.from_url(f"redis://{cache}").ping()
        (data_dir,) = empty.iterdir()
        assert (data_dir / "servers.json").stat().st_mode & 0o077 == 0


def test_a_second_start_finds_the_data_at_the_same_address(kept):
    with ensure_servers(kept) as first:
        note(first, "kept")
        redis.from_url(first.redis_url).set("kept", "yes")
    with ensure_servers(kept) as second:
        assert "kept" in notes(second)
        assert redis.from_url(second.redis_url).get("kept") == b"yes"
        assert (second.database_url, second.redis_url) == (first.database_url, first.redis_url)


def test_given_addresses_are_used_untouched(empty, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/registry")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/1")

    with ensure_servers(empty) as servers:
        assert (servers.database_url, servers.redis_url) == ("postgresql://elsewhere/registry", "redis://elsewhere/1")
        assert not (empty / "postgres").exists()
        assert not (empty / "valkey").exists()


def test_nothing_outlives_a_caller_that_is_killed(kept, capfd):
    holder, told = hold(kept)
    servers = pids_of(kept)

    holder.kill()
    holder.wait()

    everybody = [*servers.values(), told["guard"], told["child"]]
    assert wait_until(lambda: all(is_gone(pid) for pid in everybody), 10)
    with ensure_servers(kept):
        assert "abruptly" not in capfd.readouterr().err  # the guard had stopped them in order


def test_after_a_power_cut_the_data_is_there_again(kept, capfd):
    holder, told = hold(kept)
    with psycopg.connect(told["database"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES ('before the cut')")
    for pid in (told["guard"], *pids_of(kept).values(), holder.pid, told["child"]):
        os.kill(pid, signal.SIGKILL)
    holder.wait()
    assert (kept / "postgres" / "data" / "postmaster.pid").exists()

    with ensure_servers(kept) as servers:
        assert "before the cut" in notes(servers)
    assert "dừng đột ngột, đang khôi phục / the last run ended abruptly, recovering" in capfd.readouterr().err


def test_servers_that_lost_their_guard_are_replaced(kept):
    holder, told = hold(kept)
    orphans = pids_of(kept)
    for pid in (told["guard"], holder.pid, told["child"]):
        os.kill(pid, signal.SIGKILL)
    holder.wait()

    with ensure_servers(kept) as servers:
        assert redis.from_url(servers.redis_url).ping()
        assert all(is_gone(pid) for pid in orphans.values())


def test_a_pid_that_now_belongs_to_a_stranger_is_no_server(empty):
    data = empty / "data"
    data.mkdir()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")
    cluster = postgres.Cluster(empty, empty, None, empty / "log", fast=True)

    postgres.recover(cluster)

    assert not (data / "postmaster.pid").exists()


def test_two_systems_do_not_share_a_data_directory(kept):
    with ensure_servers(kept) as first:
        with pytest.raises(CannotStart, match=r"đang chạy trên .* / a system is already running on"), ensure_servers(kept):
            pass
        note(first, "the first one is untouched")


def refusal(*arguments: str, **env: str) -> str:
    """What a command says that does not start: one line, an exit code, no traceback."""
    done = command(*arguments, **env)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert " / " in done.stderr
    return done.stderr


def test_a_file_is_no_data_directory(empty):
    (empty / "file").touch()

    assert "DATA_DIR is a file" in refusal("hcm_registry.embedded", "--", "true", DATA_DIR=str(empty / "file"))


def test_a_directory_that_cannot_be_written_says_so(empty):
    (empty / "log").touch()  # root writes everywhere, but not into a file as if it were a directory

    assert "cannot write to the data directory" in refusal("hcm_registry.embedded", "--", "true", DATA_DIR=str(empty))


def test_the_data_of_another_major_version_is_refused(empty):
    (empty / "postgres" / "data").mkdir(parents=True)
    (empty / "postgres" / "data" / "PG_VERSION").write_text("15\n")

    said = refusal("hcm_registry.embedded", "--", "true", DATA_DIR=str(empty))

    assert "belongs to PostgreSQL 15, the bundled one is 18" in said


def test_a_taken_port_is_told_before_anything_starts(empty):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        said = refusal("hcm_registry.run", PORT=str(port), DATA_DIR=str(empty))

    assert f"port {port} is already in use" in said
    assert list(empty.iterdir()) == []


def test_a_command_runs_with_the_servers_up_and_its_exit_code_comes_back(empty):
    script = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']); raise SystemExit(7)"

    done = command("hcm_registry.embedded", "--fast", "--", sys.executable, "-c", script, TMPDIR=str(empty))

    assert (done.returncode, done.stderr) == (7, "")


def test_a_command_joins_the_system_that_is_running(kept):
    script = "import os; print(os.environ['DATABASE_URL'], len(os.environ['SECRET_KEY']))"
    with ensure_servers(kept) as servers:
        done = command("hcm_registry.embedded", "--", sys.executable, "-c", script, DATA_DIR=str(kept))

    assert done.stdout == f"{servers.database_url} 64\n"
    assert (kept / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("server", "name"), [("postgres", "PostgreSQL"), ("valkey", "Valkey")])
def test_a_dead_server_is_noticed(kept, server, name):
    with ensure_servers(kept) as servers:
        ours = Family(servers, {}, kept / "log")
        os.kill(pids_of(kept)[server], signal.SIGQUIT if server == "postgres" else signal.SIGKILL)

        with pytest.raises(CannotStart, match=f"{name} died"):
            ours.wait(lambda: False, 10)


def test_a_dead_member_is_named_and_its_last_words_shown(empty, capfd):
    (empty / "log").mkdir()
    ours = Family(Servers("", ""), dict(os.environ), empty / "log")
    ours.start("beat", ["no_such_module"])

    with pytest.raises(CannotStart, match="the process beat died"):
        ours.wait(lambda: False, 10)
    assert "No module named no_such_module" in capfd.readouterr().err


def test_the_family_ends_together(empty):
    (empty / "log").mkdir()
    ours = Family(Servers("", ""), dict(os.environ), empty / "log")
    ours.start("web", ["http.server", "--bind", "127.0.0.1", "0"])
    ours.start("worker", ["http.server", "--bind", "127.0.0.1", "0"])

    ours.end()

    assert all(member.poll() is not None for member in ours.members.values())


def test_the_children_of_a_killed_member_end_too(empty):
    (empty / "log").mkdir()
    (empty / "leader.py").write_text(
        "import subprocess; child = subprocess.Popen(['sleep', '999']); print(child.pid, flush=True); child.wait()"
    )
    ours = Family(Servers("", ""), os.environ | {"PYTHONPATH": str(empty)}, empty / "log")
    ours.start("web", ["leader"])
    assert wait_until(lambda: ours.log_of("web").read_text().strip().isdigit(), 10)
    ours.members["web"].kill()
    began = time.monotonic()

    ours.end()

    assert time.monotonic() - began < 6  # asked, not only killed when patience ran out
    assert is_gone(int(ours.log_of("web").read_text()))
