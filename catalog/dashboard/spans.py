"""How many working days records took, for thousands of them in one statement.

A record is a set of spans, each from a day to a day: one stay of a file at a step, or the stretches in which a deadline ran.
PostgreSQL subtracts the numbers that the working calendar gives the days (`WorkCalendar.numbered`), and adds up the spans. A
record that touches a year nobody confirmed, or has no beginning, has no length.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from agencies.calendar.workdays import WorkCalendar
from hcm_registry.kernel.periods import LEGAL_ZONE

#: Statement and parameters: the key a record counts under, its id, the moment it came (that day does not count) and the moment it went.
Spans = tuple[str, tuple[Any, ...]]
STAYS = """
    SELECT record.key, record.id, step.came, step.at
    FROM (SELECT id, at, lag(at) OVER (PARTITION BY proposal_id ORDER BY id) AS came FROM catalog_proposalstep) step
    JOIN ({records}) record (key, id) ON record.id = step.id"""
STRETCHES = """
    SELECT record.key, record.id, event.at, event.until
    FROM (SELECT clock_id, kind, at, lead(at) OVER (PARTITION BY clock_id ORDER BY id) AS until FROM catalog_clockevent
          WHERE kind IN ('STARTED', 'PAUSED', 'RESUMED', 'STOPPED')) event
    JOIN ({records}) record (key, id) ON record.id = event.clock_id
    WHERE event.kind IN ('STARTED', 'RESUMED')"""
MEASURED = """
    WITH workday (day, number, run) AS (SELECT * FROM unnest(%s::date[], %s::int[], %s::int[])),
    span (key, record, came, went) AS ({spans}),
    measured AS (
      SELECT key, record, CASE WHEN bool_and(last.day IS NOT NULL) THEN sum(last.number - first.number) END AS days
      FROM span LEFT JOIN workday first ON first.day = (span.came AT TIME ZONE %s)::date
                LEFT JOIN workday last ON last.day = (span.went AT TIME ZONE %s)::date AND last.run = first.run
      GROUP BY key, record)
"""
FIGURES = """
    SELECT key, count(*), count(days),
      percentile_cont(0.5) WITHIN GROUP (ORDER BY days), percentile_cont(0.9) WITHIN GROUP (ORDER BY days)
    FROM measured GROUP BY key"""
LONGEST = "SELECT record, days FROM measured ORDER BY days DESC NULLS LAST, record DESC"


@dataclass(frozen=True)
class Figures:
    """How many records, and of how many of them the length is known; the working days that half of these took at most, and nine in ten."""

    number: int = 0
    known: int = 0
    median: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Measure:
    """Working days by one calendar, up to one day."""

    calendar: WorkCalendar
    on: date

    def figures(self, spans: Spans) -> dict[str, Figures]:
        """By key."""
        found = self._ask(FIGURES, spans)
        return {key: Figures(number, known, _short(median), _short(most)) for key, number, known, median, most in found}

    def longest(self, spans: Spans) -> dict[int, int | None]:
        """Id of a record → its working days; the longest first."""
        return {record: None if days is None else int(days) for record, days in self._ask(LONGEST, spans)}

    def _ask(self, question: str, spans: Spans) -> list[tuple[Any, ...]]:
        statement, given = spans
        columns: list[Any] = list(zip(*self.calendar.numbered(self.on), strict=True)) or [(), (), ()]
        with connection.cursor() as cursor:
            cursor.execute(MEASURED.format(spans=statement) + question, [*map(list, columns), *given, LEGAL_ZONE.key, LEGAL_ZONE.key])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _short(days: float | None) -> float | None:
    """As people say it."""
    return None if days is None else round(days, 1)


def of_stays(steps: QuerySet[Any]) -> Spans:
    """How long files had been where these steps took them from. Rows bear a `key`."""
    return _over(STAYS, steps)


def of_deadlines(clocks: QuerySet[Any]) -> Spans:
    """How long these deadlines ran, without their pauses. Rows bear a `key`."""
    return _over(STRETCHES, clocks)


def _over(statement: str, records: QuerySet[Any]) -> Spans:
    asked, given = records.order_by().values_list("key", "pk").query.sql_with_params()
    return statement.format(records=asked), given
