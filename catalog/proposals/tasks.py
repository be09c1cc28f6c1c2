"""What the calendar does to proposals."""

import structlog
from celery import shared_task
from django.utils.timezone import now

from catalog.decisions.models import Decision
from catalog.proposals import effects
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import today

log = structlog.get_logger(__name__)


@shared_task
def apply_due(**_: object) -> int:
    """Carry out every decision whose day has come, the earliest first. Safe to run twice. Returns the number of proposals applied.

    One decision that cannot be carried out stays as it was and is reported; the others go on.
    """
    applied = 0
    at = now()
    for decision in Decision.objects.due(today(at)).order_by("effective_on", "pk"):
        try:
            applied += effects.carry_out(decision, at=at)
        except RuleBroken as error:
            log.error("decision not carried out", decision=decision.pk, rule=error.code, reason=error.text)
        except Exception:
            log.exception("decision not carried out", decision=decision.pk)
    return applied
