"""What a source no longer has is kept for a time, then deleted below the brake, or by a person."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from sharing.integration import actions
from sharing.integration.loading import load
from sharing.models import LoadRun
from sharing.warehouse import absence
from sharing.warehouse.connecting import connected
from tests import factories as make
from tests.sharing.setting import COLUMNS, dictionary, loaded, quarantine, rows, told


@pytest.fixture
def kept(office):
    """A hundred rows that were loaded; a row that is missing is kept for three days."""
    office.fill(100)
    office.source.grace = 3
    office.source.save()
    loaded(office.source)
    return office


def after(days):
    """A clock that stands still so many days from now."""
    at = now() + timedelta(days=days)
    return lambda: at


def missing(office):
    with connected() as warehouse:
        found = warehouse.execute("SELECT key, since_run FROM warehouse.absent WHERE source = %s ORDER BY 1", [office.source.pk]).fetchall()
        assert absence.count(warehouse, office.source.pk) == len(found)
    return found


def seen():
    return {row[0] for row in rows("ma")}


def test_a_row_that_is_missing_is_deleted_when_it_has_been_missing_long_enough(kept):
    kept.do("DELETE FROM ho_so WHERE ma = 'HS-0001'")
    first = loaded(kept.source)
    assert (told(first), first.rows_after, first.stages.get(name="GUARD").detail) == ((99, 0, 0, 99, 0, 0), 100, {"absent": 1})
    kept.do("DELETE FROM ho_so WHERE ma = 'HS-0002'")
    second = loaded(kept.source, clock=after(2))
    assert (told(second), second.rows_after, missing(kept)) == (
        (98, 0, 0, 98, 0, 0), 100, [('["HS-0001"]', first.pk), ('["HS-0002"]', second.pk)]
    )  # fmt: skip
    third = loaded(kept.source, clock=after(3))
    assert (told(third), third.rows_after, missing(kept)) == ((98, 0, 0, 98, 0, 1), 99, [('["HS-0002"]', second.pk)])
    assert loaded(kept.source, clock=after(5)).rows_after == 98
    assert (missing(kept), seen()) == ([], {f"HS-{n:04}" for n in range(100)} - {"HS-0001", "HS-0002"})


def test_a_row_that_comes_back_is_missing_no_more_and_its_days_begin_anew(kept):
    taken = kept.do("DELETE FROM ho_so WHERE ma < 'HS-0060' RETURNING *")
    assert (told(loaded(kept.source)), len(seen())) == ((40, 0, 0, 40, 0, 0), 100)
    for row in taken:
        kept.do("INSERT INTO ho_so VALUES (%s, %s, %s, %s, %s)", *row)
    kept.do("UPDATE ho_so SET loai = 'C' WHERE ma = 'HS-0002'")  # a bad row is there, too
    assert (told(loaded(kept.source, clock=after(2))), missing(kept)) == ((100, 0, 0, 99, 1, 0), [])
    kept.do("DELETE FROM ho_so WHERE ma = 'HS-0001'")
    assert told(loaded(kept.source, clock=after(4)))[5] == 0
    assert told(loaded(kept.source, clock=after(6)))[5] == 0
    assert told(loaded(kept.source, clock=after(7)))[5] == 1


def test_when_too_many_have_been_missing_long_enough_a_person_decides(kept):
    kept.do("DELETE FROM ho_so WHERE ma < 'HS-0060'")
    loaded(kept.source)
    run = loaded(kept.source, clock=after(3))
    assert (run.state, run.detail["kind"], run.detail["found"], len(seen()), len(missing(kept))) == ("HELD", "deleted", 60, 100, 60)
    actions.release(run, by=kept.city.people["vanhanh.kho"], at=now(), note="Đã đối chiếu với đơn vị quản lý nguồn")
    load(run, worker="thử", clock=after(3))
    assert (told(LoadRun.objects.get(pk=run.pk)), len(seen()), missing(kept)) == ((40, 0, 0, 40, 0, 60), 40, [])


def test_what_is_missing_is_brought_back_by_a_part_and_forgotten_by_another_dictionary(kept):
    kept.do("DELETE FROM ho_so WHERE ma IN ('HS-0001', 'HS-0002')")
    kept.source.watermark = "sua_luc"
    kept.source.save()
    loaded(kept.source)
    assert len(missing(kept)) == 2
    kept.source.mode = "INCREMENTAL"
    kept.source.save()
    kept.do("INSERT INTO ho_so VALUES ('HS-0001', 'Trở lại', 1, 'A', now())")
    assert (told(loaded(kept.source))[2], [key for key, _ in missing(kept)]) == (1, ['["HS-0002"]'])
    dictionary(kept.city, *COLUMNS, make.column("ghi_chu"))
    kept.do("ALTER TABLE ho_so ADD ghi_chu text")
    run = loaded(kept.source)
    assert (told(run)[5], run.rows_after, missing(kept)) == (1, 99, [])


def test_what_is_unique_to_a_missing_row_is_still_its_own(kept):
    dictionary(kept.city, COLUMNS[0], make.column("ten", unique=True), *COLUMNS[2:])
    loaded(kept.source)
    kept.do("UPDATE ho_so SET ma = 'HS-0900' WHERE ma = 'HS-0001'")
    assert told(loaded(kept.source)) == (100, 0, 0, 99, 1, 0)
    assert quarantine(kept.source) == {"HS-0900": {"ten.unique"}}
    run = loaded(kept.source, clock=after(3))
    assert (told(run), run.rows_after, quarantine(kept.source)) == ((100, 1, 0, 99, 0, 1), 100, {})
