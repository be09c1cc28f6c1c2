"""Workers, each a process of its own that a test may kill: for every line it reads, this one splits off another and says its number.

Django is set up once, for all of them.
"""

import os
import signal
import sys

import django

django.setup()

from django.core.mail import get_connection  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from agencies.outbox import sending  # noqa: E402


def work() -> None:
    with get_connection() as mailer:
        while sending.send_next(mailer, at=now()):
            pass


signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
for _line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    print(pid, flush=True)
