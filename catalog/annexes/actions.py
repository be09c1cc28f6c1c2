"""What people do to an import: bring a file, say what its columns mean and who its agencies are, copy the decision, confirm, cancel."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from catalog.annexes import columns, entering
from catalog.annexes.entering import Annex, NotYetEffective
from catalog.annexes.judging import Mapping as Reading
from catalog.annexes.models import AnnexColumns, AnnexImport, AnnexRow
from catalog.annexes.parties import Parties
from catalog.annexes.states import RowKind
from catalog.annexes.tables import Line
from catalog.annexes.workflow import CLERK, MOVES
from catalog.decisions.actions import DecisionText, prepare
from catalog.decisions.models import Decision
from hcm_registry.files.keeping import keep
from hcm_registry.kernel.errors import Invalid
from hcm_registry.kernel.periods import today
from hcm_registry.kernel.workflow import moving
from hcm_registry.uploads import TABLES
from hcm_registry.vietnamese.text import spelled_key

DAYS = ("signed_on", "effective_on")


@transaction.atomic
def begin(file: Any, *, by: User, at: datetime) -> AnnexImport:
    """Somebody who records decisions brings a file; a job reads it. Errors: NotAuthorised, FileTooLarge, FileNotTaken."""
    standing = CLERK.standing(None, by, at)
    annex = AnnexImport(created_by=by, created_at=at)
    keep(annex, file, TABLES)
    annex.save(force_insert=True)
    annex.record(move="begin", source="", standing=standing, at=at, note="")
    return annex


def reread(annex: AnnexImport, *, encoding: str, sheet: int | None, by: User, at: datetime) -> None:
    """Another sheet, or another encoding. The rows of the former go here, under the lock: a job that still held them would be waited for
    by whoever cancels."""
    with moving(annex, MOVES["reread"], by=by, at=at):
        AnnexRow.objects.filter(annex=annex).delete()
        annex.encoding, annex.sheet, annex.encodings, annex.tries, annex.trouble = encoding, sheet, [], 0, ""


def map_columns(annex: AnnexImport, fields: Sequence[str], *, group_field: str, by: User, at: datetime) -> None:
    """What each column shows; remembered for the next file with these headings. Error: Invalid."""
    named = [name for name in fields if name]
    twice = sorted({name for name in named if named.count(name) > 1})
    wrong = {}
    if "name" not in named:
        wrong["name"] = [_("Chưa có cột nào là Tên cơ sở dữ liệu. Chọn cột ấy.")]
    for name in twice:
        wrong[name] = [_("Hai cột cùng được chọn là “%(label)s”. Chỉ giữ một.") % {"label": dict(columns.choices())[name]}]
    if wrong:
        raise Invalid(errors=wrong)
    with moving(annex, MOVES["map"], by=by, at=at):
        annex.columns, annex.group_field, annex.trouble = list(fields), group_field, ""
        said = {columns.key_of(heading): name for heading, name in zip(annex.headings, fields, strict=True)}
        AnnexColumns.objects.update_or_create(
            fingerprint=columns.fingerprint(annex.headings), defaults={"fields": said, "group_field": group_field}
        )


def answer(annex: AnnexImport, answers: Mapping[str, str], *, by: User, at: datetime) -> None:
    """Which agency each text means that was in doubt."""
    with moving(annex, MOVES["answer"], by=by, at=at):
        annex.answers = annex.answers | {spelled_key(text): key for text, key in answers.items() if key}
        annex.trouble = ""


def write(annex: AnnexImport, text: DecisionText | None, *, retires: bool, paper: str = "", by: User, at: datetime) -> None:
    """What decision the annex belongs to: the initial one (None), or one that is recorded with it. Errors: Invalid, NotYetEffective."""
    if text is None:
        entering.initial_decision()
    else:
        prepare(text, by=by, at=at)
        if text.effective_on > today(at):
            raise NotYetEffective
    with moving(annex, MOVES["write"], by=by, at=at):
        annex.completes, annex.text = text is None, _as_json(text) if text else {}
        annex.retires = retires and text is not None and text.kind == Decision.Kind.REPLACE
        annex.paper, annex.trouble = paper or annex.paper, ""


def confirm(annex: AnnexImport, *, by: User, at: datetime) -> None:
    """Let a job enter it."""
    if not (annex.completes or annex.text):
        raise Invalid(errors={"decision": [_("Chọn quyết định trước khi nạp.")]})
    with moving(annex, MOVES["confirm"], by=by, at=at):
        annex.confirmed_by, annex.confirmed_at, annex.tries, annex.trouble = by, at, 0, ""


def cancel(annex: AnnexImport, *, by: User, at: datetime) -> None:
    """Nothing of it stays but that it was begun and cancelled; a job that is at it finds out and takes back what it did."""
    with moving(annex, MOVES["cancel"], by=by, at=at):
        forget(annex)
        annex.file, annex.paper, annex.text = "", "", {}


def forget(annex: AnnexImport) -> None:
    """The rows go; the file has them."""
    AnnexRow.objects.filter(annex=annex).delete()
    annex.answers, annex.encodings = {}, []


def text_of(annex: AnnexImport) -> DecisionText:
    """The decision as the clerk copied it."""
    copied: dict[str, Any] = {name: date.fromisoformat(value) if name in DAYS else value for name, value in annex.text.items()}
    return DecisionText(**copied)


def annex_of(annex: AnnexImport) -> Annex:
    """The rows and how they are read."""
    reading = Reading(annex.headings, annex.columns, annex.group_field, annex.answers)
    return Annex(lambda: _lines(annex), reading, annex.name, annex.retires)


def effective_on(annex: AnnexImport, at: datetime) -> date:
    """The day rows are judged for: the decision's, before it is known that of today."""
    if annex.completes:
        return entering.initial_decision().effective_on
    return date.fromisoformat(annex.text["effective_on"]) if annex.text else today(at)


def parties_of(annex: AnnexImport, at: datetime) -> Parties:
    """Agencies as the rows are read by."""
    return Parties.of(effective_on(annex, at), annex.answers)


def _lines(annex: AnnexImport) -> Any:
    found = annex.rows.order_by("number").values_list("number", "kind", "cells", "group")
    return (Line(number, RowKind(kind), cells, group) for number, kind, cells, group in found.iterator(chunk_size=1000))


def _as_json(text: DecisionText) -> dict[str, str]:
    named = {name: getattr(text, name) for name in DecisionText.__dataclass_fields__ if name not in {"file", "issuing_body"}}
    return {name: value.isoformat() if name in DAYS else value for name, value in named.items()}
