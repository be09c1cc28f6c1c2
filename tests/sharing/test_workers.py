"""Workers that die, are overtaken or are called off, at the moments at which it would hurt most."""

from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import psycopg
import pytest
from django.utils.timezone import now

from hcm_registry.kernel.errors import RuleBroken, WrongState
from sharing.integration import actions, guards, leases, sweeping, tasks
from sharing.integration.errors import AlreadyPublished
from sharing.integration.leases import Lease
from sharing.integration.loading import load
from sharing.models import LoadRun
from sharing.warehouse.connecting import connected
from sharing.warehouse.ledger import Overtaken, announce
from tests.sharing.setting import loaded, rows, told


class Died(BaseException):
    """As a process does: nothing after it is carried out."""


@pytest.fixture
def at_the_guard(monkeypatch):
    """What happens once when a load has judged every row and published none."""
    check = guards.check

    def happens(what):
        monkeypatch.setattr(guards, "check", lambda work: (monkeypatch.setattr(guards, "check", check), what(work.run), check(work)))

    return happens


def given_up(run):
    """Its worker is taken to be dead, and the run waits again."""
    LoadRun.objects.filter(pk=run.pk).update(lease_until=now() - timedelta(seconds=1))
    assert sweeping.sweep(at=now()) == [run.pk]


def carried_out(run):
    load(LoadRun.objects.get(pk=run.pk), worker="thử", clock=now)
    return LoadRun.objects.get(pk=run.pk)


def dies_before_it_says_so(office, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(actions, "finish", lambda *_, **__: (_ for _ in ()).throw(Died))
        with pytest.raises(Died):
            loaded(office.source)


def publications():
    with connected() as warehouse:
        return warehouse.execute("SELECT count(*) FROM warehouse.publication").fetchone()[0]


def test_a_worker_that_was_overtaken_publishes_nothing(office, at_the_guard):
    """It was only slow; meanwhile the row that it read is another, and the other worker has published that."""
    office.fill(10)

    def overtaken(run):
        given_up(run)
        office.do("UPDATE ho_so SET so_luong = 99")
        assert carried_out(run).state == "DONE"

    at_the_guard(overtaken)
    run = loaded(office.source)
    assert (run.state, {row[0] for row in rows("so_luong")}, publications()) == ("DONE", {99}, 1)
    assert [step.move for step in run.steps.all()] == ["begin", "requeue", "begin", "finish"]


def test_a_worker_that_died_after_publishing_is_believed_and_nothing_is_published_again(office, monkeypatch):
    office.fill(10)
    dies_before_it_says_so(office, monkeypatch)
    office.do("UPDATE ho_so SET so_luong = 99")
    run = LoadRun.objects.get()
    assert run.state == "RUNNING"
    given_up(run)
    run = carried_out(run)
    assert (run.state, told(run), publications(), len(rows())) == ("DONE", (10, 10, 0, 0, 0, 0), 1, 10)
    assert max(row[0] for row in rows("so_luong")) < 99
    assert run.stages.latest("pk").name == "PROFILE"  # what the dead one had not come to


def test_a_run_that_was_called_off_publishes_nothing(office, at_the_guard):
    office.fill(10)
    by = office.city.people["vanhanh.kho"]
    at_the_guard(lambda run: actions.cancel(LoadRun.objects.get(pk=run.pk), by=by, at=now(), note="Nhầm"))
    run = loaded(office.source)
    assert (run.state, publications()) == ("CANCELLED", 0)
    assert loaded(office.source).state == "DONE"


def test_what_was_published_is_not_called_off(office, monkeypatch):
    office.fill(10)
    dies_before_it_says_so(office, monkeypatch)
    run = LoadRun.objects.get()
    with pytest.raises(AlreadyPublished):
        actions.cancel(run, by=office.city.people["vanhanh.kho"], at=now(), note="Nhầm")
    given_up(run)
    assert carried_out(run).state == "DONE"


def test_of_two_workers_one_has_the_run(office):
    office.fill(1)
    run = actions.queue(office.source, by=None, at=now())
    refused = []

    def work():
        try:
            carried_out(run)
        except RuleBroken as error:
            refused.append(type(error))

    both = [Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (refused, publications()) == ([WrongState], 1)


def test_an_older_fence_is_told_so(office):
    with connected() as warehouse:
        announce(warehouse, office.source.pk, 7)
        announce(warehouse, office.source.pk, 7)
        with pytest.raises(Overtaken):
            announce(warehouse, office.source.pk, 6)


@contextmanager
def leased(office, monkeypatch):
    monkeypatch.setattr(leases, "BEAT", 0.02)
    run = actions.queue(office.source, by=None, at=now())
    actions.begin(run, worker="thử", at=now())
    with connected() as warehouse, Lease(run, warehouse) as lease:
        yield run, warehouse, lease


def test_a_worker_keeps_its_lease_up_while_it_is_busy(office, monkeypatch):
    with leased(office, monkeypatch) as (run, warehouse, lease):
        before, lease.fetched = run.lease_until, 5
        while LoadRun.objects.get().fetched < 5:
            warehouse.execute("SELECT pg_sleep(0.01)")
        run.refresh_from_db()
        assert run.lease_until > before
        lease.check()


def test_what_the_warehouse_does_for_a_lost_run_is_stopped(office, monkeypatch):
    with leased(office, monkeypatch) as (run, warehouse, lease):
        given_up(run)
        with pytest.raises(psycopg.errors.QueryCanceled):
            warehouse.execute("SELECT pg_sleep(60)")
        with pytest.raises(Overtaken):
            lease.check()


def test_runs_of_which_the_broker_lost_word_are_sent_again_and_all_come_to_an_end(office, monkeypatch):
    office.fill(3)
    run, sent = actions.queue(office.source, by=None, at=now()), []
    monkeypatch.setattr(tasks.load_run, "delay", lambda **given: sent.append(given))
    assert tasks.sweep_runs() == 1
    for given in [*sent, *sent]:  # a message may come twice
        tasks.load_run(**given)
    assert (LoadRun.objects.get(pk=run.pk).state, publications(), tasks.sweep_runs()) == ("DONE", 1, 0)


def test_stages_of_the_dead_are_dropped_and_those_of_the_living_are_not(office, at_the_guard):
    office.fill(3)
    seen = []

    def look(run):
        with connected() as warehouse:
            warehouse.execute("CREATE TABLE stage.r0_1 (); CREATE TABLE heap.r0_1 ()")
            seen.append(tasks.tidy_warehouse())
            seen.append(warehouse.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'stage'").fetchone()[0])

    at_the_guard(look)
    assert (loaded(office.source).state, seen, tasks.tidy_warehouse()) == ("DONE", [2, 1], 0)
