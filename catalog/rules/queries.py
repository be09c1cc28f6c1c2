"""Which rule holds, always asked of the record's own date."""

from dataclasses import dataclass, field
from datetime import date

from catalog.rules.models import LegalRule, Matter


@dataclass
class Standing:
    """What is laid down for one matter: the rule of the day asked about, if any, and the rules of other days."""

    matter: Matter
    rule: LegalRule | None = None
    others: list[LegalRule] = field(default_factory=list)


def rule(key: str, on: date) -> LegalRule | None:
    """The rule that holds for a record of that day; None when none was found or set."""
    return LegalRule.objects.filter(key=key, period__contains=on).first()


def standing(on: date) -> list[Standing]:
    """Every matter in order, with its rule of the day, and its other rules, the latest first."""
    found = {matter: Standing(matter) for matter in Matter}
    for one in LegalRule.objects.select_related("recorded_by", "closed_by").order_by("-period", "-pk"):
        entry = found[Matter(one.key)]
        if on in one.period:
            entry.rule = one
        else:
            entry.others.append(one)
    return list(found.values())
