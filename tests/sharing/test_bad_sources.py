"""Sources that are down, refuse, break off or hold nonsense: the run says why, what was published stays, and no secret is told."""

import io
import logging
import socket
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from sharing.integration import connectors, tasks
from sharing.integration.errors import SourceUnavailable
from sharing.models import LoadRun
from sharing.warehouse.connecting import connected
from tests import factories as make
from tests.sharing.setting import COLUMNS, dictionary, loaded, quarantine, rows, told

CANARY = "mat-khau-khong-ai-duoc-thay"


def with_connection(office, **changes):
    office.source.connection = {**office.source.connection, **changes}
    office.source.save()


def test_a_source_that_is_down_is_tried_again_and_after_five_times_a_person_is_told(office):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with_connection(office, port=free.getsockname()[1])
        run = loaded(office.source)
        assert (run.state, run.reason) == ("QUEUED", "source-unavailable")
        assert run.ready_at > now()
        for _ in range(4):
            assert tasks.sweep_runs() == 0
            LoadRun.objects.filter(pk=run.pk).update(ready_at=now())
            tasks.load_run(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.message) == ("FAILED", str(SourceUnavailable.message))


@pytest.mark.parametrize(
    ("changes", "secret"),
    [
        ({}, CANARY),
        ({"table": "khong_co"}, None),
        ({"database": "khong_co"}, None),
        ({"host": "10.1.2.3"}, None),
        ({"host": "0x7f.1"}, None),
    ],
    ids=["wrong password", "no such table", "no such database", "not approved", "odd spelling"],
)
def test_a_source_that_refuses_ends_the_run_and_no_secret_is_told(office, caplog, changes, secret):
    caplog.set_level(logging.DEBUG)
    office.fill(3)
    loaded(office.source)
    office.source.secret = secret or office.source.secret
    with_connection(office, **changes)
    run = loaded(office.source)
    assert (run.state, run.reason, len(rows())) == ("FAILED", "source-refused", 3)
    for shown in (caplog.text, str(run.detail), run.message, *(step.note for step in run.steps.all())):
        assert CANARY not in shown
        assert connection.settings_dict["PASSWORD"] not in shown


class Cut:
    """A source whose line is cut in the middle of the rows, or on which something else than rows comes."""

    format = "binary"

    def __init__(self, whole, office):
        self.whole, self.columns, self.office = whole, whole.columns, office

    def read(self, request):
        yield next(self.whole.read(request))[:1000]
        if self.office:
            self.office.do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hcm_registry'")
            yield from self.whole.read(request)
        yield b"\xff" * 100


@pytest.mark.parametrize(("cut", "end"), [(True, ("QUEUED", "source-unavailable")), (False, ("FAILED", "source-broken"))])
def test_a_source_that_breaks_off_leaves_what_was_published(office, monkeypatch, cut, end):
    office.fill(2000)
    loaded(office.source)
    real = connectors.connect

    @contextmanager
    def opened(*place):
        with real(*place) as whole:
            yield Cut(whole, cut and office)

    monkeypatch.setattr("sharing.integration.attempt.connect", opened)
    run = loaded(office.source)
    assert (run.state, run.reason) == end
    assert len(rows()) == 2000
    with connected() as warehouse:
        assert warehouse.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'stage'").fetchone() == (0,)


def test_a_key_that_is_nothing_is_a_reason(office):
    office.fill(40)
    office.do("UPDATE ho_so SET ma = NULL WHERE ma = 'HS-0001'")
    assert told(loaded(office.source)) == (40, 39, 0, 0, 1, 0)
    assert quarantine(office.source) == {None: {"ma.required"}}


def test_a_pattern_that_cannot_be_checked_ends_the_run_and_names_the_field(office):
    dictionary(office.city, COLUMNS[0], make.column("ten", pattern="(?=a)b"), *COLUMNS[2:])
    run = loaded(office.source)
    assert (run.state, run.reason, run.detail["field"]) == ("FAILED", "unreadable-pattern", "ten")


def test_a_dataset_that_the_dictionary_does_not_have_is_not_loaded(office):
    office.source.dataset = "khac"
    office.source.save()
    assert loaded(office.source).reason == "no-dictionary"


def test_a_reader_who_does_not_let_go_makes_the_load_wait_not_fail(office, monkeypatch):
    office.fill(10)
    loaded(office.source)
    office.do("UPDATE ho_so SET so_luong = 50")
    monkeypatch.setattr("sharing.integration.publishing.TRIES", 1)
    monkeypatch.setattr("sharing.warehouse.connecting.SETTINGS", {"lock_timeout": "50ms", "TimeZone": "Asia/Ho_Chi_Minh"})
    with connected() as reader, reader.transaction():
        reader.execute("SELECT count(*) FROM hcm_csdl_001.ho_so")
        run = loaded(office.source)
    assert (run.state, run.reason) == ("QUEUED", "warehouse-busy")
    LoadRun.objects.filter(pk=run.pk).update(ready_at=now())
    tasks.load_run(run_id=run.pk)
    assert {row[0] for row in rows("so_luong")} == {50}


def test_the_command_loads_a_database_and_says_what_came_of_it(office):
    office.fill(10)
    said = io.StringIO()
    call_command("load_source", "HCM-CSDL-001", "--full", stdout=said)
    assert "thêm mới 10" in said.getvalue()
    call_command("load_source", "HCM-CSDL-001/ho_so", stdout=said)
    assert "không đổi 10" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("load_source", "HCM-CSDL-002")
    office.do("DROP TABLE ho_so")
    with pytest.raises(CommandError):
        call_command("load_source", "HCM-CSDL-001", stdout=said)
    assert "Không nạp được" in said.getvalue()


@pytest.mark.parametrize(
    ("error", "end"),
    [
        (psycopg.errors.DiskFull, ("FAILED", "warehouse-full")),
        (psycopg.errors.DeadlockDetected, ("QUEUED", "warehouse-busy")),
        (psycopg.errors.AdminShutdown, ("QUEUED", "warehouse-busy")),
        (ZeroDivisionError, ("FAILED", "unforeseen")),
    ],
)
def test_what_fails_in_the_warehouse_is_said_and_leaves_what_was_published(office, monkeypatch, error, end):
    office.fill(10)
    loaded(office.source)
    office.do("UPDATE ho_so SET so_luong = 50")

    def fails(*_, **__):
        raise error("the password is not in here")

    monkeypatch.setattr("sharing.integration.publishing.ledger.record", fails)
    run = loaded(office.source)
    assert (run.state, run.reason, 50 in {row[0] for row in rows("so_luong")}) == (*end, False)
    assert run.message
