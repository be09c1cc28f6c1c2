"""What the database itself refuses to store about decisions, entries, editions and the journal, and what it never rewrites."""

from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from catalog.models import (
    AnnexLayout,
    Code,
    CodeList,
    DatabaseVersion,
    Dataset,
    Decision,
    Edition,
    EditionLine,
    Field,
    Inspection,
    JournalEntry,
)
from tests import factories as make
from tests.refusals import change, copy, refused, sql

DAY = date(2026, 1, 1)
LATER = {"number": 2, "in_force": DateRange(DAY, None)}


def version():
    return DatabaseVersion.objects.first()


def apart(**changes):
    """The version of a database that has none, with what is given wrong in it."""
    row = version()
    database = type(row.database).objects.create(number=900, code="HCM-CSDL-900", first_recorded_at=make.NOW)
    copy(row, database=database, **changes)


def edition(city):
    make.proposal_in("APPLIED", city)
    return Edition.objects.get()


def code(city):
    return Code.objects.create(code_list=CodeList.objects.create(key="loai", title="Loại"), position=1, code="01", label="Một")


BROKEN = {
    "catalog_decision_number_once_a_year": lambda c: copy(c.decision),
    "catalog_decision_never_retroactive": lambda c: copy(c.decision, number="9", effective_on=date(2023, 10, 24)),
    "catalog_decision_complete_or_unknown": lambda c: copy(c.decision, number="9", signer=""),
    "catalog_decision_file_has_hash": lambda c: copy(c.decision, number="9", file="decisions/x"),
    "catalog_decision_a_person_records": lambda c: copy(c.decision, number="9", recorded_by=None),
    "catalog_version_one_truth_a_day": lambda c: copy(version(), **LATER),
    "catalog_version_number_once": lambda c: copy(version(), in_force=DateRange(date(2001, 1, 1), date(2002, 1, 1)), **ENDED(c)),
    "catalog_version_begins": lambda c: apart(in_force=DateRange(None, None)),
    "catalog_version_closed_who_when": lambda c: apart(closed_at=make.NOW),
    "catalog_version_ends_by_decision": lambda c: apart(in_force=DateRange(DAY, date(2026, 2, 1))),
    "catalog_version_ends_on_its_day": lambda c: apart(in_force=DateRange(DAY, date(2026, 3, 3)), **ENDED(c)),
    "catalog_version_security_level": lambda c: apart(security_level=6),
    "catalog_version_sensitive_never_open": lambda c: apart(personal_data="SENSITIVE", sharing_class="OPEN"),
    "catalog_version_manager_has_basis": lambda c: apart(managing_agency_basis=""),
    "catalog_dataset_once_a_version": lambda c: copy(Dataset.objects.first(), position=2),
    "catalog_dataset_technical_name": lambda c: copy(Dataset.objects.first(), name="Hồ sơ"),
    "catalog_field_once_a_dataset": lambda c: copy(Field.objects.first(), position=9),
    "catalog_field_technical_name": lambda c: copy(Field.objects.first(), name="1a"),
    "catalog_edition_once": lambda c: copy(edition(c)),
    "catalog_line_position_once": lambda c: copy(edition(c).lines.first(), version=DatabaseVersion.objects.get(closed_at__isnull=False)),
    "catalog_line_version_once": lambda c: copy(edition(c).lines.first(), position=99),
    "catalog_layout_set_with_reason": lambda c: copy(edition(c).layout, set_by=c.people["lanhdao.stttt"]),
    "catalog_code_once_a_list": lambda c: copy(code(c), position=2),
}


def ENDED(city):  # noqa: N802
    return {"closed_at": make.NOW, "closed_by": city.decision}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, city):
    with refused(name):
        BROKEN[name](city)


