"""Legal time and the time of knowing: a decision recorded late holds from its day, and what was answered before is still answered."""

import html
import re
from datetime import date, datetime, timedelta

import pytest

from catalog.entries import actions as entries
from catalog.entries.content import content_of
from catalog.inspections import soundness
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
    entries.supersede([(city.databases[CODE], make.content(purpose="Mới"))], under=late, at=RECORDED)


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
        entries.supersede([(city.databases[CODE], make.content())], under=late, at=RECORDED)


def test_nothing_is_overwritten_and_every_version_stays_readable(city, late):
    first = DatabaseVersion.objects.with_dictionary().get(database__code=CODE)
    said = content_of(first)
    entries.supersede([(city.databases[CODE], make.content(purpose="Mới", datasets=[make.dataset("khac")]))], under=late, at=RECORDED)
    again = DatabaseVersion.objects.with_dictionary().get(pk=first.pk)
    assert content_of(again) == said
    assert entries.content_hash(said) == again.content_hash
    assert [v.datasets.count() for v in DatabaseVersion.objects.filter(database__code=CODE)] == [1, 1]


def test_at_most_one_version_holds_on_any_day_for_any_moment_of_knowing(city, superseded):
    """What holds changes on the first day of a version and at the moment of its recording, and nowhere else: both sides of each."""
    for number in range(3):  # the last two on one day
        day = date(2026, 2, 25) if number else date(2026, 2, 15)
        decided = make.decision(
            city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=day, recorded_at=RECORDED + timedelta(days=9 * number)
        )
        entries.supersede([(city.databases[CODE], make.content(purpose=f"Lần {number}"))], under=decided, at=decided.recorded_at)
    versions = DatabaseVersion.objects.filter(database__code=CODE)
    begin, known = versions[0].since, versions[0].recorded_at
    days = {version.since + timedelta(days=n) for version in versions for n in (-1, 0, 1)}
    moments = {version.recorded_at + timedelta(seconds=n) for version in versions for n in (-1, 0, 1)}
    found = {(day, moment): len(answer(day, moment)) for day in days for moment in {None, *moments}}
    assert found == {(day, moment): int(day >= begin and (moment is None or moment >= known)) for day, moment in found}
    assert len(found) > 150


SAME_DAY = date(2026, 3, 2)
FIRST, SECOND = (datetime(2026, 3, 2, hour, tzinfo=LEGAL_ZONE) for hour in (9, 15))


def decided_on_one_day(city, purpose, at, **fields):
    decided = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=SAME_DAY, recorded_at=at, **fields)
    return entries.supersede([(city.databases[CODE], make.content(purpose=purpose))], under=decided, at=at)[0]


def test_of_two_decisions_of_one_day_the_later_prevails_and_the_first_is_remembered(city):
    first = decided_on_one_day(city, "Quyết định buổi sáng", FIRST)
    second = decided_on_one_day(city, "Quyết định buổi chiều", SECOND)
    first.refresh_from_db()
    assert (first.in_force.isempty, first.is_open, first.since, first.closed_by, first.closed_at) == (
        True,
        False,
        SAME_DAY,
        second.decision,
        SECOND,
    )
    for day in (SAME_DAY, SAME_DAY + timedelta(days=1)):
        assert answer(day) == answer(day, SECOND) == [3]
        assert answer(day, SECOND - timedelta(seconds=1)) == [2]
        assert answer(day, FIRST - timedelta(seconds=1)) == [1]
    assert answer(SAME_DAY - timedelta(days=1)) == answer(SAME_DAY - timedelta(days=1), FIRST) == [1]
    third = decided_on_one_day(city, "Quyết định buổi tối", SECOND + timedelta(hours=3))
    assert (answer(SAME_DAY), answer(SAME_DAY, SECOND)) == ([third.number], [second.number])
    assert not [finding for finding in soundness.findings(SECOND + timedelta(hours=4)) if CODE in finding]


def test_a_database_entered_and_left_the_catalogue_on_one_day(city):
    decided_on_one_day(city, "Buổi sáng", FIRST)
    leaving = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=SAME_DAY, recorded_at=SECOND)
    entries.retire(city.databases[CODE], under=leaving, at=SECOND)
    assert (answer(SAME_DAY), answer(SAME_DAY, FIRST), answer(SAME_DAY - timedelta(days=1))) == ([], [2], [1])


def test_what_was_signed_earlier_does_not_prevail_by_being_recorded_later(city):
    morning = decided_on_one_day(city, "Ký sau", FIRST)
    with pytest.raises(entries.EarlierThanInForce) as refused:
        decided_on_one_day(city, "Ký trước", SECOND, signed_on=SAME_DAY - timedelta(days=3))
    assert all(said in refused.value.text for said in (CODE, morning.decision.reference, "02/03/2026"))
    assert answer(SAME_DAY) == [2]


def test_the_pages_and_the_api_show_what_was_replaced_within_its_day(city, client):
    first, second = (
        decided_on_one_day(city, purpose, at) for purpose, at in (("Mục đích buổi sáng", FIRST), ("Mục đích buổi chiều", SECOND))
    )
    history = client.get(f"/databases/{CODE}/?tab=history").content.decode()
    assert "02/03/2026, được thay thế ngay trong ngày" in history
    (link,) = re.findall(r'href="([^"]*known_at=[^"]*)"', history)
    assert "Mục đích buổi sáng" in client.get(html.unescape(link)).content.decode()
    assert client.get(f"/decisions/{second.decision_id}/").status_code == client.get("/").status_code == 200
    rows = client.get(f"/api/v1/databases/{CODE}/versions/").json()["results"]
    assert [row["in_force"] for row in rows[1:]] == [{"from": "2026-03-02", "to": "2026-03-02"}, {"from": "2026-03-02", "to": None}]
    known = {"as_of": "2026-03-05", "known_at": FIRST.isoformat()}
    for path in ("/api/v1/databases/", f"/api/v1/databases/{CODE}/"):
        told = client.get(path, known).json()
        told = next(row for row in told["results"] if row["code"] == CODE) if "results" in told else told
        assert (told["version"], told["in_force"]) == (first.number, {"from": "2026-03-02", "to": None})
    assert client.get(f"/api/v1/databases/{CODE}/versions/{first.number}/").json()["purpose"] == "Mục đích buổi sáng"


def test_the_order_of_decisions_is_not_rewritten(city, superseded):
    for day in (EFFECTIVE, EFFECTIVE - timedelta(days=1)):
        earlier = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=day)
        with pytest.raises(entries.EarlierThanInForce):
            entries.supersede([(city.databases[CODE], make.content())], under=earlier, at=RECORDED)
    assert DatabaseVersion.objects.filter(database__code=CODE).count() == 2
