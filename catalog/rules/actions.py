"""Lay down a rule: from the data file, or by an administrator for a period. What was laid down is never edited."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies import authority
from agencies.models import Role, User
from catalog.rules.models import LegalRule, Matter
from hcm_registry.kernel.errors import NoteRequired, RuleBroken, broken_by
from hcm_registry.kernel.periods import closed_on, period


class LawFirst(RuleBroken):
    """What the law lays down, the city does not change; only another law does."""

    message = _("Thời gian này đã có quy định của pháp luật. Chỉ thay được bằng quy định của pháp luật.")


@dataclass(frozen=True)
class Term:
    """What a rule says, and for which days: from `start`, before `end`."""

    key: Matter
    value: int
    unit: LegalRule.Unit
    legal_basis: str
    start: date
    end: date | None = None
    origin: LegalRule.Origin = LegalRule.Origin.CITY
    source: str = ""
    confirmed: bool = False
    note: str = ""


@transaction.atomic
def lay_down(term: Term, *, reason: str, by: User, at: datetime) -> LegalRule:
    """A rule for a period to come or past, by an administrator. A rule still open when it begins ends there.

    Errors: LawFirst, NoteRequired, NotAuthorised, ImpossiblePeriod, Forbidden (another rule holds in that period).
    """
    authority.require(by, Role.ADMIN, at)
    if not reason.strip():
        raise NoteRequired
    for former in _open_before(term):
        former.period = closed_on(former.period, term.start)
        former.closed_by, former.closed_at = by, at
        former.save(update_fields=["period", "closed_by", "closed_at"])
    return _create(term, reason=reason, recorded_by=by, recorded_at=at)


@transaction.atomic
def enter(terms: list[Term], *, at: datetime) -> int:
    """The rules of the data file that are not there yet. Returns how many. Those laid down since are left as they are."""
    there = set(LegalRule.objects.values_list("key", flat=True))
    new = [term for term in terms if term.key not in there]
    for term in new:
        _create(term, recorded_at=at)
    return len(new)


def _open_before(term: Term) -> list[LegalRule]:
    """The open rule that the new one ends. Error: LawFirst."""
    fits = Q(period__upper_inf=True) & Q(period__startswith__lt=term.start)
    found = list(LegalRule.objects.select_for_update().filter(fits, key=term.key))
    if term.origin != LegalRule.Origin.LAW and any(rule.origin == LegalRule.Origin.LAW for rule in found):
        raise LawFirst
    return found


def _create(term: Term, **fields: Any) -> LegalRule:
    said = {name: getattr(term, name) for name in ("key", "value", "unit", "legal_basis", "origin", "source", "confirmed", "note")}
    try:
        with transaction.atomic():
            return LegalRule.objects.create(period=period(term.start, term.end), **said, **fields)
    except IntegrityError as error:
        raise broken_by(error) from error
