"""The jobs of an import: read the file, enter the rows. Each in one transaction; killed at any moment, it leaves what was before.

How far a job has come is kept in Redis, where losing it costs a number on a page. A person who cancels moves the import's state; the
job looks at it between some hundred rows and, once more under its lock, at the end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from catalog.annexes import actions, entering, reading
from catalog.annexes.models import AnnexImport, AnnexRow
from catalog.annexes.states import RowKind, State
from catalog.annexes.workflow import MOVES
from catalog.decisions import actions as decisions
from hcm_registry.batches import batches
from hcm_registry.files import holding
from hcm_registry.kernel.errors import Invalid, RuleBroken, WrongState
from hcm_registry.kernel.workflow import moving

log = structlog.get_logger(__name__)
LOCK = 0x414E4E58
MOST_TRIES, KEPT, SENTENCES, BATCH = 3, 3600, 20, 500


class Called(Exception):
    """Off: somebody cancelled it."""


def work(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Do what the import waits for. Safe to run twice, at once with itself, and to be killed. Returns whether it was done."""
    with _alone(pk) as mine:
        annex = AnnexImport.objects.waiting().filter(pk=pk).first() if mine else None
        if annex is None:
            return False
        AnnexImport.objects.filter(pk=pk).update(tries=F("tries") + 1)
        if annex.tries >= MOST_TRIES:
            _give_up(annex, _("Máy chủ gặp lỗi khi xử lý tệp. Thử lại, hoặc báo người vận hành."), clock())
            return False
        return _tried(annex, clock)


def progress(annex: AnnexImport) -> tuple[int, int]:
    """Rows done, and rows there are (0: not known)."""
    found: tuple[int, int] = cache.get(_key(annex.pk, annex.state), (0, 0))
    return found


def _tried(annex: AnnexImport, clock: Callable[[], datetime]) -> bool:
    state = annex.state
    try:
        with transaction.atomic():
            (_read if state == State.READING else _enter)(annex, clock())
    except (Called, WrongState):
        log.info("annex called off", annex=annex.pk)
        return False
    except RuleBroken as broken:
        annex.refresh_from_db()
        _give_up(annex, in_words(broken), clock())
        return False
    return True


def _read(annex: AnnexImport, at: datetime) -> None:
    with reading.table_in(annex.file, encoding=annex.encoding, sheet=annex.sheet, told=_told(annex, 0)) as table:
        for lines in batches(table.lines, BATCH):
            AnnexRow.objects.bulk_create(
                AnnexRow(annex=annex, number=one.number, kind=one.kind, cells=one.cells, group=one.group) for one in lines
            )
    with moving(annex, MOVES["read"], by=None, at=at):
        annex.sheets, annex.headings = table.sheets, table.headings
        annex.encodings, annex.encoding = table.encodings, table.encoding
        annex.sheet = None if table.asks else table.sheet
        annex.columns, annex.group_field = reading.proposed(table.headings)
        annex.tries = 0


def _enter(annex: AnnexImport, at: datetime) -> None:
    by, whole = annex.confirmed_by, annex.rows.filter(kind=RowKind.ENTRY).count()
    assert by is not None  # the move that led here says who
    told, rows = _told(annex, whole), actions.annex_of(annex)
    if annex.completes:
        decision = entering.initial_decision()
        counts = entering.complete(rows, decision, at=at, told=told)
    else:
        text = actions.text_of(annex)
        paper = holding.fetch(annex.paper, by=by) if annex.paper else None
        decision = decisions.record(replace(text, file=paper), by=by, at=at)
        counts = entering.carry_out(rows, decision, at=at, told=told)
    with moving(annex, MOVES["apply"], by=None, at=at):
        annex.decision, annex.counts = decision, dict(counts)
        actions.forget(annex)


def _give_up(annex: AnnexImport, why: str, at: datetime) -> None:
    """A file that cannot be read is refused; an annex that cannot enter goes back to be mended."""
    annex.refresh_from_db()
    try:
        with moving(annex, MOVES["refuse" if annex.state == State.READING else "return"], by=None, at=at, note=why):
            annex.trouble, annex.confirmed_by, annex.confirmed_at = why, None, None
    except WrongState:
        log.info("annex called off", annex=annex.pk)


def in_words(broken: RuleBroken) -> str:
    """What kept it out: every sentence, with its row and column before it."""
    if not isinstance(broken, Invalid) or "errors" not in broken.detail:
        return broken.text
    said = [_placed(path, sentence) for path, sentences in broken.detail["errors"].items() for sentence in sentences]
    return "\n".join(said[:SENTENCES])


def _placed(path: str, sentence: str) -> str:
    number, _slash, column = path.partition("/")
    if not number.isdecimal():
        return sentence
    return _("Dòng %(number)s, cột %(column)s: %(sentence)s") % {"number": number, "column": column, "sentence": sentence}


def _told(annex: AnnexImport, whole: int) -> Callable[[int], None]:
    """Shows how far it is, and stops where somebody cancelled."""
    key, state = _key(annex.pk, annex.state), annex.state

    def told(number: int) -> None:
        cache.set(key, (number, whole), KEPT)
        if AnnexImport.objects.filter(pk=annex.pk).values_list("state", flat=True).get() != state:
            raise Called

    return told


def _key(pk: int, state: str) -> str:
    return f"annex:{pk}:{state}"


@contextmanager
def _alone(pk: int) -> Iterator[Any]:
    """Whether nobody else is at it; a worker that dies lets go with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, pk])
        mine = cursor.fetchone()[0]
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pk])
