"""The verbs of an act of reorganisation: written, sent, recorded by the clerk, applied on its day. Pages and the calendar call these."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import translation

from agencies.models import Agency, User
from catalog.decisions import actions as decisions
from catalog.decisions.models import Decision
from catalog.entries.models import SharedDatabase
from catalog.journal import actions as journal
from catalog.reorganisation import notices
from catalog.reorganisation.models import Handover, Reorganisation, ReorganisationLine
from catalog.reorganisation.movers import Thing, movers, plan_of
from catalog.reorganisation.states import CHOOSES, State
from catalog.reorganisation.workflow import ADMINISTRATOR, MOVES
from hcm_registry.kernel.errors import WrongState, broken_by
from hcm_registry.kernel.periods import today
from hcm_registry.kernel.workflow import moving


@dataclass(frozen=True)
class LineText:
    """What one line says: what happens to `predecessor`, and who takes over: an agency that exists, or a new one by its name."""

    kind: str
    predecessor: Agency
    successor: Agency | None = None
    name: str = ""
    abbreviation: str = ""
    scope: str = ""
    databases: Sequence[SharedDatabase] = ()
    source: str = ""
    confirmed: bool = False
    note: str = ""


@transaction.atomic
def start(*, title: str, wanted_on: date, legal_ground: str = "", by: User, at: datetime) -> Reorganisation:
    """A draft, by an administrator."""
    ADMINISTRATOR.standing(None, by, at)
    return Reorganisation.objects.create(title=title, wanted_on=wanted_on, legal_ground=legal_ground, created_by=by, created_at=at)


def save(act: Reorganisation, *, title: str, wanted_on: date, legal_ground: str = "", by: User, at: datetime) -> None:
    """Keep what the draft says of itself. Errors: NotAuthorised, WrongState."""
    with _writing(act, by=by, at=at):
        act.title, act.wanted_on, act.legal_ground = title, wanted_on, legal_ground
        act.save(update_fields=["title", "wanted_on", "legal_ground"])


def add_line(act: Reorganisation, text: LineText, *, by: User, at: datetime) -> ReorganisationLine:
    """One more line at the end of a draft. Errors: NotAuthorised, WrongState, and the line's own promises."""
    with _writing(act, by=by, at=at):
        position = (act.lines.aggregate(last=Max("position"))["last"] or 0) + 1
        said = {name: getattr(text, name) for name in LineText.__dataclass_fields__ if name != "databases"}
        line = ReorganisationLine.objects.create(reorganisation=act, position=position, **said)
        if text.kind in CHOOSES:
            line.databases.set(text.databases)
    return line


def drop_line(line: ReorganisationLine, *, by: User, at: datetime) -> None:
    """Take a line out of a draft."""
    with _writing(line.reorganisation, by=by, at=at):
        line.databases.clear()
        line.delete()


def propose(act: Reorganisation, *, by: User, at: datetime, note: str = "") -> None:
    """Hand the act to the clerk; from here its lines stand. Errors: also Contradictory."""
    with _making(act, "propose", by=by, at=at, note=note):
        act.proposed_by, act.proposed_at, act.state_reason = by, at, ""


def return_(act: Reorganisation, *, by: User, at: datetime, note: str) -> None:
    """The clerk gives it back, with the reason."""
    with _making(act, "return", by=by, at=at, note=note):
        act.state_reason = note


def withdraw(act: Reorganisation, *, by: User, at: datetime, note: str) -> None:
    """It will not be; only before it was decided."""
    with _making(act, "withdraw", by=by, at=at, note=note):
        act.state_reason = note


@transaction.atomic
def decide(act: Reorganisation, text: decisions.DecisionText, *, by: User, at: datetime) -> Decision:
    """The clerk records the signed act; it is applied at once when its day has come.

    Errors: Invalid (per field), Contradictory, Prepared, NotAuthorised, and whatever keeps it from being applied.
    """
    decision = decisions.record(text, by=by, at=at)
    decide_under(act, decision, by=by, at=at)
    return decision


@transaction.atomic
def decide_under(act: Reorganisation, decision: Decision, *, by: User, at: datetime) -> None:
    """The same, under an act that is on record already."""
    with _making(act, "decide", by=by, at=at, note=decision.reference):
        act.decision, act.decided_by, act.decided_at = decision, by, at
    if decision.effective_on <= today(at):
        apply(act, at=at)


@transaction.atomic
def apply(act: Reorganisation, *, at: datetime) -> None:
    """On its day everything passes, in one transaction, or nothing does. Errors: Contradictory, EarlierThanInForce, WrongState."""
    with _making(act, "apply", by=None, at=at):
        assert act.decision is not None  # a constraint keeps it so
        journal.hold()
        plan = plan_of(act)
        with translation.override(settings.LANGUAGE_CODE):  # what goes on record is in the language of the law
            concerned = [(mover, mover.concerned(plan)) for mover in movers()]
        for mover, things in concerned:
            mover.move(plan, things, under=act.decision, at=at)
        Handover.objects.bulk_create(_kept(act, mover.key, thing) for mover, things in concerned for thing in things)


@contextmanager
def _making(act: Reorganisation, move: str, *, by: User | None, at: datetime, note: str = "") -> Iterator[None]:
    """Make the move and tell whom it concerns; all of it or nothing. Errors: RuleBroken."""
    with transaction.atomic():
        with moving(act, MOVES[move], by=by, at=at, note=note):
            yield
        notices.tell_of(act.steps.latest("pk"), act)


def _kept(act: Reorganisation, mover: str, thing: Thing) -> Handover:
    texts: dict[str, Any] = {"label": thing.label[:400], "before": thing.before[:255], "after": thing.after[:255]}
    return Handover(reorganisation=act, mover=mover, path=thing.path, **texts)


@contextmanager
def _writing(act: Reorganisation, *, by: User, at: datetime) -> Iterator[None]:
    try:
        with transaction.atomic():
            state = Reorganisation.objects.select_for_update().values_list("state", flat=True).get(pk=act.pk)
            ADMINISTRATOR.standing(act, by, at)
            if state != State.DRAFT:
                raise WrongState
            yield
    except IntegrityError as error:
        raise broken_by(error) from error
