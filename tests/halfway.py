"""An act that fails halfway: one after another its statements fail, and what is stored is what was before or all that comes after."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import OperationalError, connection

from hcm_registry.kernel.errors import RuleBroken
from tests.refusals import sql
from tests.stored import stored, taken_back
from tests.thorough import THOROUGH

Numbers = list[list[int]]
WRITES_NOTHING = re.compile(r"[ (]*(SELECT|SAVEPOINT|RELEASE)\b")


class Broken(OperationalError):
    """The server went away."""


class Failing:
    """Notes the statements and lets the n-th fail, before PostgreSQL hears of it; 0 lets all of them pass."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.statements = at, list[str]()

    def __call__(self, execute: Callable[..., Any], statement: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        self.statements.append(statement)
        if len(self.statements) == self.at:
            raise Broken
        return execute(statement, parameters, many, context)


def in_between(act: Callable[[], object], *, every: int = 1) -> tuple[int, list[int]]:
    """How many statements the act has, and which of them, when they fail, leave neither what was before nor all that comes after.

    Nothing of the attempts stays. What writes nothing, a reading or the mark of a savepoint, fails in a thorough run alone: what
    is stored when it comes is what is stored when the next statement comes that writes, and that one fails in every run. So does
    the last one, with which all of it would be done.
    """
    whole, numbers, before = Failing(), _counters(), stored()
    after = _tried(act, whole, numbers)
    assert before != after == _tried(act, Failing(), numbers)
    last = len(whole.statements)
    failing = [n for n, said in enumerate(whole.statements, start=1) if THOROUGH or n == last or not WRITES_NOTHING.match(said)]
    return last, [n for n in failing[::every] if _tried(act, Failing(n), numbers) not in {before, after}]


def _counters() -> Numbers:
    """Where each sequence stands: no transaction takes that back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::int, coalesce(pg_sequence_last_value(oid), 0) FROM pg_class WHERE relkind = 'S'")
        return [list(column) for column in zip(*cursor.fetchall(), strict=True)]


def _tried(act: Callable[[], object], failing: Failing, numbers: Numbers) -> str:
    """What is stored after the attempt, seen before it is taken back. Every attempt numbers its new rows alike."""
    sql("SELECT setval(it, greatest(stood, 1), stood > 0) FROM unnest(%s::oid[], %s::bigint[]) AS known(it, stood)", *numbers)
    with taken_back():
        with suppress(Broken, RuleBroken), connection.execute_wrapper(failing):
            act()
        connection.needs_rollback = False  # PostgreSQL never heard of the statement, so it still answers
        return stored()
