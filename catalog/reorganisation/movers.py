"""Who moves what when agencies are reorganised: each module that keeps something of an agency registers a mover here.

A mover says first what is concerned (the preview, which changes nothing), then moves exactly that, inside the one transaction in
which the act is applied. They work in the order in which they were registered; people and names come first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from catalog.decisions.models import Decision
from catalog.reorganisation.states import CHOOSES, ENDS, PASSES


@dataclass(frozen=True)
class Thing:
    """One thing concerned: what it is, where it can be read, whose it is and whose it will be. `row` is for its mover alone."""

    label: str
    path: str
    before: str
    after: str
    row: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Plan:
    """What the lines of an act come to: who carries on whatever an agency leaves, and which databases go elsewhere."""

    lines: tuple[Any, ...]
    on: date

    @property
    def ending(self) -> dict[int, Any]:
        """Agency that ends → the line by which it does: of a split the first."""
        return {line.predecessor_id: line for line in reversed(self.lines) if line.kind in ENDS}

    @property
    def heirs(self) -> dict[int, Any]:
        """…those by which somebody carries on everything of it."""
        return {agency: line for agency, line in self.ending.items() if line.kind in PASSES}

    @property
    def chosen(self) -> dict[int, Any]:
        """Database that was named → the line by which it passes."""
        return {database.pk: line for line in self.lines if line.kind in CHOOSES for database in line.databases.all()}


class Mover(Protocol):
    """Moves one kind of thing."""

    key: str
    title: Any

    def concerned(self, plan: Plan) -> list[Thing]:
        """Everything of its kind that the act concerns, as it stands now. Reads only."""

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """Pass the things on. Every line that passes something has its successor by now. Errors: RuleBroken, and then nothing moves."""


_REGISTERED: dict[str, Mover] = {}


def register(mover: Mover) -> None:
    """Let a module's mover work on every act from now on."""
    _REGISTERED[mover.key] = mover


def movers() -> list[Mover]:
    """All of them, in the order in which they work."""
    return list(_REGISTERED.values())


def plan_of(act: Any) -> Plan:
    """The plan of an act as its lines stand."""
    lines = act.lines.select_related("predecessor", "successor").prefetch_related("predecessor__names", "successor__names", "databases")
    return Plan(tuple(lines.order_by("position")), act.on)
