"""A thousand e-mails with workers killed at random: each is delivered, and a receiver that knows Message-IDs has each once."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

import pytest
from django.db import connection

from agencies.outbox.actions import letter
from agencies.outbox.models import Delivery, Message
from tests import factories as make
from tests.agencies.outbox.post import mail_server
from tests.factories import NOW
from tests.thorough import rounds

ROOT = Path(__file__).parents[3]
LETTERS = 1000
KILLS = rounds(daily=10, promised=40)
EACH = LETTERS // (KILLS + 1)  # letters between two deaths
AT_ONCE = 2


def environment(port):
    told = connection.settings_dict
    url = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST'] or 'localhost'}:{told['PORT']}/{told['NAME']}"
    return os.environ | {"DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "hcm_registry.settings"}


@contextmanager
def workers(port):
    """Something that starts one more worker each time it is called, and says its process number."""
    command = [sys.executable, "-m", "tests.agencies.outbox.worker"]
    with subprocess.Popen(command, env=environment(port), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as mother:

        def start():
            print(file=mother.stdin, flush=True)
            return int(mother.stdout.readline())

        yield start
        mother.stdin.close()


def write_letters():
    message = Message.objects.create(key="k", event="e", title="T", body="B", title_en="T", body_en="B", path="/", at=NOW)
    who = make.user("nguoi.nhan")
    told = {"message": message, "user": who, "language": "vi", "at": NOW}
    Delivery.objects.bulk_create(letter(f"k{n}", "nguoi.nhan@example.vn", **told) for n in range(LETTERS))


def end(worker):
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
def test_a_thousand_letters_and_workers_killed_at_random():
    """Each dies while the server has one more letter in its hands, whose sender has not heard so: which of the two it is, is chance."""
    write_letters()
    with mail_server() as server, workers(server.server_address[1]) as start:
        running, killed = [start() for _n in range(AT_ONCE)], []

        def kill_one(number):
            if len(killed) < min(KILLS, number // EACH):
                killed.append(running.pop(0))
                end(killed[-1])
                running.append(start())

        server.noticed = kill_one
        while Delivery.objects.waiting(NOW).exists():
            sleep(0.05)
        for worker in running:
            end(worker)
    assert len(killed) == KILLS
    assert set(server.received) == set(Delivery.objects.values_list("mail_id", flat=True))
    assert len(server.received) == LETTERS
    assert server.received.total() - LETTERS <= KILLS  # at most what a dying worker had in its hands
    assert Delivery.objects.filter(sent_at__isnull=False).count() == LETTERS
