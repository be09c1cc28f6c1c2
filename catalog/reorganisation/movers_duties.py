"""Duties follow the catalogue and the mandates; what was asked and is not yet done goes along with its day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.decisions.models import Decision
from catalog.duties import actions as duties
from catalog.duties.models import Responsibility
from catalog.reorganisation.movers import Plan, Thing


class Duties:
    """Responsibilities for databases that pass, and those of an agency that ends while it leads the catalogue."""

    key, title = "duties", _("Trách nhiệm")

    def concerned(self, plan: Plan) -> list[Thing]:
        """In the order in which they began."""
        borne = Responsibility.objects.open().filter(Q(agency__in=plan.heirs) | Q(database__in=plan.chosen))
        found = borne.select_related("duty", "database").order_by("pk")
        lines = ((row, _line(row, plan)) for row in found)
        return [_thing(row, line) for row, line in lines if line]

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """By then the catalogue names the new agencies, and the mandates are theirs."""
        databases = {thing.row.database_id: thing.row.database for thing in things if thing.row.database_id}
        if things:
            duties.follow(databases.values(), at=at)


def _line(row: Responsibility, plan: Plan) -> Any:
    """By which line it passes: with its database, or with everything else of its agency; None when neither leaves it."""
    chosen = plan.chosen.get(row.database_id or 0)
    return chosen if chosen and chosen.predecessor_id == row.agency_id else plan.heirs.get(row.agency_id)


def _thing(row: Responsibility, line: Any) -> Thing:
    label = f"{row.database}: {row.duty}" if row.database else str(row.duty)
    return Thing(label, row.path, str(line.predecessor), line.heir_name, row)
