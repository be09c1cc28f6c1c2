"""A thousand e-mails with workers killed at random: each is delivered, and a receiver that knows Message-IDs has each once."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

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
KILLS = rounds(daily=6, promised=20)
AT_ONCE = 2


def environment(port):
    told = connection.settings_dict
    url = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST'] or 'localhost'}:{told['PORT']}/{told['NAME']}"
    return os.environ | {"DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "hcm_registry.settings"}


def start(port):
    command = [sys.executable, "-m", "tests.agencies.outbox.worker"]
    return subprocess.Popen(command, env=environment(port), cwd=ROOT, stdout=subprocess.PIPE)


def write_letters():
    message = Message.objects.create(key="k", event="e", title="T", body="B", title_en="T", body_en="B", path="/", at=NOW)
    who = make.user("nguoi.nhan")
    told = {"message": message, "user": who, "language": "vi", "at": NOW}
    Delivery.objects.bulk_create(letter(f"k{n}", "nguoi.nhan@example.vn", **told) for n in range(LETTERS))


@pytest.mark.django_db(transaction=True)
def test_a_thousand_letters_and_workers_killed_at_random():
    write_letters()
    chance, kills, began = random.Random(), 0, monotonic()
    with mail_server() as server:
        workers = [start(server.server_address[1]) for _n in range(AT_ONCE)]
        while Delivery.objects.waiting(NOW).exists():
            assert monotonic() - began < 60
            place = kills % AT_ONCE
            worker = workers[place]
            if kills < KILLS and worker.stdout.readline():  # it works: let it, for a moment
                sleep(chance.uniform(0.02, 0.2))
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
                kills += 1
                workers[place] = start(server.server_address[1])
            else:
                sleep(0.1)
        for worker in workers:
            worker.kill()
            worker.wait()
            worker.stdout.close()
    assert kills, "no worker died while there was work"
    assert set(server.received) == set(Delivery.objects.values_list("mail_id", flat=True))
    assert len(server.received) == LETTERS
    assert sum(server.received.values()) - LETTERS <= kills  # at most what a dying worker had in its hands
    assert Delivery.objects.filter(sent_at__isnull=False).count() == LETTERS
