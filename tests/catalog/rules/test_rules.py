"""Rules as data: each record is judged by the rule of its own date; what was not found stays unset; the city says why."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from catalog import loading
from catalog.models import LegalRule
from catalog.rules import actions, queries
from catalog.rules.actions import LawFirst, Term
from catalog.rules.models import Matter
from hcm_registry.kernel.errors import Forbidden, NotAuthorised, NoteRequired
from hcm_registry.kernel.periods import ImpossiblePeriod
from tests.factories import NOW

ONE_DAY = timedelta(days=1)
START = date(2026, 1, 1)


@pytest.fixture
def law(city):
    """The rules of the data file."""
    loading.load_rules(at=NOW)
    return city


def term(key=Matter.OPINION, value=5, **given):
    said = {"unit": LegalRule.Unit.WORKING_DAYS, "legal_basis": "Văn bản thử", "start": START} | given
    return Term(key=key, value=value, **said)


def lay_down(city, *args, by="quantri", reason="Cần có hạn", **given):
    return actions.lay_down(term(*args, **given), reason=reason, by=city.people[by], at=NOW)


@pytest.mark.parametrize(("key", "first", "last", "words"), [
    ("CONNECTION_ACCOUNT", date(2025, 8, 19), date(2025, 10, 21), "2 ngày làm việc"),
    ("SUSPENSION_NOTICE", date(2020, 5, 25), date(2025, 10, 21), "7 ngày làm việc"),
    ("DEFAULT_LIST_REVIEW", date(2020, 5, 25), date(2025, 10, 21), "6 tháng"),
])  # fmt: skip
def test_a_record_is_judged_by_the_rule_of_its_own_date(key, first, last, words, law):
    assert queries.rule(key, first - ONE_DAY) is None
    assert queries.rule(key, first).in_words == queries.rule(key, last).in_words == words
    assert queries.rule(key, last + ONE_DAY) is None
    assert queries.rule(key, first).origin == "LAW" and queries.rule(key, first).confirmed


def test_one_source_only_is_not_called_confirmed(law):
    found = queries.rule("PERSONAL_DATA_BREACH", date(2026, 1, 1))
    assert (found.in_words, found.confirmed) == ("72 giờ", False)


def test_what_was_not_found_is_listed_and_unset(law):
    listed = loading.facts("rules")["matters"]
    assert list(listed) == Matter.values
    unset = {entry.matter.value for entry in queries.standing(NOW.date()) if entry.rule is None and not entry.others}
    assert unset == {key for key, found in listed.items() if not found}
    assert {"PROPOSAL_APPRAISAL", "OPINION", "SPECIFIC_REQUEST"} <= unset


def test_nothing_the_law_does_not_say_is_called_law(law):
    for rule in LegalRule.objects.exclude(origin="LAW"):
        assert rule.origin == "DEFAULT" and "không phải quy định pháp luật" in rule.legal_basis


def test_loading_twice_enters_nothing(law, capsys):
    before = LegalRule.objects.count()
    call_command("load_rules")
    assert LegalRule.objects.count() == before and "0" in capsys.readouterr().out


def test_the_city_sets_a_rule_for_a_period_and_another_ends_it(law):
    first = lay_down(law)
    second = lay_down(law, value=7, start=date(2026, 7, 1))
    first.refresh_from_db()
    assert queries.rule("OPINION", date(2026, 6, 30)) == first and queries.rule("OPINION", date(2026, 7, 1)) == second
    assert (first.value, first.closed_by, first.closed_at) == (5, law.people["quantri"], NOW)
    assert (second.reason, second.recorded_by) == ("Cần có hạn", law.people["quantri"])


def test_a_past_period_may_be_filled_where_there_was_nothing(law):
    lay_down(law, start=date(2024, 1, 1), end=date(2024, 7, 1))
    assert queries.rule("OPINION", date(2024, 6, 30)) and not queries.rule("OPINION", date(2024, 7, 1))


def test_the_city_follows_where_the_law_has_ended(law):
    lay_down(law, Matter.CONNECTION_ACCOUNT, 3, start=date(2025, 10, 22))
    assert queries.rule("CONNECTION_ACCOUNT", date(2025, 10, 21)).value == 2
    assert queries.rule("CONNECTION_ACCOUNT", date(2025, 10, 22)).origin == "CITY"


@pytest.mark.parametrize(("given", "rule"), [
    ({"key": Matter.DOCUMENT_ISSUE}, LawFirst),
    ({"key": Matter.CONNECTION_ACCOUNT, "start": date(2025, 9, 1)}, Forbidden),
    ({"value": 0}, Forbidden),
    ({"end": START}, ImpossiblePeriod),
    ({"reason": "  "}, NoteRequired),
    ({"by": "lanhdao.stttt"}, NotAuthorised),
    ({"key": Matter.ESCALATION, "unit": "MONTHS", "start": date(2027, 1, 1)}, Forbidden),
])  # fmt: skip
def test_what_cannot_be_laid_down_changes_nothing(given, rule, law):
    before = list(LegalRule.objects.values_list("pk", "period", "closed_at"))
    with pytest.raises(rule):
        lay_down(law, **given)
    assert list(LegalRule.objects.values_list("pk", "period", "closed_at")) == before


def test_a_new_law_takes_the_place_of_an_old_one(law):
    lay_down(law, Matter.DOCUMENT_ISSUE, 2, origin=LegalRule.Origin.LAW)
    assert [queries.rule("DOCUMENT_ISSUE", day).value for day in (START - ONE_DAY, START)] == [1, 2]
