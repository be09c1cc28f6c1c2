"""Legal time and the time of knowing: a decision recorded late holds from its day, and what was answered before is still answered."""

from datetime import date, datetime, timedelta

import pytest

from catalog.entries import actions as entries
from catalog.entries.content import content_of
from catalog.models import DatabaseVersion
from hcm_registry.kernel.periods import LEGAL_ZONE
from tests import factories as make

CODE = "HCM-CSDL-001"
EFFECTIVE = date(2026, 1, 10)
RECORDED = datetime(2026, 2, 20, 9, 0, tzinfo=LEGAL_ZONE)  # forty days late
BEFORE_KNOWING, AFTER_KNOWING = RECORDED - timedelta(seconds=1), RECORDED


@pytest.fixture
def late(city):
    return make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=EFFECTIVE, recorded_at=RECORDED)


@pytest.fixture
def superseded(city, late):
    entries.supersede(city.databases[CODE], make.content(purpose="Mới"), under=late, at=RECORDED)


def answer(day, known_at=None):
    return list(DatabaseVersion.objects.as_of(day, known_at).filter(database__code=CODE).values_list("number", flat=True))


@pytest.mark.parametrize(("day", "known_at", "expected"), [
    (date(2026, 1, 9), None, [1]),
    (date(2026, 1, 10), None, [2]),
    (date(2026, 2, 1), AFTER_KNOWING, [2]),
    (date(2026, 2, 1), BEFORE_KNOWING, [1]),
    (date(2026, 1, 9), BEFORE_KNOWING, [1]),
    (date(2027, 1, 1), BEFORE_KNOWING, [1]),
    (date(2023, 10, 24), None, []),
    (date(2023, 10, 25), datetime(2023, 10, 25, 11, 59, tzinfo=LEGAL_ZONE), []),
    (date(2023, 10, 25), datetime(2023, 10, 25, 12, 0, tzinfo=LEGAL_ZONE), [1]),
])  # fmt: skip
@pytest.mark.usefixtures("superseded")
def test_what_holds_and_what_was_known(day, known_at, expected):
    assert answer(day, known_at) == expected


def test_a_retired_database_was_once_thought_alive(city, late):
    entries.retire(city.databases[CODE], under=late, at=RECORDED)
    assert answer(date(2026, 2, 1)) == answer(date(2026, 2, 1), AFTER_KNOWING) == []
    assert answer(date(2026, 2, 1), BEFORE_KNOWING) == [1]
    assert answer(date(2026, 1, 9)) == [1]
    with pytest.raises(entries.NotInCatalogue):
        entries.supersede(city.databases[CODE], make.content(), under=late, at=RECORDED)


def test_nothing_is_overwritten_and_every_version_stays_readable(city, late):
    first = DatabaseVersion.objects.with_dictionary().get(database__code=CODE)
    said = content_of(first)
    entries.supersede(city.databases[CODE], make.content(purpose="Mới", datasets=[make.dataset("khac")]), under=late, at=RECORDED)
    again = DatabaseVersion.objects.with_dictionary().get(pk=first.pk)
    assert content_of(again) == said
    assert entries.content_hash(said) == again.content_hash
    assert [v.datasets.count() for v in DatabaseVersion.objects.filter(database__code=CODE)] == [1, 1]


def test_at_most_one_version_holds_on_any_day_for_any_moment_of_knowing(city, superseded):
    third = date(2026, 2, 25)
    decided = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=third)
    entries.supersede(city.databases[CODE], make.content(purpose="Lần ba"), under=decided, at=decided.recorded_at)
    moments = [None, *(datetime(2023, 10, 25, 12, 0, tzinfo=LEGAL_ZONE) + timedelta(days=30 * n) for n in range(32))]
    for day in (date(2023, 10, 25) + timedelta(days=20 * n) for n in range(50)):
        assert all(len(answer(day, moment)) == 1 for moment in moments), day


def test_the_order_of_decisions_is_not_rewritten(city, superseded):
    for day in (EFFECTIVE, EFFECTIVE - timedelta(days=1)):
        earlier = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=day)
        with pytest.raises(entries.EarlierThanInForce):
            entries.supersede(city.databases[CODE], make.content(), under=earlier, at=RECORDED)
    assert DatabaseVersion.objects.filter(database__code=CODE).count() == 2
