"""What the database itself refuses to store about rules on terms."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from catalog.rules import actions
from catalog.rules.actions import Term
from tests.factories import NOW
from tests.refusals import change, copy, refused, sql

START = date(2025, 8, 19)


def rule(city, key="OPINION", **given):
    said = {"key": key, "value": 5, "unit": "WORKING_DAYS", "legal_basis": "Văn bản thử", "start": START} | given
    return actions.lay_down(Term(**said), reason="Thử", by=city.people["quantri"], at=NOW)


BROKEN = {
    "catalog_rule_one_a_day": lambda c: copy(rule(c), period=DateRange(date(2026, 1, 1), None)),
    "catalog_rule_begins": lambda c: copy(rule(c), period=DateRange(None, date(2020, 1, 1))),
    "catalog_rule_has_basis": lambda c: copy(rule(c), key="PROBLEM", legal_basis=""),
    "catalog_rule_some_time": lambda c: copy(rule(c), key="PROBLEM", value=0),
    "catalog_rule_warnings_in_working_days": lambda c: copy(rule(c), key="ESCALATION", unit="MONTHS"),
    "catalog_rule_set_by_a_person": lambda c: copy(rule(c), key="PROBLEM", recorded_by=None),
    "catalog_rule_set_with_reason": lambda c: copy(rule(c), key="PROBLEM", reason=""),
    "catalog_rule_closed_who_when": lambda c: copy(rule(c), key="PROBLEM", closed_at=NOW),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, city):
    with refused(name):
        BROKEN[name](city)


def test_a_rule_ends_once_and_is_never_edited(city):
    row = rule(city)
    with refused("catalog_legalrule_append_only"):
        change(row, value=9)
    with refused("catalog_legalrule_append_only"):
        change(row, period=DateRange(date(2025, 1, 1), None))
    change(row, period=DateRange(START, date(2026, 1, 1)), closed_at=NOW, closed_by=city.people["quantri"])
    with refused("catalog_legalrule_append_only"):
        change(row, period=DateRange(START, date(2027, 1, 1)))
    with refused("catalog_legalrule_append_only"):
        sql("DELETE FROM catalog_legalrule WHERE id = %s", row.pk)
