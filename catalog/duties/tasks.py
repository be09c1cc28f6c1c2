"""What happens to duties by itself."""

from celery import shared_task
from django.utils.timezone import now

from catalog.duties import actions


@shared_task
def keep_duties(**_: object) -> int:
    """Responsibilities follow catalogue and mandates; checks that rules call for begin. Safe to run twice. Returns how many began."""
    at = now()
    actions.follow(at=at)
    return actions.open_checks(at=at)
