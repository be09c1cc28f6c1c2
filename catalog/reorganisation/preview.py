"""What an act would do, or has done, before anybody's eyes: every thing concerned, by kind."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count

from catalog.proposals.models import ChangeProposal
from catalog.reorganisation.models import Handover
from catalog.reorganisation.movers import Thing, movers, plan_of
from catalog.reorganisation.states import State

#: A page shows so many of each kind and says how many there are.
SHOWN = 200
#: Where a proposal is read.
FILES = "/proposals/"


@dataclass(frozen=True)
class Group:
    """The things of one kind."""

    key: str
    title: Any
    count: int
    things: list[Thing]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.things)


def groups_of(act: Any, user: Any, at: datetime) -> list[Group]:
    """What is concerned, one group a mover that finds something: of an applied act what passed, of another what would. Proposals that
    the person may not read are counted and not named."""
    groups = _passed(act) if act.state == State.APPLIED else _concerned(act)
    return [replace(group, things=_readable(group.things, user, at)) for group in groups]


def _readable(things: list[Thing], user: Any, at: datetime) -> list[Thing]:
    codes = {thing.path: thing.path.removeprefix(FILES).strip("/") for thing in things if thing.path.startswith(FILES)}
    files = ChangeProposal.objects.visible_to(user, at).filter(code__in=codes.values()) if codes else ChangeProposal.objects.none()
    known = set(files.values_list("code", flat=True))
    return [thing for thing in things if thing.path not in codes or codes[thing.path] in known]


def _concerned(act: Any) -> Iterator[Group]:
    plan = plan_of(act)
    for mover in movers():
        things = mover.concerned(plan)
        if things:
            yield Group(mover.key, mover.title, len(things), things[:SHOWN])


def _passed(act: Any) -> Iterator[Group]:
    counts = dict(Handover.objects.filter(reorganisation=act).order_by().values_list("mover").annotate(Count("pk")))
    for mover in movers():
        if mover.key in counts:
            rows = Handover.objects.filter(reorganisation=act, mover=mover.key)[:SHOWN]
            yield Group(mover.key, mover.title, counts[mover.key], [Thing(row.label, row.path, row.before, row.after) for row in rows])
