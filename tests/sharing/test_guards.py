"""What is not published before a person has looked, and what a part of the source brings."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from hcm_registry.kernel.errors import NotAuthorised
from sharing.integration import actions
from sharing.integration.errors import AlreadyLoading
from sharing.integration.loading import load
from sharing.models import LoadRun
from tests import factories as make
from tests.sharing.setting import COLUMNS, dictionary, loaded, quarantine, rows, told


def let_on(run, by):
    """The operator lets it go on, and a worker takes it."""
    actions.release(run, by=by, at=now(), note="Đã đối chiếu với đơn vị quản lý nguồn")
    load(run, worker="thử", clock=now)
    return LoadRun.objects.get(pk=run.pk)


def test_too_many_bad_rows_wait_for_the_operator_who_accepts_as_many_and_no_more(office):
    office.fill(100)
    loaded(office.source)
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma < 'HS-0010'")
    run = loaded(office.source)
    assert (run.state, run.reason, run.detail["kind"]) == ("HELD", "held", "rejected")
    assert "10 dòng sai" in run.message
    assert (quarantine(office.source), len(rows())) == ({}, 100)
    assert run.stages.get(name="VALIDATE").detail == {"loai.enum": 10}
    with pytest.raises(NotAuthorised):
        actions.release(run, by=office.city.people["canbo.skhdt"], at=now(), note="Cứ nạp")
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma = 'HS-0010'")
    run = let_on(run, office.city.people["vanhanh.kho"])
    assert (run.state, run.detail["found"]) == ("HELD", 11)
    run = let_on(run, office.city.people["vanhanh.kho"])
    assert (run.state, told(run), len(rows())) == ("DONE", (100, 0, 0, 89, 11, 0), 100)


def test_rows_that_are_gone_are_deleted_below_the_brake_and_wait_above_it(office):
    office.fill(100)
    loaded(office.source)
    office.do("DELETE FROM ho_so WHERE ma < 'HS-0003'")
    run = loaded(office.source)
    assert (told(run), run.rows_before, run.rows_after, len(rows())) == ((97, 0, 0, 97, 0, 3), 100, 97, 97)
    office.do("DELETE FROM ho_so")
    run = loaded(office.source)
    assert (run.state, run.detail["kind"], len(rows())) == ("HELD", "deleted", 97)
    assert let_on(run, office.city.people["vanhanh.kho"]).rows_after == 0


def test_far_more_rows_than_before_wait(office):
    office.fill(10)
    loaded(office.source)
    office.fill(11, first=10)
    assert loaded(office.source).detail["kind"] == "grown"


def test_a_source_that_lost_a_column_waits_and_goes_on_without_it_by_policy_unless_it_is_needed(office):
    office.fill(20)
    office.do("ALTER TABLE ho_so DROP loai, ADD ghi_chu text")
    run = loaded(office.source)
    assert (run.state, run.detail["kind"]) == ("HELD", "drift")
    assert "loai" in run.message
    assert run.detail["missing"] == ["loai"]
    assert run.detail["added"] == ["ghi_chu"]
    run = let_on(run, office.city.people["vanhanh.kho"])
    assert (run.state, {row[3] for row in rows()}) == ("DONE", {None})
    office.source.on_drift = "CONTINUE"
    office.source.save()
    assert loaded(office.source).state == "DONE"
    office.do("ALTER TABLE ho_so RENAME ten TO ten_ho_so")
    run = loaded(office.source)
    assert (run.state, run.detail["missing"]) == ("HELD", ["ten", "loai"])


def test_a_source_has_one_run_that_is_not_over(office):
    asked = actions.queue(office.source, by=None, at=now())
    with pytest.raises(AlreadyLoading):
        actions.queue(office.source, by=None, at=now())
    actions.cancel(asked, by=office.city.people["vanhanh.kho"], at=now(), note="Nhầm nguồn")
    office.fill(1)
    assert loaded(office.source).state == "DONE"


@pytest.fixture
def by_parts(office):
    """What changed since the last time, taken from two minutes before it."""
    office.source.mode, office.source.watermark, office.source.overlap = "INCREMENTAL", "sua_luc", 120
    office.source.save()
    return office


def test_a_part_brings_what_is_new_and_what_came_late_within_the_overlap(by_parts):
    by_parts.fill(100)
    run = loaded(by_parts.source)
    assert (told(run), run.watermark) == ((100, 100, 0, 0, 0, 0), "2026-01-01T01:39:00+07:00")
    by_parts.do("INSERT INTO ho_so VALUES ('HS-0200', 'Trễ', 1, 'A', '2026-01-01 01:37:30+07')")
    by_parts.do(
        "INSERT INTO ho_so VALUES ('HS-0201', 'Mới', 1, 'A', '2026-01-01 02:00+07'), ('HS-0202', 'Sai', 1, 'C', '2026-01-01 02:00+07')"
    )
    by_parts.do("INSERT INTO ho_so VALUES ('HS-0203', 'Không rõ lúc', 1, 'A', NULL)")
    by_parts.do("UPDATE ho_so SET so_luong = 77, sua_luc = '2026-01-01 02:01+07' WHERE ma = 'HS-0005'")
    by_parts.do("DELETE FROM ho_so WHERE ma = 'HS-0001'")  # which a part cannot tell
    run = loaded(by_parts.source)
    assert (told(run), run.rows_after, run.watermark) == ((8, 3, 1, 3, 1, 0), 103, "2026-01-01T02:01:00+07:00")
    by_parts.do("UPDATE ho_so SET loai = 'B', sua_luc = '2026-01-01 03:00+07' WHERE ma = 'HS-0202'")
    assert told(loaded(by_parts.source))[:3] == (4, 1, 0)
    assert quarantine(by_parts.source) == {}
    assert told(loaded(by_parts.source, full=True))[4:] == (0, 1)


def test_a_clock_that_runs_ahead_at_the_source_hides_nothing(by_parts):
    by_parts.fill(5)
    ahead = now() + timedelta(days=400)
    by_parts.do("UPDATE ho_so SET sua_luc = %s WHERE ma = 'HS-0001'", ahead)
    loaded(by_parts.source)
    by_parts.do("INSERT INTO ho_so VALUES ('HS-0300', 'Sau', 1, 'A', %s)", now())
    run = loaded(by_parts.source)
    assert (told(run)[:2], "HS-0300" in {row[0] for row in rows()}) == ((2, 1), True)


def test_another_dictionary_makes_another_table_and_readers_never_miss_one(office):
    office.fill(100)
    loaded(office.source)
    dictionary(office.city, *COLUMNS, make.column("ghi_chu"))
    office.do("ALTER TABLE ho_so ADD ghi_chu text DEFAULT 'x'")
    assert told(loaded(office.source)) == (100, 0, 100, 0, 0, 0)
    assert {row[5] for row in rows()} == {"x"}
    dictionary(office.city, COLUMNS[0], make.column("so_luong"), COLUMNS[1])
    run = loaded(office.source)
    assert (run.state, told(run)) == ("DONE", (100, 0, 100, 0, 0, 0))
    assert rows()[3] == ("HS-0003", "3", "Hồ sơ 3")
    dictionary(office.city, make.column("ma"), make.column("so_luong"))  # no key: nobody can say which row is which
    assert told(loaded(office.source)) == (100, 100, 0, 0, 0, 100)
    assert told(loaded(office.source)) == (100, 100, 0, 0, 0, 100)


def test_words_alone_change_comments_alone(office):
    office.fill(10)
    loaded(office.source)
    dictionary(office.city, *(column | {"title": "Tên khác"} for column in COLUMNS))
    assert told(loaded(office.source)) == (10, 0, 0, 10, 0, 0)
    assert {
        row[0]
        for row in rows(
            "col_description(c.oid, a.attnum)",
            "pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 WHERE c.oid = 'hcm_csdl_001.ho_so'::regclass",
        )
    } == {"Tên khác"}
