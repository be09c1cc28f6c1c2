"""What the database itself refuses to store of sources and runs."""

import pytest
from django.db import connection, transaction

from agencies.models import User
from sharing.models import Backlog, Drift, RowDecision, RunStage, RunStep, Score
from tests.factories import NOW
from tests.refusals import change, copy, refused, sql
from tests.sharing.setting import COUNTS, run, source


def running(city, **fields):
    return run(source(city), state="RUNNING", fence=1, lease_until=NOW, started_at=NOW, **fields)


BROKEN = {
    "sharing_source_one_a_dataset": lambda c: copy(source(c)),
    "sharing_source_watermark_named": lambda c: source(c, mode="INCREMENTAL"),
    "sharing_source_shares": lambda c: source(c, max_rejected=101),
    "sharing_source_due_as_scheduled": lambda c: source(c, schedule="0 2 * * *", next_due=NOW, active=False),
    "sharing_run_one_open_a_source": lambda c: copy(run(source(c)), state="RUNNING", fence=1, lease_until=NOW, started_at=NOW),
    "sharing_run_known_state": lambda c: run(source(c), state="LOST"),
    "sharing_run_nothing_lost": lambda c: change(running(c, **COUNTS), extracted=11),
    "sharing_run_nothing_gone_unsaid": lambda c: change(running(c, **COUNTS), rows_after=9),
    "sharing_run_done_says_what": lambda c: change(running(c, **COUNTS), state="DONE", updated=None, extracted=None),
    "sharing_run_running_has_lease": lambda c: change(running(c), lease_until=None),
    "sharing_run_stopped_with_reason": lambda c: change(running(c), state="HELD"),
    "sharing_stage_once_an_attempt": lambda c: copy(stage(running(c))),
    "sharing_score_part_of_whole": lambda c: score(running(c), unique_part=11),
    "sharing_drift_open_once": lambda c: copy(drift(running(c))),
    "sharing_drift_gone_who_when": lambda c: drift(running(c), gone_at=NOW),
    "sharing_drift_known_change": lambda c: drift(running(c), change="OTHER"),
    "sharing_backlog_one_open_a_source": lambda c: copy(Backlog.objects.create(source=source(c), rows=1, oldest=NOW, since=NOW)),
    "sharing_rowdecision_known_kind": lambda c: decision(running(c), kind="FORGOTTEN"),
    "sharing_rowdecision_reason_given": lambda c: decision(running(c), note=""),
    "sharing_rowdecision_corrects_something": lambda c: decision(running(c), kind="CORRECTED", fields=["ma"]),
}


def stage(of):
    return RunStage.objects.create(run=of, fence=1, name="EXTRACT", began_at=NOW, ended_at=NOW, rows=5)


def step(of):
    return RunStep.objects.create(run=of, move="begin", source="QUEUED", target="RUNNING", at=NOW)


def score(of, **parts):
    measured = {f"{part}_{side}": 10 for part in ("required", "optional", "valid", "unique", "timely") for side in ("part", "whole")}
    return Score.objects.create(run=of, source=of.source, fence=1, at=NOW, rows=5, **measured | parts)


def decision(of, **fields):
    given = {"kind": "ACCEPTED", "row": 1, "reasons": ["ma.key"], "note": "Đã biết", "title": "", "at": NOW, **fields}
    return RowDecision.objects.create(source=of.source, by=User.objects.get(username="vanhanh.kho"), **given)


def drift(of, **fields):
    given = {"change": "MISSING", "column": "ma", "found_at": NOW, "found_by": of, "seen_at": NOW, **fields}
    return Drift.objects.create(source=of.source, **given)


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, city):
    with refused(name):
        BROKEN[name](city)


def test_a_source_is_due_exactly_when_it_is_scheduled_in_use_and_not_frozen(city):
    daily = {"schedule": "0 2 * * *"}
    for fields in (daily, {"next_due": NOW}, {**daily, "next_due": NOW, "frozen_at": NOW}):
        with transaction.atomic(), refused("sharing_source_due_as_scheduled"):
            source(city, **fields)


@pytest.mark.parametrize(
    ("table", "made", "changes"),
    [
        ("sharing_runstage", stage, {"rows": 6}),
        ("sharing_runstep", step, {"note": "khác"}),
        ("sharing_score", score, {"rows": 6}),
        ("sharing_rowdecision", decision, {"note": "khác"}),
    ],
)
def test_history_is_never_rewritten(table, made, changes, city):
    row = made(running(city))
    with refused(f"{table}_append_only"):
        change(row, **changes)
    with refused(f"{table}_append_only"):
        sql(f"DELETE FROM {table}")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with refused(f"{table}_not_emptied"):
        sql(f"TRUNCATE {table}")


@pytest.mark.parametrize("state", ["DONE", "FAILED", "CANCELLED"])
def test_a_run_that_ended_is_never_rewritten_and_none_is_deleted(state, city):
    row = running(city, **COUNTS)
    with refused("sharing_loadrun_ended"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM sharing_loadrun")
    change(row, state=state, message="Lý do")
    for changes in ({"state": "QUEUED"}, {"loaded": 4, "updated": 1}, {"message": ""}):
        with refused("sharing_loadrun_ended"):
            change(row, **changes)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with refused("sharing_loadrun_not_emptied"):
        sql("TRUNCATE sharing_loadrun CASCADE")
