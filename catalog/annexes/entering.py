"""The rows of an annex enter the catalogue under a decision: all of them in the caller's transaction, some hundreds at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.annexes.judging import BATCH, Catalogue, Judged, Mapping, judged
from catalog.annexes.parties import Parties
from catalog.annexes.states import Outcome
from catalog.annexes.tables import Line
from catalog.decisions.models import Decision
from catalog.duties import actions as duties
from catalog.editions import actions as editions
from catalog.entries import actions as entries
from catalog.entries import facets
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.entries.wanted import Wanted
from catalog.journal import actions as journal
from hcm_registry.batches import batches
from hcm_registry.kernel.errors import Invalid, RuleBroken
from hcm_registry.kernel.periods import today

Told = Callable[[int], None]
SHOWN = 50


class NothingNew(RuleBroken):
    """What the file says is what the catalogue says already."""

    message = _("Tệp này không làm thay đổi danh mục: mọi dòng đã có đúng như vậy.")


class NotYetEffective(RuleBroken):
    """The catalogue changes on the day the decision takes effect, and not before."""

    message = _("Quyết định chưa có hiệu lực. Phụ lục được nạp từ ngày có hiệu lực; mọi thứ đã nhập được giữ nguyên.")


class NoDecisionToComplete(RuleBroken):
    """There is no initial decision."""

    message = _("Chưa có quyết định ban hành danh mục.")


@dataclass(frozen=True)
class Annex:
    """Rows of a file, how they are read, and what is to happen to entries that are not among them."""

    lines: Callable[[], Iterable[Line]]
    mapping: Mapping
    name: str
    retires: bool = False


def initial_decision() -> Decision:
    """The decision that first issued the catalogue. Error: NoDecisionToComplete."""
    found = Decision.objects.filter(kind=Decision.Kind.ISSUE).order_by("effective_on", "pk").first()
    if found is None:
        raise NoDecisionToComplete
    return found


def rows_of(annex: Annex, *, on: date, completes: Decision | None = None) -> Iterator[Judged]:
    """The entries of the annex, judged."""
    return judged(annex.lines(), annex.mapping, Catalogue(completes), Parties.of(on, annex.mapping.answers), on)


def complete(annex: Annex, decision: Decision, *, at: datetime, told: Told = lambda _number: None) -> Counter[str]:
    """Enter what a decision's late annex names and the registry does not have under it yet. What it has stays as it is: only a later
    decision changes it. Errors: NothingNew, Invalid (rows to mend)."""
    Decision.objects.select_for_update().get(pk=decision.pk)
    journal.hold()
    return _enter(annex, decision, rows_of(annex, on=decision.effective_on, completes=decision), at, told, {Outcome.NEW})


def carry_out(annex: Annex, decision: Decision, *, at: datetime, told: Told = lambda _number: None) -> Counter[str]:
    """Enter, change and, if asked, retire, as the annex of a decision just recorded says. Errors: NothingNew, NotYetEffective, Invalid,
    EarlierThanInForce."""
    if decision.effective_on > today(at):
        raise NotYetEffective
    journal.hold()
    return _enter(annex, decision, rows_of(annex, on=decision.effective_on), at, told, {Outcome.NEW, Outcome.OTHER})


def _enter(annex: Annex, decision: Decision, rows: Iterator[Judged], at: datetime, told: Told, taken: set[Outcome]) -> Counter[str]:
    counts: Counter[str] = Counter()
    named: set[int] = set()
    for batch in batches(rows, BATCH):
        _sound(batch)
        counts.update(row.outcome.value for row in batch)
        named.update(row.database.pk for row in batch if row.database)
        named.update(_write([row for row in batch if row.outcome in taken], decision, annex.name, at))
        told(counts.total())
    if annex.retires:
        counts["RETIRED"] = _retire(named, decision, at)
    if not any(counts[outcome.value] for outcome in taken) and not counts["RETIRED"]:
        raise NothingNew
    editions.freeze(decision, at=at)
    duties.follow(at=at)
    transaction.on_commit(partial(facets.counts, Wanted(on=today(at))), robust=True)
    return counts


def _write(rows: Sequence[Judged], decision: Decision, name: str, at: datetime) -> Iterator[int]:
    """Ids of the databases that were written."""
    new = [row.content for row in rows if row.database is None]
    changed = [(row.database, row.content) for row in rows if row.database is not None]
    versions = entries.register_all(new, under=decision, at=at, source=str(_("Phụ lục, tệp %(name)s")) % {"name": name}) if new else []
    versions += entries.supersede(changed, under=decision, at=at) if changed else []
    return (version.database_id for version in versions)


def _retire(named: set[int], decision: Decision, at: datetime) -> int:
    absent = DatabaseVersion.objects.open().exclude(database__in=named).values("database")
    gone = list(SharedDatabase.objects.filter(pk__in=absent).order_by("number"))
    if gone:
        entries.retire_all(gone, under=decision, at=at)
    return len(gone)


def _sound(rows: Sequence[Judged]) -> None:
    """Error: Invalid, naming rows and columns."""
    errors: dict[str, list[Any]] = {}
    for finding in (one for row in rows if row.outcome == Outcome.WRONG for one in row.read.findings if one.blocks):
        errors.setdefault(f"{finding.number}/{finding.column}", []).append(finding.text)
    if errors:
        raise Invalid(errors=dict(list(errors.items())[:SHOWN]))
