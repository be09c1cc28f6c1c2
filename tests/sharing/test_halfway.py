"""Whichever statement of a load fails, at the registry or in the warehouse: readers see what was before or all that comes after, and the
next attempt comes to the same end."""

from contextlib import contextmanager, suppress
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils.timezone import now

from sharing.integration import actions, leases, sweeping
from sharing.integration.loading import load
from sharing.models import LoadRun
from sharing.warehouse.connecting import connected
from tests.halfway import WRITES_NOTHING
from tests.sharing.setting import loaded, quarantine, rows
from tests.thorough import THOROUGH

STEP = 1 if THOROUGH else 8  # of the statements that write; all others write nothing, and are left to the thorough run


class Failing:
    """Notes the statements to our database, and lets the n-th fail before PostgreSQL hears of it."""

    def __init__(self, at=0):
        self.at, self.statements = at, []

    def note(self, cursor, statement):
        if cursor.connection.info.dbname == connection.settings_dict["NAME"]:
            self.statements.append(statement if isinstance(statement, str) else statement.as_string(cursor))
            if len(self.statements) == self.at:
                raise psycopg.OperationalError("the server went away")


@contextmanager
def failing(monkeypatch, at=0):
    """Every statement inside passes here."""
    notes = Failing(at)
    with monkeypatch.context() as patch:
        for name in ("execute", "copy"):
            passed = getattr(psycopg.Cursor, name)
            patch.setattr(psycopg.Cursor, name, lambda cursor, statement, *rest, _passed=passed, **more: (
                notes.note(cursor, statement), _passed(cursor, statement, *rest, **more))[1])  # fmt: skip
        yield notes


def seen():
    return rows("ma, so_luong")


def to_its_end(run):
    """What sweepers and workers do after the failure, until it is over."""
    LoadRun.objects.filter(pk=run.pk, state="RUNNING").update(lease_until=now() - timedelta(seconds=1))
    LoadRun.objects.filter(pk=run.pk, state="QUEUED").update(ready_at=now())
    for waiting in sweeping.sweep(at=now()):
        load(LoadRun.objects.get(pk=waiting), worker="thử", clock=now)
    return LoadRun.objects.get(pk=run.pk)


def change(office, number):
    """One row more, one row other, one row gone, one row bad; told apart by their number."""
    office.do("INSERT INTO ho_so VALUES (%s, 'Mới', %s, 'A', NULL)", f"HS-{1000 + number}", number)
    office.do("UPDATE ho_so SET so_luong = %s WHERE ma = 'HS-0003'", number)
    office.do("DELETE FROM ho_so WHERE ma = %s", f"HS-{100 + number:04}")
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma = %s", f"HS-{200 + number:04}")
    return sorted(office.do("SELECT ma, so_luong::bigint FROM ho_so WHERE loai IS DISTINCT FROM 'C' OR ma >= 'HS-0200' AND ma < 'HS-0300'"))


@pytest.mark.long
def test_whichever_statement_fails_it_is_before_or_after_and_the_next_attempt_comes_to_the_same_end(office, monkeypatch):
    monkeypatch.setattr(leases, "BEAT", 1000)
    office.fill(400)
    loaded(office.source)
    change(office, 0)
    with failing(monkeypatch) as whole:
        assert loaded(office.source).state == "DONE"
    writing = [n for n, said in enumerate(whole.statements, start=1) if THOROUGH or not WRITES_NOTHING.match(said)]
    assert len(writing) > 30
    for number, n in enumerate(writing[::STEP], start=1):
        before, after = seen(), change(office, number)
        run = actions.queue(office.source, by=None, at=now())
        with failing(monkeypatch, at=n), suppress(Exception):
            load(run, worker="thử", clock=now)
        connection.close()
        assert seen() in (before, after), n
        assert to_its_end(run).state == "DONE", n
        assert seen() == after, n
        assert quarantine(office.source).keys() == {f"HS-{200 + m:04}" for m in range(number + 1)}
    sweeping.tidy()
    with connected() as warehouse:
        assert warehouse.execute("SELECT count(*) FROM pg_tables WHERE schemaname IN ('stage', 'heap')").fetchone() == (1,)
        assert warehouse.execute("SELECT count(*) FROM warehouse.publication").fetchone() == (number + 2,)
