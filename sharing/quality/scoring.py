"""What is measured of a dataset after a good load, as parts of wholes. Pure: everything was counted by the run itself.

Names and meaning follow ISO/IEC 25012:2008 (completeness, accuracy in its syntactic sense, currentness) and the six primary dimensions of
DAMA UK (2013: completeness, validity, uniqueness, timeliness). The rows looked at are those in the warehouse and those that wait in
quarantine: together what the source has. Which dimensions there are and that each weighs the same is ours (ADR 39).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sharing.quality.freshness import due_after


@dataclass(frozen=True)
class Ratio:
    """A part of a whole; nothing was measured where the whole is nothing."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return self.part / self.whole if self.whole else None


def completeness(rows: int, waiting: Mapping[str, int], required: int, optional: Collection[Mapping[str, int]]) -> tuple[Ratio, Ratio]:
    """Of the required and of the optional fields: the values that are there, of those there could be (ISO/IEC 25012 completeness, DAMA
    completeness). `optional` is what the profile says of each such column; above 30,000 rows its empty values are PostgreSQL's estimate.
    Of rows that wait the missing required values are known, the optional ones are not asked about."""
    cells = required * (rows + waiting["rows"])
    return Ratio(cells - waiting["missing"], cells), Ratio(sum(rows - one["empty"] for one in optional), len(optional) * rows)


def validity(rows: int, waiting: Mapping[str, int]) -> Ratio:
    """Rows that keep every rule of the dictionary, of all (DAMA validity; ISO/IEC 25012 syntactic accuracy)."""
    return Ratio(rows, rows + waiting["rows"])


def uniqueness(rows: int, waiting: Mapping[str, int]) -> Ratio:
    """Rows that share neither key nor a unique value with another, of all (DAMA uniqueness)."""
    whole = rows + waiting["rows"]
    return Ratio(whole - waiting["twins"], whole)


def timeliness(since: datetime | None, until: datetime, frequency: str) -> Ratio:
    """Seconds that were promised, of those it took: 1 within the promise, ½ after twice its time (DAMA timeliness; ISO/IEC 25012
    currentness). Nothing is measured without a promise or before the first load."""
    due = due_after(since, frequency) if since else None
    if since is None or due is None:
        return Ratio(0, 0)
    promised, took = int((due - since).total_seconds()), int((until - since).total_seconds())
    return Ratio(promised, max(promised, took))


def together(ratios: Iterable[Ratio]) -> Ratio:
    """Several datasets as one: parts and wholes add up."""
    found = list(ratios)
    return Ratio(sum(one.part for one in found), sum(one.whole for one in found))


def overall(ratios: Iterable[Ratio]) -> float | None:
    """The mean of what was measured, each dimension alike."""
    shares = [one.share for one in ratios if one.share is not None]
    return sum(shares) / len(shares) if shares else None


def waiting_in(detail: Mapping[str, Any]) -> dict[str, int]:
    """What the profile of a run says of quarantine: rows, those that share a value (`twins`), required values that are missing."""
    return {name: int(detail["waiting"][name]) for name in ("rows", "twins", "missing")}
