"""Bring e-mails out, one at a time, each by one worker: at least once, and always under the same Message-ID.

The row of an e-mail stays locked while it is handed to the mail server. A worker that dies lets go of it and another sends it
again; had the server accepted it already, its receiver knows it by the Message-ID. See docs/adr/0014.
"""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import structlog
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from agencies.outbox.mails import written
from agencies.outbox.models import Delivery, FailedAttempt, OperatorTask

log = structlog.get_logger(__name__)
#: How long after each attempt that failed the next is made; after the last of them nobody tries again.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))


def send_next(mailer: BaseEmailBackend, *, at: datetime) -> bool:
    """Send the e-mail that has waited longest and that no other worker is sending; False when none waits."""
    with transaction.atomic():
        waiting = Delivery.objects.waiting(at).select_related("message").order_by("pk")
        delivery = waiting.select_for_update(of=("self",), skip_locked=True).first()
        if delivery is None:
            return False
        refusal = _handed_over(delivery, mailer)
        if refusal is None:
            delivery.sent_at = at
            delivery.save(update_fields=["sent_at"])
        else:
            _put_off(delivery, refusal, at)
    if refusal is not None:
        mailer.close()
        mailer.open()  # whatever state the conversation was left in; an unreachable server ends the round here
    return True


def _handed_over(delivery: Delivery, mailer: BaseEmailBackend) -> Exception | None:
    """Whether the mail server took it; what it said when it did not. An e-mail that cannot be written at all is refused too."""
    try:
        mailer.send_messages([written(delivery)])
    except (OSError, ValueError) as error:  # every error of SMTP is an OSError
        return error
    return None


def _put_off(delivery: Delivery, refusal: Exception, at: datetime) -> None:
    failed = delivery.failures.count()
    over = failed >= len(PAUSES) or _for_good(refusal)
    error = f"{type(refusal).__name__}: {refusal}"[:500]
    log.warning("mail not sent", delivery=delivery.pk, error=error, given_up=over)
    FailedAttempt.objects.create(delivery=delivery, at=at, error=error, not_before=None if over else at + PAUSES[failed])
    if over:
        delivery.failed_at = at
        delivery.save(update_fields=["failed_at"])
        said = {"message": delivery.message, "agency": delivery.agency, "user": delivery.user}
        OperatorTask.objects.create(kind=OperatorTask.Kind.UNDELIVERABLE, delivery=delivery, at=at, **said)


def _for_good(refusal: Exception) -> bool:
    """The server says that there is no such mailbox: asking again does not help."""
    if not isinstance(refusal, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _text in refusal.recipients.values())
