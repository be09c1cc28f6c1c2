"""Freeze the list that a decision produced with its annex, and prove later that both are still the same."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.decisions.models import Decision
from catalog.editions import annex, layouts, rows
from catalog.editions.annex import Cell
from catalog.editions.models import Edition, EditionLine
from catalog.entries.models import DatabaseVersion
from catalog.journal import actions as journal
from catalog.journal.actions import ListDigest
from catalog.journal.models import JournalEntry
from hcm_registry.batches import batches

BATCH = 500


def freeze(decision: Decision, *, at: datetime) -> Edition:
    """Keep the catalogue in force on the decision's effective date as its edition, and what its annex says.

    Of each line its version and its hash are held until all are known; what the line says is not.
    """
    versions = DatabaseVersion.objects.in_force(decision.effective_on).order_by("database__number")
    kept = layouts.kept(at=at)
    layout = layouts.of(kept)
    names = rows.names_on(decision.effective_on, rows.agencies_in(versions, layout) | {decision.issuing_body.key})
    listed, whole = ListDigest(), annex.begun(layout.columns)
    lines = list(_hashed(rows.printed(versions, layout, names), listed, whole))
    edition = Edition.objects.create(
        decision=decision,
        revision=decision.editions.count() + 1,
        on=decision.effective_on,
        frozen_at=at,
        content_hash=listed.hexdigest(),
        layout=kept,
        names=names,
        annex_hash=whole.hexdigest(),
    )
    _write(edition, lines)
    journal.write(JournalEntry.Kind.EDITION_FROZEN, subject=f"decision:{decision.pk}", body=_told(edition, len(lines)), at=at)
    return edition


def holds(edition: Edition) -> bool:
    """Whether the frozen lines still give the hash they were frozen with."""
    listed = ListDigest()
    found = edition.lines.order_by("position").values_list("version__database__code", "version__number", "version__content_hash")
    for position, identity in enumerate(found.iterator(chunk_size=BATCH), start=1):
        listed.add([position, *identity])
    return listed.hexdigest() == edition.content_hash


def doubts(edition: Edition) -> Iterator[str]:
    """Where the annex, made again, is not the one that was frozen: each line by its number and code, then the whole."""
    whole = annex.begun(layouts.of(edition.layout).columns)
    kept = edition.lines.order_by("position").values_list("position", "version__database__code", "annex_hash")
    same = True
    for (position, code, frozen), line in zip(kept.iterator(chunk_size=BATCH), rows.lines_of(edition), strict=False):
        whole.add(line)
        if annex.line_hash(line) != frozen:
            same = False
            yield _("dòng %(position)d của phụ lục (%(code)s) khác với bản đã chốt") % {"position": position, "code": code}
    if same and whole.hexdigest() != edition.annex_hash:
        yield _("phụ lục có tiêu đề cột hoặc số dòng khác với bản đã chốt")


def _hashed(found: Iterable[tuple[Any, list[Cell]]], listed: ListDigest, whole: ListDigest) -> Iterator[tuple[int, str]]:
    """Id of the version and hash of its line, each; adds it to the list's hash and to the annex's."""
    for position, (version, line) in enumerate(found, start=1):
        listed.add([position, version.database.code, version.number, version.content_hash])
        whole.add(line)
        yield version.pk, annex.line_hash(line)


def _write(edition: Edition, lines: Iterable[tuple[int, str]]) -> None:
    for batch in batches(enumerate(lines, start=1), BATCH):
        EditionLine.objects.bulk_create(
            EditionLine(edition=edition, position=position, version_id=version, annex_hash=printed)
            for position, (version, printed) in batch
        )


def _told(edition: Edition, lines: int) -> dict[str, object]:
    return {"edition": edition.pk, "lines": lines, "content_hash": edition.content_hash, "annex_hash": edition.annex_hash}
