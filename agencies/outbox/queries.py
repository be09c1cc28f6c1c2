"""Reads of notices and deliveries for their pages."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from agencies.authority import seats_of
from agencies.outbox.actions import RUNS_THE_SYSTEM
from agencies.outbox.models import ENDED, Delivery, FailedAttempt, Notice, OperatorTask
from agencies.people import Role


def notices(user: Any) -> QuerySet[Notice]:
    """The person's own notices."""
    return Notice.objects.filter(user=user).select_related("message")


def unread(user: Any) -> QuerySet[Notice]:
    """Those of them the person has not read: the number on the bell."""
    return notices(user).filter(read_at__isnull=True)


def deliveries(user: Any, at: datetime, *, show: str = "") -> QuerySet[Delivery]:
    """The e-mails whose fate the person may see, how often each failed and with what; `show` narrows to waiting, sent or failed ones."""
    found = Delivery.objects.visible_to(user, at).select_related("message", "user", "agency").prefetch_related("agency__names")
    last = FailedAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk").values("error")[:1]
    found = found.annotate(failed=Count("failures"), again_from=Max("failures__not_before"), last_error=Subquery(last))
    if show == "waiting":
        return found.exclude(ENDED)
    return found.filter(**{f"{show}_at__isnull": False}) if show in ("sent", "failed") else found


def open_tasks(user: Any, at: datetime) -> QuerySet[OperatorTask]:
    """What those who run the system have to see to; nothing for others."""
    if not runs_the_system(user, at):
        return OperatorTask.objects.none()
    found = OperatorTask.objects.filter(done_at__isnull=True).select_related("message", "delivery", "agency", "user")
    return found.prefetch_related("agency__names")


def runs_the_system(user: Any, at: datetime) -> bool:
    """Whether somebody sees to it that mail goes out and everybody can be told."""
    return bool(seats_of(user, at).with_role(*RUNS_THE_SYSTEM))


def sees_deliveries(user: Any, at: datetime) -> bool:
    """Whether the log of deliveries has anything to do with the person."""
    return bool(seats_of(user, at).with_role(*RUNS_THE_SYSTEM, Role.HEAD))
