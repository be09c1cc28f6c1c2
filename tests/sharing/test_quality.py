"""How good a dataset is after a load, in parts and wholes; how fresh it is against what the catalogue promises."""

from datetime import datetime, timedelta
from itertools import product

from hcm_registry.kernel.periods import LEGAL_ZONE
from sharing.integration.models import LoadRun
from sharing.models import Score
from sharing.quality import actions
from sharing.quality.freshness import State, due_after, freshness
from sharing.quality.scoring import Ratio, overall, timeliness
from tests.refusals import change
from tests.sharing.setting import COUNTS, loaded, run, source


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)


#: frequency, loaded, when it is first overdue
PROMISES = [
    ("REALTIME", "2026-03-01 10:00", "2026-03-01 11:00"),
    ("DAILY", "2026-03-01 02:00", "2026-03-03 00:00"),
    ("WEEKLY", "2026-03-01 23:59", "2026-03-09 00:00"),
    ("MONTHLY", "2026-01-31 08:00", "2026-03-01 00:00"),  # February has no 31st
    ("QUARTERLY", "2026-11-15 08:00", "2027-02-16 00:00"),
    ("YEARLY", "2024-02-29 08:00", "2025-03-01 00:00"),
]


def test_what_is_promised_by_days_is_kept_until_the_end_of_the_last_day():
    for frequency, since, due in PROMISES:
        assert due_after(at(since), frequency) == at(due), frequency
        left = at(due) - at(since)
        for moment, state in (
            (at(since), State.FRESH),
            (at(due) - left / 5 - timedelta(seconds=1), State.FRESH),
            (at(due) - left / 5, State.DUE_SOON),
            (at(due) - timedelta(seconds=1), State.DUE_SOON),
            (at(due), State.OVERDUE),
        ):
            assert freshness(at(since), frequency, at=moment).state == state, (frequency, moment)


def test_without_a_promise_nothing_is_overdue_and_what_was_never_loaded_is_not_fresh():
    for frequency, hours in product(("ON_EVENT", ""), (0, 100_000)):
        assert freshness(at("2026-03-01 10:00"), frequency, at=at("2026-03-01 10:00") + timedelta(hours=hours)).state == State.UNPROMISED
    assert freshness(None, "DAILY", at=at("2026-03-01 10:00")).state == State.NOT_LOADED


def test_timeliness_is_the_promised_time_of_the_time_it_took():
    since = at("2026-03-01 00:00")  # two whole days until it is overdue
    assert timeliness(since, at("2026-03-02 12:00"), "DAILY").share == 1
    assert timeliness(since, at("2026-03-05 00:00"), "DAILY") == Ratio(172800, 345600)
    assert timeliness(None, since, "DAILY").share is timeliness(since, since, "ON_EVENT").share is None
    assert overall([Ratio(1, 2), Ratio(0, 0), Ratio(1, 1)]) == 0.75
    assert overall([Ratio(0, 0)]) is None


def test_a_good_run_is_scored_once_from_what_it_counted(office):
    office.fill(100)
    office.do("UPDATE ho_so SET ma = 'X', ten = NULL WHERE ma = 'HS-0003'")
    office.do("UPDATE ho_so SET ma = 'HS-0006' WHERE ma = 'HS-0005'")
    office.do("UPDATE ho_so SET sua_luc = NULL WHERE ma > 'HS-0089'")
    first, again = loaded(office.source), loaded(office.source)
    assert (actions.measure_new(), actions.measure_new()) == (2, 0)
    one, two = Score.objects.order_by("pk")
    assert [one.run, two.run, one.rows] == [first, again, 97]
    assert one.ratio("required") == Ratio(199, 200)  # of 97 rows and 3 that wait: ma and ten
    assert one.ratio("optional") == Ratio(97 * 3 - 48 - 10, 97 * 3)  # loai stands in every other row, sua_luc not in the last ten
    assert (one.ratio("valid"), one.ratio("unique"), one.ratio("timely")) == (Ratio(97, 100), Ratio(98, 100), Ratio(0, 0))
    assert two.ratio("timely").share == 1
    assert round(one.overall, 4) == round(((199 + 233) / 491 + 0.97 + 0.98) / 3, 4)


def test_a_run_that_was_let_go_on_later_is_scored_though_its_number_is_older(city):
    of = source(city)
    done = {"state": "DONE", "contract": city.databases["HCM-CSDL-001"].versions.get(), "finished_at": at("2026-03-01 10:00"), **COUNTS}
    older = run(of, state="HELD", message="Dừng", fence=1)
    newer = profiled(run(of, **done, fence=2))
    assert actions.measure_new() == 1
    change(older, **done, fence=3)
    profiled(older)
    run(of, **done, fence=4)  # loaded before there was a measure: without a profile
    assert actions.measure_new() == 1
    assert list(Score.objects.order_by("fence").values_list("run", flat=True)) == [newer.pk, older.pk]


def profiled(of: LoadRun) -> LoadRun:
    """With what its last part counted."""
    waiting = {"rows": 2, "twins": 0, "missing": 1}
    of.stages.create(
        fence=of.fence, name="PROFILE", began_at=of.queued_at, ended_at=of.queued_at, detail={"columns": {}, "waiting": waiting}
    )
    return of
