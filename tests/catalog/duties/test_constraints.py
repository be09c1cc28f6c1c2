"""What the database itself refuses to store about duties."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from catalog.models import ComplianceCheck, Duty, Responsibility
from tests.catalog.clocks.setting import clock_of
from tests.catalog.duties.setting import ask, borne, report, with_duties
from tests.factories import ISSUED_ON, NOW
from tests.refusals import change, copy, refused, sql


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def duties(city):
    return with_duties(city)


def done(c):
    check = ask(c, borne())
    report(c, check)
    return check


def judged(c, **changes):
    """The columns of a conclusion, with changes."""
    return {"concluded_by": c.people["lanhdao.stttt"], "concluded_at": NOW, "outcome": "MET", "finding": "Đủ"} | changes


BROKEN = {
    "catalog_duty_has_basis": lambda c: copy(Duty.objects.get(key="BUILD"), key="X", legal_basis=""),
    "catalog_duty_manager_of_each": lambda c: copy(Duty.objects.get(key="BUILD"), key="X", each_database=False),
    "catalog_responsibility_one_a_day": lambda c: copy(borne()),
    "catalog_responsibility_begins": lambda c: sql(
        "SET LOCAL session_replication_role = replica;"  # past the trigger, which would speak first
        "INSERT INTO catalog_responsibility (duty_id, database_id, agency_id, basis, decision_id, period, recorded_at)"
        " SELECT duty_id, database_id, agency_id, basis, decision_id, '(,2020-01-01)', recorded_at FROM catalog_responsibility LIMIT 1"
    ),
    "catalog_responsibility_end_recorded": lambda c: copy(Responsibility.objects.get(pk=borne("GUIDE").pk), closed_at=NOW),
    "catalog_responsibility_by_decision": lambda c: copy(borne(), agency=c.agencies["so-tai-chinh"]),
    "catalog_check_one_open": lambda c: copy(ask(c, borne()), clock=clock_of(c)),
    "catalog_check_done_who_when": lambda c: change(ask(c, borne()), done_by=c.people["canbo.skhdt"]),
    "catalog_check_concluded_who_when": lambda c: change(done(c), **judged(c, concluded_by=None)),
    "catalog_check_asked_with_reason": lambda c: copy(ask(c, borne()), responsibility=borne("GUIDE"), asked=""),
    "catalog_check_done_with_evidence": lambda c: change(ask(c, borne()), done_by=c.people["canbo.skhdt"], done_at=NOW, report="Xong"),
    "catalog_check_concluded_on_evidence": lambda c: change(ask(c, borne()), **judged(c)),
    "catalog_check_four_eyes": lambda c: change(done(c), **judged(c, concluded_by=c.people["canbo.skhdt"])),
    "catalog_check_voided_undone": lambda c: change(done(c), voided_at=NOW),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, duties):
    with refused(name):
        BROKEN[name](duties)


def test_a_responsibility_is_neither_written_nor_ended_by_hand(duties):
    row = borne()
    ended = {"period": DateRange(ISSUED_ON, date(2026, 1, 1)), "closed_at": NOW}
    for wrong in (ended, ended | {"period": DateRange(ISSUED_ON, ISSUED_ON + timedelta(days=1))}):
        with refused("catalog_responsibility_by_decision"):
            change(row, **wrong)
    for wrong in ({"agency": duties.agencies["so-tai-chinh"]}, {"basis": "SUGGESTED"}, {"period": DateRange(date(2024, 1, 1), None)}):
        with refused("catalog_responsibility_append_only"):
            change(row, **wrong)
    with refused("catalog_responsibility_append_only"):
        sql("DELETE FROM catalog_responsibility WHERE id = %s", row.pk)
    with refused("catalog_responsibility_by_decision"):
        copy(borne("ADVISE", None), database=duties.databases["HCM-CSDL-001"])


def test_what_was_shown_and_found_is_never_rewritten(duties):
    check = done(duties)
    for wrong in ({"report": "Khác"}, {"evidence_sha256": "0" * 64}, {"asked": "Khác"}, {"done_at": NOW + timedelta(days=1)}):
        with refused("catalog_compliancecheck_append_only"):
            change(check, **wrong)
    with refused("catalog_duty_append_only"):
        change(Duty.objects.get(key="BUILD"), legal_basis="Khác")
    assert ComplianceCheck.objects.get().report == "Đã cập nhật đủ"
