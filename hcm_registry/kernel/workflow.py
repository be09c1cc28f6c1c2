"""The one way a state changes: a table of moves, and `moving`, which makes one under a row lock."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from hcm_registry.kernel.errors import NotAuthorised, NoteRequired, RuleBroken, WrongState, broken_by

Guard = Callable[[Any, "Standing", datetime], None]


class Standing(Protocol):
    """In what capacity somebody acts: their own membership, a delegation, or the calendar."""

    @property
    def person(self) -> Any:
        """Who acts; None for the calendar."""

    @property
    def principal(self) -> Any:
        """For whom, when by delegation; otherwise None."""

    def __str__(self) -> str:
        """The title that goes on the step."""


class Authority(Protocol):
    """Who may make a move."""

    def standing(self, subject: Any, by: Any, at: datetime) -> Standing:
        """The capacity in which `by` may act on `subject` at `at`, or NotAuthorised."""


@dataclass(frozen=True)
class Nobody:
    """The calendar acting: there is no person."""

    person: None = None
    principal: None = None

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class Calendar:
    """What happens by itself when its day has come; no person may do it by hand."""

    def standing(self, subject: Any, by: Any, at: datetime) -> Standing:
        """Nobody's: a person asking is refused."""
        if by is not None:
            raise NotAuthorised
        return Nobody()


@dataclass(frozen=True)
class Move:
    """One row of the law: from where to where, who, on what condition."""

    name: str
    sources: frozenset[str]
    target: str
    by: Authority
    label: Any = ""
    needs_note: bool = False
    guards: tuple[Guard, ...] = ()

    def permit(self, subject: Any, by: Any, at: datetime) -> Standing:
        """The capacity in which `by` may make this move now; a RuleBroken says why not."""
        if subject.state not in self.sources:
            raise WrongState
        standing = self.by.standing(subject, by, at)
        for guard in self.guards:
            guard(subject, standing, at)
        return standing


@contextmanager
def moving(subject: Any, move: Move, *, by: Any, at: datetime, note: str = "") -> Iterator[Standing]:
    """Make `move`: lock and check on the way in, save and record on the way out, all or nothing.

    The row lock makes two deciders take turns; the second then finds another state. Errors: RuleBroken.
    """
    try:
        with transaction.atomic():
            subject.refresh_from_db(from_queryset=type(subject)._base_manager.select_for_update(of=("self",)))
            source = subject.state
            standing = move.permit(subject, by, at)
            if move.needs_note and not note.strip():
                raise NoteRequired
            yield standing
            subject.state, subject.version = move.target, subject.version + 1
            subject.save()
            subject.record(move=move.name, source=source, standing=standing, at=at, note=note.strip())
    except IntegrityError as error:
        raise broken_by(error) from error


def take(subject: Any, move: Move, *, by: Any, at: datetime, note: str = "") -> None:
    """Make a move that has no effect of its own beyond the new state."""
    with moving(subject, move, by=by, at=at, note=note):
        pass


def open_to(subject: Any, moves: Iterable[Move], by: Any, at: datetime) -> list[Move]:
    """The moves `by` may make on `subject` now: what the page offers as buttons, from the same table."""
    return [move for move in moves if _permits(move, subject, by, at)]


def _permits(move: Move, subject: Any, by: Any, at: datetime) -> bool:
    try:
        move.permit(subject, by, at)
    except RuleBroken:
        return False
    return True
