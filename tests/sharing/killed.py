"""A worker in a process of its own that a test may kill: for every run it is told of, it splits off another and says its number.

`python -m tests.sharing.killed`; Django is set up once, for all of them.
"""

import os
import signal
import sys

import django

django.setup()

from django.db import connections  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from hcm_registry.kernel.errors import WrongState  # noqa: E402
from sharing.integration.loading import load  # noqa: E402
from sharing.models import LoadRun  # noqa: E402


def work(run: int) -> None:
    try:
        load(LoadRun.objects.get(pk=run), worker=f"thử:{os.getpid()}", clock=now)
    except WrongState:
        return


signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
for line in sys.stdin:
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            work(int(line))
        finally:
            os._exit(0)
    print(pid, flush=True)
