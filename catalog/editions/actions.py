"""Freeze the list that a decision produced with its annex, and prove later that both are still the same."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.decisions.models import Decision
from catalog.editions import annex, layouts, rows
from catalog.editions.annex import Annex
from catalog.editions.models import AnnexLayout, Edition, EditionLine
from catalog.entries.models import DatabaseVersion
from catalog.journal import actions as journal
from catalog.journal.models import JournalEntry


def freeze(decision: Decision, *, at: datetime) -> Edition:
    """Keep the catalogue in force on the decision's effective date as its edition, and what its annex says."""
    found = DatabaseVersion.objects.in_force(decision.effective_on).select_related("database", "managing_agency")
    versions = list(found.prefetch_related("coordinating_agencies").order_by("database__number"))
    layout = layouts.kept(at=at)
    printed, names = _printed(versions, layout, decision)
    edition = Edition.objects.create(
        decision=decision,
        revision=decision.editions.count() + 1,
        on=decision.effective_on,
        frozen_at=at,
        content_hash=fingerprint(versions),
        layout=layout,
        names=names,
        annex_hash=printed.hash,
    )
    EditionLine.objects.bulk_create(
        EditionLine(edition=edition, position=position, version=version, annex_hash=annex.line_hash(line))
        for position, (version, line) in enumerate(zip(versions, printed.rows, strict=True), start=1)
    )
    journal.write(JournalEntry.Kind.EDITION_FROZEN, subject=f"decision:{decision.pk}", body=_told(edition, len(versions)), at=at)
    return edition


def _printed(versions: Sequence[DatabaseVersion], kept: AnnexLayout, decision: Decision) -> tuple[Annex, dict[str, str]]:
    layout = layouts.of(kept)
    said = [(version.database.code, rows.said_of(version, layout)) for version in versions]
    names = rows.names_on(decision.effective_on, (one for _code, one in said), decision.issuing_body.key)
    return Annex(layout.columns, annex.rows(layout, said, names)), dict(names)


def _told(edition: Edition, lines: int) -> dict[str, object]:
    return {"edition": edition.pk, "lines": lines, "content_hash": edition.content_hash, "annex_hash": edition.annex_hash}


def fingerprint(versions: Sequence[DatabaseVersion]) -> str:
    """SHA-256 over position, code, version number and content of every line."""
    return journal.digest([[i, v.database.code, v.number, v.content_hash] for i, v in enumerate(versions, start=1)])


def holds(edition: Edition) -> bool:
    """Whether the frozen lines still give the hash they were frozen with."""
    lines = edition.lines.select_related("version__database").order_by("position")
    return fingerprint([line.version for line in lines]) == edition.content_hash


def doubts(edition: Edition) -> Iterator[str]:
    """Where the annex, made again, is not the one that was frozen: each line by its number and code, then the whole."""
    made = rows.of_edition(edition)
    kept = edition.lines.order_by("position").values_list("position", "version__database__code", "annex_hash")
    same = True
    for (position, code, frozen), line in zip(kept, made.rows, strict=False):
        if annex.line_hash(line) != frozen:
            same = False
            yield _("dòng %(position)d của phụ lục (%(code)s) khác với bản đã chốt") % {"position": position, "code": code}
    if same and made.hash != edition.annex_hash:
        yield _("phụ lục có tiêu đề cột hoặc số dòng khác với bản đã chốt")
