"""What happens to duties by itself."""

import structlog
from celery import shared_task
from django.utils.timezone import now

from agencies.calendar.workdays import UnknownYear
from catalog.duties import actions, telling

log = structlog.get_logger(__name__)


@shared_task
def keep_duties(**_: object) -> int:
    """Responsibilities follow catalogue and mandates; checks that rules call for begin. Safe to run twice. Returns how many began."""
    at = now()
    actions.follow(at=at)
    return actions.open_checks(at=at)


@shared_task
def tell_of_overdue_duties(**_: object) -> int:
    """The department learns what has become overdue. Safe to run twice. Returns of how many it was told."""
    try:
        return telling.tell_of_overdue(at=now())
    except UnknownYear as error:  # today's working days are not known; the administrator's pages say so
        log.error("the department not told of overdue duties", year=error.detail["year"])
        return 0
