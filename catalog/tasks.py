"""What the calendar does to the catalogue and to the agencies it names."""

from datetime import datetime

import structlog
from celery import shared_task
from django.utils.timezone import now

from catalog.decisions.models import Decision
from catalog.proposals import effects
from catalog.reorganisation import actions as reorganisations
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import today

log = structlog.get_logger(__name__)


@shared_task
def apply_due(**_: object) -> int:
    """Carry out every decision whose day has come, in the order of decisions: the same in which one prevails over another. Safe to run
    twice. Returns how many proposals and acts of reorganisation were applied.

    One decision that cannot be carried out stays as it was and is reported; the others go on.
    """
    applied, at = 0, now()
    for decision in Decision.objects.due(today(at)).in_order():
        try:
            applied += _carry_out(decision, at)
        except RuleBroken as error:
            log.error("decision not carried out", decision=decision.pk, rule=error.code, reason=error.text)
        except Exception:
            log.exception("decision not carried out", decision=decision.pk)
    return applied


def _carry_out(decision: Decision, at: datetime) -> int:
    if decision.kind != Decision.Kind.REORGANISE:
        return effects.carry_out(decision, at=at)
    reorganisations.apply(decision.reorganisation, at=at)
    return 1
