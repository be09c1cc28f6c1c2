"""Freeze the list that a decision produced, and prove later that it is still the same."""

from collections.abc import Sequence
from datetime import datetime

from catalog.decisions.models import Decision
from catalog.editions.models import Edition, EditionLine
from catalog.entries.models import DatabaseVersion
from catalog.journal import actions as journal
from catalog.journal.models import JournalEntry


def freeze(decision: Decision, *, at: datetime) -> Edition:
    """Keep the catalogue in force on the decision's effective date as its edition."""
    versions = list(DatabaseVersion.objects.in_force(decision.effective_on).select_related("database").order_by("database__number"))
    edition = Edition.objects.create(
        decision=decision,
        revision=decision.editions.count() + 1,
        on=decision.effective_on,
        frozen_at=at,
        content_hash=fingerprint(versions),
    )
    EditionLine.objects.bulk_create(
        EditionLine(edition=edition, position=position, version=version) for position, version in enumerate(versions, start=1)
    )
    body = {"edition": edition.pk, "lines": len(versions), "content_hash": edition.content_hash}
    journal.write(JournalEntry.Kind.EDITION_FROZEN, subject=f"decision:{decision.pk}", body=body, at=at)
    return edition


def fingerprint(versions: Sequence[DatabaseVersion]) -> str:
    """SHA-256 over position, code, version number and content of every line."""
    return journal.digest([[i, v.database.code, v.number, v.content_hash] for i, v in enumerate(versions, start=1)])


def holds(edition: Edition) -> bool:
    """Whether the frozen lines still give the hash they were frozen with."""
    lines = edition.lines.select_related("version__database").order_by("position")
    return fingerprint([line.version for line in lines]) == edition.content_hash
