"""The nightly reading: what it finds is kept and said, and what it reads is not changed."""

from datetime import timedelta

import pytest
import structlog
from django.db.backends.postgresql.psycopg_any import DateRange

from agencies.models import Membership
from catalog.inspections import soundness, tasks
from catalog.journal import anchors
from catalog.models import DatabaseVersion, Inspection, JournalEntry
from hcm_registry.celery import app
from hcm_registry.kernel.periods import today
from tests import factories as make
from tests.refusals import change, sql

NOW = make.NOW


@pytest.fixture
def signed(city, settings, tmp_path):
    """The small city, its journal signed."""
    settings.DATA_DIR = tmp_path
    anchors.drop(at=NOW)
    return city


def found(at=NOW):
    return list(soundness.findings(at))


def test_a_sound_registry_is_found_sound_again_and_again_and_stays_as_it_is(signed):
    make.proposal_in("APPLIED", signed)
    anchors.drop(at=NOW)
    before = (JournalEntry.objects.count(), DatabaseVersion.objects.count())
    assert [tasks.inspect_registry(), tasks.inspect_registry()] == [0, 0]
    assert list(Inspection.objects.values_list("findings", flat=True)) == [[], []]
    assert (JournalEntry.objects.count(), DatabaseVersion.objects.count()) == before


def test_what_is_wrong_is_kept_said_in_the_log_and_seen_by_the_operator(signed, client):
    assert client.get("/readyz").json()["registry"] == "not inspected"
    tasks.inspect_registry()
    assert client.get("/readyz").json()["registry"] == "ok"
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE catalog_databaseversion DISABLE TRIGGER USER")
    change(DatabaseVersion.objects.get(database__code="HCM-CSDL-002"), purpose="khác")
    with structlog.testing.capture_logs() as lines:
        assert tasks.inspect_registry() == 1
    (finding,) = Inspection.objects.latest().findings
    assert "HCM-CSDL-002" in finding
    assert [line["finding"] for line in lines if line["log_level"] == "error"] == [finding]
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["registry"]) == (200, "1 findings")


def test_the_calendar_reads_every_night_and_names_tasks_that_exist():
    app.loader.import_default_modules()
    named = {line["task"] for line in app.conf.beat_schedule.values()}
    assert "catalog.inspections.tasks.inspect_registry" in named
    assert named <= app.tasks.keys()


def test_a_decision_that_waits_past_its_day_is_named(signed):
    make.proposal_in("ISSUED", signed)
    anchors.drop(at=NOW)
    assert found(NOW + timedelta(days=1)) == []
    (finding,) = found(NOW + timedelta(days=2))
    assert "chưa được áp dụng hết" in finding


def test_an_unsigned_entry_is_named_after_four_hours_and_a_lost_one_at_once(signed):
    make.proposal_in("ISSUED", signed, on=today(NOW) + timedelta(days=30))
    assert found(NOW + timedelta(hours=4)) == []
    (finding,) = found(NOW + timedelta(hours=4, seconds=1))
    assert "chưa được ký" in finding
    anchors.drop(at=NOW)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE catalog_journalentry DISABLE TRIGGER USER")
    sql("DELETE FROM catalog_journalentry WHERE seq = (SELECT max(seq) FROM catalog_journalentry)")
    (finding,) = found()
    assert "đã bị mất" in finding
    anchors.public_key_file().unlink()
    (finding,) = found()
    assert "khóa công khai" in finding


def test_periods_that_say_something_else_than_the_decisions_are_named(signed):
    version = DatabaseVersion.objects.get(database__code="HCM-CSDL-003")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE catalog_databaseversion DISABLE TRIGGER USER")
    change(version, in_force=DateRange(version.in_force.lower + timedelta(days=1), None))
    (finding,) = found()
    assert "HCM-CSDL-003" in finding


def test_a_role_that_outlasts_its_agency_is_named(signed):
    change(signed.agencies["so-xay-dung"], active=DateRange(make.SINCE, today(NOW)))
    assert len(found()) == Membership.objects.filter(agency__key="so-xay-dung").count() == 2
