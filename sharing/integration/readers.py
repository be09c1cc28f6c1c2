"""Who reads what of the warehouse: its operator, the department in charge and auditors all of it, an agency what it manages."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from agencies.authority import Seats, seats_of
from agencies.models import Mandate, Role
from catalog.models import DatabaseVersion
from hcm_registry.kernel.periods import today
from sharing.integration.workflow import OPERATOR


def reads_all(seats: Seats) -> bool:
    """Whether the person reads of every database."""
    at = seats.mandates
    runs = seats.at_agency(OPERATOR.role, at.get(Mandate.Kind.WAREHOUSE)) is not None
    return runs or bool(seats.with_role(Role.AUDITOR)) or at.get(Mandate.Kind.LEAD) in seats.agencies


def readable(user: Any, at: datetime, path: str = "database") -> Q:
    """The rows of which the person may read; `path` leads to their database."""
    seats = seats_of(user, at)
    if reads_all(seats):
        return Q()
    managed = DatabaseVersion.objects.in_force(today(at)).filter(managing_agency__in=seats.agencies)
    return Q(**{f"{path}__in": managed.values("database")})


class ReadableQuerySet(models.QuerySet[Any]):
    """Sources, and what belongs to one…"""

    path: ClassVar[str] = "database"

    def visible_to(self, user: Any, at: datetime) -> "ReadableQuerySet":
        """…that the person may read."""
        return self.filter(readable(user, at, self.path))
