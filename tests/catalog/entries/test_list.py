"""The list walks every row exactly once, and its counts are those of its rows, on any day, under any filters."""

from collections import Counter
from datetime import date, datetime
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ResponseError

from catalog.entries import actions as entries
from catalog.entries import facets, queries, search, wanted
from catalog.entries.choices import UNKNOWN
from catalog.entries.models import DatabaseVersion
from catalog.entries.wanted import FACETS, Wanted
from hcm_registry.kernel.periods import LEGAL_ZONE, today
from hcm_registry.keyset import BadCursor
from tests import factories as make


@pytest.fixture
def varied(city):
    """Nine entries of several kinds; the first leaves the catalogue on 01/02/2024, which was recorded a month later."""
    for n in range(6):
        said = {"theme": ["HEALTH", "URBAN", ""][n % 3], "status": ["PLANNED", ""][n % 2], "update_frequency": "DAILY"}
        make.database(f"Cơ sở dữ liệu {n % 3}", city.agencies[["so-xay-dung", "so-tai-chinh"][n % 2]], under=city.decision, **said)
    late = datetime(2024, 3, 1, 9, tzinfo=LEGAL_ZONE)
    decision = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=date(2024, 2, 1), recorded_at=late)
    entries.retire(city.databases["HCM-CSDL-001"], under=decision, at=late)
    return city


@pytest.mark.parametrize("sort", ["", "name", "code", "newest"])
@pytest.mark.parametrize("q", ["", "co so"])
def test_pages_walk_every_row_exactly_once_and_back(city, now, sort, q):
    for n in range(8):
        make.database(f"Cơ sở dữ liệu {n % 3}", city.agencies["so-xay-dung"], under=city.decision)
    asked = Wanted(on=today(now), q=q)

    pages, cursor = [], ""
    while True:
        page = queries.listed(asked, sort=sort, cursor=cursor, size=3).page
        pages.append([row.pk for row in page.rows])
        if not page.next:
            break
        cursor = page.next
    back = queries.listed(asked, sort=sort, cursor=page.previous, size=3).page
    forth = [pk for rows in pages for pk in rows]

    assert sorted(forth) == sorted(DatabaseVersion.objects.values_list("pk", flat=True))
    assert len(forth) == len(set(forth)) == 11
    assert [row.pk for row in back.rows] == pages[-2]


def test_a_cursor_of_our_own_making_is_refused(city, now):
    with pytest.raises(BadCursor):
        queries.listed(Wanted(on=today(now)), sort="", cursor="abc", size=3)


def test_a_cursor_of_another_order_is_refused(city, now):
    asked = Wanted(on=today(now))
    cursor = queries.listed(asked, sort="name", cursor="", size=1).page.next
    with pytest.raises(BadCursor):
        queries.listed(asked, sort="code", cursor=cursor, size=1)


def by_hand(asked):
    """The counts, from the rows themselves."""
    rows = list(wanted.rows(asked).select_related("managing_agency"))
    counted = {name: Counter(_said(row, name) for row in rows) for name in FACETS}
    return {name: dict(values) for name, values in counted.items()} | {"total": {"": len(rows)}}


def _said(row, name):
    value = getattr(row, FACETS[name])
    return getattr(value, "key", value) or UNKNOWN


ASKED = [
    {},
    {"theme": "HEALTH"},
    {"theme": UNKNOWN},
    {"agency": "so-xay-dung"},
    {"agency": UNKNOWN},
    {"status": "PLANNED", "theme": "URBAN"},
]
DAYS = [date(2023, 1, 1), date(2023, 10, 25), date(2024, 1, 31), date(2024, 2, 1), date(2026, 3, 2)]


@pytest.mark.parametrize("known_at", [None, datetime(2024, 2, 15, tzinfo=LEGAL_ZONE)])
def test_the_counts_are_those_of_the_rows(varied, known_at):
    for day, filters in product(DAYS, ASKED):
        asked = Wanted(on=day, known_at=known_at, facets=filters)
        assert queries.listed(asked, sort="", cursor="").counts == by_hand(asked), asked


def test_words_are_counted_too(varied):
    found = queries.listed(Wanted(on=DAYS[1], q="xay dung"), sort="", cursor="")
    assert found.counts["total"] == {"": len(found.page.rows)} == {"": 4}
    assert found.counts["agency"] == {"so-xay-dung": 4}


def test_a_change_is_counted_at_once(varied, now):
    asked = Wanted(on=today(now))
    before = facets.counts(asked)["total"][""]
    make.database("Cơ sở dữ liệu mới", varied.agencies["so-xay-dung"], under=varied.decision)
    assert facets.counts(asked)["total"][""] == before + 1


def touched(asked):
    """How often the versions were read to count."""
    with CaptureQueriesContext(connection) as asking:
        facets.counts(asked)
    return sum("catalog_databaseversion" in one["sql"] for one in asking)


def test_days_between_two_decisions_share_their_counts(varied):
    assert touched(Wanted(on=date(2024, 2, 1))) == 1
    assert touched(Wanted(on=date(2026, 3, 2))) == touched(Wanted(on=date(2026, 3, 3), facets={"theme": "HEALTH"})) == 0
    assert touched(Wanted(on=date(2024, 1, 31))) == 1


def test_whoever_changes_the_catalogue_counts_it_for_the_next_reader(city, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        applied = make.proposal_in("APPLIED", city, at=now)
    assert touched(Wanted(on=applied.decision.effective_on)) == 0


def test_few_are_gathered_before_they_are_ordered(varied, monkeypatch):
    asked = Wanted(on=DAYS[1], facets={"status": "PLANNED"})
    gathered = [row.pk for row in queries.ordered(asked, sort="code")]
    monkeypatch.setattr(wanted, "FEW", 2)
    assert [row.pk for row in queries.ordered(asked, sort="code")] == gathered
    assert len(gathered) == 3


@pytest.fixture
def capped(monkeypatch):
    """Words find more than are ranked."""
    monkeypatch.setattr(search, "CAP", 2)


def test_more_than_are_ranked_are_neither_miscounted_nor_left_out(varied, client, capped):
    page = client.get("/databases/?q=co+so+du+lieu&as_of=2023-10-25").content.decode()
    assert "hơn 2" in page
    assert '<span class="number push">' not in page
    assert "?q=co+so+du+lieu&amp;as_of=2023-10-25&amp;theme=HEALTH" in page
    csv = b"".join(client.get("/databases/?q=co+so+du+lieu&as_of=2023-10-25&format=csv")).decode()
    assert csv.count("HCM-CSDL-") == 9


def test_what_redis_answers_but_does_not_keep_is_counted_once(varied, now, monkeypatch):
    def full(*said):
        raise ResponseError("OOM command not allowed when used memory > 'maxmemory'")

    counted, taken = [], facets._taken
    monkeypatch.setattr(facets.cache, "set", full)
    monkeypatch.setattr(facets, "_taken", lambda found: counted.append(found) or taken(found))
    assert facets.counts(Wanted(on=today(now)))["total"] == {"": 8}
    assert len(counted) == 1
