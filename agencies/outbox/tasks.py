"""What happens to e-mails by themselves, in a queue of their own: a slow mail server holds up nothing else."""

from time import monotonic

import structlog
from celery import shared_task
from django.core.mail import get_connection
from django.utils.timezone import now

from agencies.outbox import digests, sending, watching

log = structlog.get_logger(__name__)
SECONDS = 8  # the next round begins ten seconds after this one


@shared_task
def send_mail(**_: object) -> int:
    """Send what waits, for some seconds. Safe to run twice, at once with others, and to be killed. Returns how many were tried."""
    until, tried = monotonic() + SECONDS, 0
    try:
        with get_connection() as mailer:
            watching.server_answers()
            while monotonic() < until and sending.send_next(mailer, at=now()):
                tried += 1
    except OSError as error:  # nobody's e-mail is to blame: all of them wait for the next round
        log.warning("mail server not reached", error=str(error))
        watching.server_is_silent(error)
    return tried


@shared_task
def watch_mail(**_: object) -> bool:
    """Tell those who run the system when mail waits or did not arrive. Safe to run twice; not in the queue that it watches."""
    return watching.watch(at=now())


@shared_task
def compose_digests(**_: object) -> int:
    """Put the daily digests together. Safe to run twice, and late."""
    return digests.compose(at=now())