APPEND_ONLY = {
    "catalog_journalentry": (JournalEntry, {"subject": "khác"}),
    "catalog_decision": (Decision, {"abstract": "khác"}),
    "catalog_databaseversion": (DatabaseVersion, {"name": "khác"}),
    "catalog_dataset": (Dataset, {"title": "khác"}),
    "catalog_field": (Field, {"title": "khác"}),
    "catalog_edition": (Edition, {"content_hash": "0"}),
    "catalog_editionline": (EditionLine, {"position": 99}),
    "catalog_annexlayout": (AnnexLayout, {"columns": []}),
    "catalog_inspection": (Inspection, {"findings": ["khác"]}),
}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_history_is_never_rewritten(table, city):
    make.proposal_in("APPLIED", city)
    Inspection.objects.create(at=make.NOW)
    model, changes = APPEND_ONLY[table]
    row = model._base_manager.order_by("pk").first()
    with refused(f"{table}_append_only"):
        change(row, **changes)
    with refused(f"{table}_append_only"):
        sql(f'DELETE FROM {table} WHERE "{model._meta.pk.column}" = %s', row.pk)


def test_every_governed_column_of_a_version_is_frozen(city):
    row = version()
    for field in row._meta.concrete_fields:
        if field.primary_key or field.generated or field.name in {"in_force", "closed_at", "closed_by"}:
            continue
        if getattr(row, field.attname) is None:
            continue
        with refused("catalog_databaseversion_append_only"):
            sql(f'UPDATE catalog_databaseversion SET "{field.column}" = NULL WHERE id = %s', row.pk)


def test_an_unknown_column_is_filled_once(city):
    unknown = {"day_known": False, "number": "", "signed_on": None, "signer": ""}
    copy(city.decision, **unknown)
    row = Decision.objects.latest("pk")
    change(row, number="99120", signed_on=make.ISSUED_ON, signer="Người ký thử")
    for name, value in (("number", "99121"), ("number", ""), ("signed_on", None), ("signer", "Người khác")):
        with refused("catalog_decision_append_only"):
            change(row, **{name: value})
    row.refresh_from_db()
    assert row.number == "99120"


def test_a_version_ends_once_and_its_beginning_never_moves(city):
    row = version()
    start = row.in_force.lower
    with refused("catalog_databaseversion_append_only"):
        change(row, in_force=DateRange(date(2023, 11, 1), DAY), **ENDED(city))
    change(row, in_force=DateRange(start, DAY), **ENDED(city))
    for span in (DateRange(start, None), DateRange(start, date(2026, 2, 1)), DateRange(start, date(2025, 1, 1))):
        with refused("catalog_databaseversion_append_only"):
            change(row, in_force=span)
    with refused("catalog_databaseversion_append_only"):
        change(row, closed_at=None, closed_by=None)


def test_only_a_decision_leaves_a_version_without_a_day_and_it_gets_none_again(city):
    row, none = version(), DateRange(empty=True)
    with refused("catalog_version_begins"):
        change(row, in_force=none)
    change(row, in_force=none, **ENDED(city))
    for span in (DateRange(row.in_force.lower, None), DateRange(row.in_force.lower, DAY)):
        with refused("catalog_databaseversion_append_only"):
            change(row, in_force=span)


def test_no_table_of_history_is_emptied(city):
    """TRUNCATE, which asks no trigger that looks at rows, is refused by one that does not."""
    make.proposal_in("APPLIED", city)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
               WHERE tgname = relname || '_append_only' AND pg_table_is_visible(c.oid)"""  # the warehouse's ledger has tests of its own
        )
        kept = {table for (table,) in cursor.fetchall()}
    assert kept >= {*APPEND_ONLY, "catalog_proposalstep", "agencies_succession"}
    for table in kept:
        with refused(f"{table}_not_emptied"):
            sql(f"TRUNCATE {', '.join([table, *(referring(table))])}")


def referring(table):
    """The tables that refer to it, and those that refer to them: TRUNCATE wants all of them named, and asks the first one first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE below(it) AS (SELECT %s::regclass::oid UNION SELECT conrelid FROM pg_constraint JOIN below ON confrelid = it
               WHERE contype = 'f') SELECT it::regclass::text FROM below WHERE it <> %s::regclass""",
            [table, table],
        )
        return [name for (name,) in cursor.fetchall()]
