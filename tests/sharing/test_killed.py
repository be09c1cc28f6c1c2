"""Workers killed at random in loads of 60,000 rows: the table ends up exact, and no reader ever sees half a load."""

import os
import random
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import psycopg
import pytest
from django.db import connection
from django.utils.timezone import now

from sharing.integration import actions, sweeping
from sharing.models import LoadRun
from sharing.warehouse.connecting import address, connected
from tests.sharing.setting import COLUMNS, dictionary, loaded, rows, told
from tests.thorough import rounds

ROOT = Path(__file__).parents[2]
ROWS = 60_000
KILLS = rounds(daily=4, promised=50)


@contextmanager
def workers():
    """Something that starts a worker for a run, and says its process number."""
    told = connection.settings_dict
    url = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST'] or 'localhost'}:{told['PORT']}/{told['NAME']}"
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "hcm_registry.settings", "LOG_LEVEL": "CRITICAL"}
    command = [sys.executable, "-m", "tests.sharing.killed"]
    with subprocess.Popen(command, env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as mother:

        def start(run):
            print(run.pk, file=mother.stdin, flush=True)
            return int(mother.stdout.readline())

        yield start
        mother.stdin.close()


class Reader(Thread):
    """Reads again and again, and keeps every different answer."""

    def __init__(self):
        super().__init__(daemon=True)
        self.over, self.seen = Event(), set()

    def run(self):
        with psycopg.connect(address(), autocommit=True) as reader:
            while not self.over.is_set():
                self.seen.add(reader.execute("SELECT count(*), sum(so_luong), min(ten), max(ten) FROM hcm_csdl_001.ho_so").fetchone())
                sleep(0.01)


def live(worker):
    try:
        os.kill(worker, 0)
    except ProcessLookupError:
        return False
    return True


def end_of(run, start, moments):
    """Start workers and kill each at its moment, until one comes through."""
    for moment in moments:
        worker, until = start(run), monotonic() + moment
        while live(worker) and monotonic() < until:
            sleep(0.005)
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
        while live(worker):
            sleep(0.01)
        LoadRun.objects.filter(pk=run.pk, state="RUNNING").update(lease_until=now() - timedelta(seconds=1))
        sweeping.sweep(at=now())
        if LoadRun.objects.get(pk=run.pk).state == "DONE":
            return


@pytest.mark.long
def test_killed_at_random_the_table_is_exact_and_no_half_of_a_load_is_ever_seen(office):
    """Each round changes every row at the source; a killed attempt is followed by another. The last attempt of a round is left alone."""
    office.do("ALTER TABLE ho_so ADD PRIMARY KEY (ma)")
    office.do("INSERT INTO ho_so SELECT 'HS-' || lpad(to_hex(n), 4, '0'), 'Lượt 0', 0, 'A', now() FROM generate_series(1, %s) AS n", ROWS)
    dictionary(office.city, COLUMNS[0] | {"pattern": "HS-[0-9a-f]{4}"}, *COLUMNS[1:])
    assert told(loaded(office.source))[1] == ROWS
    chance, reader = random.Random(KILLS), Reader()
    reader.start()
    with workers() as start:
        for number in range(1, KILLS // 2 + 1):
            office.do("UPDATE ho_so SET so_luong = %s, ten = %s", number, f"Lượt {number}")
            run = actions.queue(office.source, by=None, at=now())
            end_of(run, start, [chance.uniform(0, 1.5), chance.uniform(0, 1.5), 120])
            run.refresh_from_db()
            assert (run.state, told(run)) == ("DONE", (ROWS, 0, ROWS, 0, 0, 0))
            assert rows("count(*), count(DISTINCT ma), min(so_luong), max(so_luong)") == [(ROWS, ROWS, number, number)]
    reader.over.set()
    reader.join()
    assert reader.seen <= {(ROWS, ROWS * n, f"Lượt {n}", f"Lượt {n}") for n in range(KILLS // 2 + 1)}
    sweeping.tidy()
    left = "SELECT nspname, count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND nspname IN"
    with connected() as warehouse:
        assert warehouse.execute(f"{left} ('stage', 'heap') GROUP BY 1").fetchall() == [("heap", 1)]
