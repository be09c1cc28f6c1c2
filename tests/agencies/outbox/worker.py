"""One worker, as a process of its own that a test may kill: sends what waits and then waits to be ended."""

import django

django.setup()

from django.core.mail import get_connection  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from agencies.outbox import sending  # noqa: E402

with get_connection() as mailer:
    print("ready", flush=True)
    while sending.send_next(mailer, at=now()):
        pass
