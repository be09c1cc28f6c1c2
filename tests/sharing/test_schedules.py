"""When sources are loaded by themselves: what a schedule says, what is due, and what is not."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from hcm_registry.kernel.errors import RuleBroken
from sharing.integration import actions, planning, tasks
from sharing.integration.errors import SourceFrozen
from sharing.integration.schedules import BadSchedule, Schedule, in_words, plan
from sharing.models import LoadRun, Source
from tests.factories import build_city
from tests.kept import kept
from tests.sharing.setting import loaded, rows, source

AT = datetime(2026, 11, 24, 20, 40, tzinfo=UTC)  # 03:40 of Wednesday the 25th in the city
SAID = {
    "30 2 * * *": ("02:30 hằng ngày", "2026-11-26T02:30"),
    "0 2,14 * * 1-5": ("02:00, 14:00, thứ Hai đến thứ Sáu", "2026-11-25T14:00"),
    "*/15 * * * *": ("mỗi 15 phút", "2026-11-25T03:45"),
    "40 * * * *": ("phút 40 mỗi giờ", "2026-11-25T04:40"),
    "* * * * *": ("mỗi phút", "2026-11-25T03:41"),
    "0 * * * *": ("mỗi giờ", "2026-11-25T04:00"),
    "0 */2 * * *": ("mỗi 2 giờ", "2026-11-25T04:00"),
    "*/10 7-17 * * *": ("mỗi 10 phút trong các giờ 7–17 hằng ngày", "2026-11-25T07:00"),
    "0 2 1,15 1,7 *": ("02:00, ngày 1, 15, tháng 1, 7", "2027-01-01T02:00"),
    "0 2 31 * *": ("02:00, ngày 31, hằng tháng", "2026-12-31T02:00"),
    "0 0 29 2 *": ("00:00, ngày 29, tháng 2", "2028-02-29T00:00"),
    "15 3 * * 6,7": ("03:15, thứ Bảy, Chủ nhật", "2026-11-28T03:15"),
    "30 8 1-7 * 1": ("08:30, ngày 1–7, hằng tháng, thứ Hai", "2026-12-07T08:30"),
}


@pytest.mark.parametrize("text", SAID)
def test_a_schedule_is_told_in_words_and_has_its_next_time_in_the_city(text):
    words, following = SAID[text]
    assert (in_words(text), Schedule(text).after(AT).isoformat()) == (words, f"{following}:00+07:00")


def test_what_is_no_schedule_or_never_comes_is_said_of_its_field():
    for text in ("0 2 * *", "60 * * * *", "a b c d e", "*/0 * * * *", "0 2 * * 8", "0 0 0 * *", "0 0 31 2 *", "0 0 31 4,6 *"):
        with pytest.raises(BadSchedule) as broken:
            plan(Source(schedule=text), at=AT)
        assert list(broken.value.detail["errors"]) == ["schedule"], text


def planned(city, *, at=AT, **fields):
    """A source that was saved as its verb saves it."""
    of = source(city, **fields)
    of.schedule = "30 2 * * *"
    plan(of, at=at)
    of.save()
    return of


def test_one_that_is_due_is_queued_once_however_much_was_missed_and_then_waits_for_its_next_time(city):
    of, off = planned(city), planned(city, dataset="khac", active=False)
    assert planning.queue_due(at=of.next_due - timedelta(seconds=1)) == []
    late = of.next_due + timedelta(days=9, minutes=7)
    assert planning.queue_due(at=late) == [LoadRun.objects.get().pk]
    assert planning.queue_due(at=late) == []
    of.refresh_from_db()
    assert of.next_due.isoformat() == "2026-12-05T19:30:00+00:00"
    assert of.history.count() == 2  # the calendar's own book-keeping is no change of the source
    assert (off.next_due, LoadRun.objects.get().queued_by) == (None, None)


def test_one_that_is_still_loading_goes_on_to_its_next_time(city):
    of = planned(city)
    actions.queue(of, by=None, at=AT)
    assert planning.queue_due(at=of.next_due) == []
    of.refresh_from_db()
    assert of.next_due.isoformat() == "2026-11-26T19:30:00+00:00"


def test_two_calendars_at_once_queue_one_run(transactional_db):
    of, start, queued = planned(kept(build_city)), Barrier(2), []

    def look():
        start.wait()
        queued.extend(planning.queue_due(at=of.next_due))
        connection.close()

    both = [Thread(target=look) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert queued == [LoadRun.objects.get().pk]


def test_what_is_queued_is_sent_to_a_worker(city, monkeypatch):
    of, sent = planned(city, at=AT - timedelta(days=400)), []
    monkeypatch.setattr(tasks.load_run, "delay", lambda **given: sent.append(given))
    assert (tasks.queue_due_runs(), sent) == (1, [{"run_id": of.runs.get().pk}])


def drifted(office):
    """A scheduled source that is to be frozen when it drifts, and then does."""
    office.fill(20)
    loaded(office.source)
    office.source.on_drift, office.source.schedule = "FREEZE", "30 2 * * *"
    plan(office.source, at=AT)
    office.source.save()
    office.do("ALTER TABLE ho_so DROP loai")
    return loaded(office.source)


def test_a_source_that_drifted_is_frozen_and_its_last_rows_are_served(office):
    run = drifted(office)
    office.source.refresh_from_db()
    assert (run.state, run.detail["kind"], len(rows())) == ("HELD", "drift", 20)
    assert (office.source.frozen_at, office.source.next_due) == (run.finished_at, None)
    assert planning.queue_due(at=AT + timedelta(days=900)) == []
    with pytest.raises(SourceFrozen):
        actions.queue(office.source, by=office.city.people["vanhanh.kho"], at=AT)


@pytest.mark.parametrize("verb", ["release", "cancel"])
def test_whoever_decides_on_the_held_run_thaws_the_source(office, verb):
    run, decides = drifted(office), getattr(actions, verb)
    with pytest.raises(RuleBroken):
        decides(run, by=office.city.people["canbo.skhdt"], at=AT, note="Đã xem")
    office.source.refresh_from_db()
    assert office.source.frozen_at
    decides(run, by=office.city.people["vanhanh.kho"], at=AT, note="Đã xem")
    office.source.refresh_from_db()
    assert (office.source.frozen_at, office.source.next_due) == (None, AT)
    assert len(planning.queue_due(at=AT)) == (verb == "cancel")
