"""Whether mail goes out, and who is told when it does not: those who run the system, in their inbox, since no e-mail would reach them.

What waits is read from the deliveries, whatever became of the worker that should have sent them. Whether a mail server answers is
noted by the worker that asked last; the note may be lost, and then nothing is said of it.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from agencies.outbox.actions import RUNS_THE_SYSTEM, tell
from agencies.outbox.models import ENDED, Delivery, OperatorTask
from agencies.people import Membership, User
from hcm_registry.kernel.periods import today

log = structlog.get_logger(__name__)
SILENT = "mail_server_silent"
KEPT_SECONDS = 3600  # a server that nobody has asked for an hour may have come back
Kind = OperatorTask.Kind

TITLE = _("Thông báo chưa đến người nhận: %(count)d việc cần xử lý")
BODY = _("Mới nhất: %(newest)s.\nXem từng việc ở trang Thư đã gửi, xử lý rồi ghi lại đã làm gì.")


@dataclass(frozen=True)
class Standing:
    """How many e-mails wait, since when the oldest does, how many of them for too long, and what the mail server last failed with."""

    waiting: int
    late: int
    oldest: datetime | None
    silent: str = ""

    @property
    def wrong(self) -> bool:
        """Whether somebody should look."""
        return bool(self.late or self.silent)


def standing(at: datetime) -> Standing:
    """How it is now. One query."""
    late = Count("pk", filter=Q(at__lt=at - settings.MAIL_LATE))
    found = Delivery.objects.exclude(ENDED).aggregate(waiting=Count("pk"), late=late, oldest=Min("at"))
    return Standing(**found, silent=_silent())


def server_answers() -> None:
    """A worker has reached the mail server."""
    _note("")


def server_is_silent(error: Exception) -> None:
    """A worker has not."""
    _note(f"{type(error).__name__}: {error}"[:300])


def watch(*, at: datetime) -> bool:
    """A task for those who run the system when mail has waited too long; and they are told of every task that is new. Safe to run twice.

    Returns whether somebody was told.
    """
    if standing(at).late:
        _open_task(at)
    return _tell_of_tasks(at)


def _open_task(at: datetime) -> None:
    """One at a time: whoever closes it says what they did, and if mail still waits then, another one is opened."""
    try:
        with transaction.atomic():
            OperatorTask.objects.create(kind=Kind.STANDSTILL, at=at)
    except IntegrityError:  # the unique index knows one that is open
        log.info("mail still waits")


def _tell_of_tasks(at: datetime) -> bool:
    """One message for all that came since the last, to persons: a message that nobody receives would be one more task."""
    tasks = OperatorTask.objects.filter(done_at__isnull=True).select_related("agency", "user").order_by("-pk")
    newest = tasks.first()
    if newest is None:
        return False
    seats = Membership.objects.on(today(at)).filter(role__in=RUNS_THE_SYSTEM)
    people = list(User.objects.filter(pk__in=seats.values("user")).order_by("pk"))
    if not people:
        log.error("nobody runs the system", tasks=tasks.count())
        return False
    said = {"count": tasks.count(), "newest": newest}
    key = f"operator/tasks/{newest.pk}"
    return tell("operator.tasks", to=people, title=TITLE, body=BODY, path="/notices/deliveries/", key=key, at=at, said=said) is not None


def _silent() -> str:
    try:
        return str(cache.get(SILENT, ""))
    except RedisError:
        return ""


def _note(silent: str) -> None:
    try:
        cache.set(SILENT, silent, KEPT_SECONDS)
    except RedisError:
        log.warning("not noted whether the mail server answers")
