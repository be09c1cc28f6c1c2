"""The reorganisations of 2024 and 2025 that the sources tell of, carried out on the demonstration as any act would be."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies import loading as agencies
from agencies.models import Agency, User
from catalog.decisions import actions as decisions
from catalog.decisions.models import Decision
from catalog.reorganisation import actions
from catalog.reorganisation.actions import LineText

Facts = dict[str, Any]


@transaction.atomic
def reorganise(*, at: datetime) -> None:
    """All of them in their order, or none. Errors: as `actions.apply`."""
    cast = agencies.facts("demo")
    administrator, clerk = (User.objects.get(username=cast[post]) for post in ("administrator", "clerk"))
    agencies.load_heirs()
    for one in agencies.facts("reorganisation_2025")["acts"]:
        act = actions.start(
            title=one["title"], wanted_on=date.fromisoformat(one["on"]), legal_ground=one["legal_ground"], by=administrator, at=at
        )
        for line in one["lines"]:
            actions.add_line(act, _line(line), by=administrator, at=at)
        actions.propose(act, by=administrator, at=at)
        actions.decide_under(act, _decision(one, at), by=clerk, at=at)


def _line(one: Facts) -> LineText:
    before = Agency.objects.get(key=one["from"])
    after = Agency.objects.get(key=one["to"]) if "to" in one else None
    where = agencies.provenance(one, agencies.facts("agencies")["sources"])
    return LineText(kind=one["kind"], predecessor=before, successor=after, scope=one.get("scope", ""), **where)


def _decision(one: Facts, at: datetime) -> Decision:
    """The act as far as it is known: its number nowhere, its days not for sure."""
    decision = Decision.objects.create(
        issuing_body=Agency.objects.get(key=one["issuing_body"]),
        kind=Decision.Kind.REORGANISE,
        signed_on=date.fromisoformat(one["signed_on"]) if one["signed_on"] else None,
        effective_on=date.fromisoformat(one["on"]),
        day_known=False,
        day_note=one["day_note"],
        abstract=one["title"],
        legal_grounds=one["legal_ground"],
        recorded_at=at,
        **agencies.provenance(one, agencies.facts("agencies")["sources"]),
    )
    decisions.enter(decision, at=at)
    return decision
