"""A source comes into the warehouse: what is good is published, what is bad waits with every reason, what did not change is not written."""

import pytest

from sharing.warehouse.connecting import connected
from tests import factories as make
from tests.sharing.setting import COLUMNS, dictionary, loaded, quarantine, rows, told

DETAILS = "ma, ten, so_luong, loai"


def written(table="hcm_csdl_001.ho_so"):
    """Which version of each row there is."""
    with connected() as warehouse:
        heap = warehouse.execute("SELECT heap_name FROM warehouse.feed").fetchone()[0]
        return warehouse.execute(f"SELECT ma, ctid, xmin FROM heap.{heap} ORDER BY 1").fetchall()


def test_what_is_good_is_published_and_what_is_bad_waits_with_every_reason(office):
    office.fill(100)
    office.do("UPDATE ho_so SET ma = 'X', so_luong = -1, loai = 'C', ten = NULL WHERE ma = 'HS-0003'")
    office.do("UPDATE ho_so SET ten = '' WHERE ma = 'HS-0004'")
    office.do("UPDATE ho_so SET ma = 'HS-0006' WHERE ma = 'HS-0005'")
    run = loaded(office.source)
    assert (run.state, told(run), run.rows_after) == ("DONE", (100, 96, 0, 0, 4, 0), 96)
    assert rows("ma") == [(f"HS-{n:04}",) for n in range(100) if n not in {3, 4, 5, 6}]
    assert quarantine(office.source) == {
        "X": {"ma.pattern", "so_luong.minimum", "loai.enum", "ten.required"},
        "HS-0004": {"ten.required"},
        "HS-0006": {"ma.key"},
    }
    assert [stage.name for stage in run.stages.all()] == ["SCHEMA", "EXTRACT", "VALIDATE", "GUARD", "PUBLISH", "PROFILE"]
    assert [step.move for step in run.steps.all()] == ["begin", "finish"]
    assert run.contract == office.city.databases["HCM-CSDL-001"].versions.open().get()


TABLE = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), h.attnotnull, col_description(v.oid, a.attnum), obj_description(v.oid)
FROM pg_class v JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0
JOIN pg_class c ON c.relname = (SELECT heap_name FROM warehouse.feed) JOIN pg_attribute h ON h.attrelid = c.oid AND h.attname = a.attname
WHERE v.oid = 'hcm_csdl_001.ho_so'::regclass ORDER BY a.attnum
"""
KEYS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid::regclass::text LIKE 'heap.%'"


def test_the_table_is_what_the_dictionary_says(office):
    office.fill(3)
    loaded(office.source)
    with connected() as warehouse:
        assert warehouse.execute(TABLE).fetchall() == [
            ("ma", "text", True, "Trường ma", "Hồ sơ"),
            ("ten", "text", True, "Trường ten", "Hồ sơ"),
            ("so_luong", "bigint", False, "Trường so_luong", "Hồ sơ"),
            ("loai", "text", False, "Trường loai", "Hồ sơ"),
            ("sua_luc", "timestamp with time zone", False, "Trường sua_luc", "Hồ sơ"),
        ]
        assert warehouse.execute(KEYS).fetchall() == [("PRIMARY KEY (ma)",)]


def test_what_did_not_change_is_not_written(office):
    office.fill(50)
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma = 'HS-0007'")
    loaded(office.source)
    before = written()
    with connected() as warehouse:
        waiting = warehouse.execute("SELECT xmin, id FROM warehouse.quarantine").fetchall()
    run = loaded(office.source)
    assert (run.state, told(run)) == ("DONE", (50, 0, 0, 49, 1, 0))
    assert written() == before
    with connected() as warehouse:
        assert warehouse.execute("SELECT xmin, id FROM warehouse.quarantine").fetchall() == waiting


@pytest.mark.parametrize("changed", [1, 20, 100], ids="{} of 100".format)
def test_what_changed_is_written_whether_it_is_little_or_all(office, changed):
    office.fill(100)
    loaded(office.source)
    before = dict((row[0], row[1:]) for row in written())
    office.do("UPDATE ho_so SET so_luong = 1000 WHERE ma < %s", f"HS-{changed:04}")
    office.do("UPDATE ho_so SET ten = 'e' || U&'\\0309' WHERE ma = 'HS-0000'")  # an ẻ in two letters
    office.do("INSERT INTO ho_so VALUES ('HS-9999', 'Mới', 1, 'B', NULL)")
    run = loaded(office.source)
    assert (run.state, told(run), run.rows_after) == ("DONE", (101, 1, changed, 100 - changed, 0, 0), 101)
    assert rows(DETAILS)[0] == ("HS-0000", "ẻ", 1000, "A")
    assert [row[:2] for row in rows("ma, so_luong")] == [(f"HS-{n:04}", 1000 if n < changed else n % 7) for n in range(100)] + [
        ("HS-9999", 1)
    ]
    assert changed > 20 or {row[0] for row in written() if before.get(row[0]) != row[1:]} == {f"HS-{n:04}" for n in range(changed)} | {
        "HS-9999"
    }
    again = loaded(office.source)
    assert told(again) == (101, 0, 0, 101, 0, 0)


def test_what_is_mended_at_the_source_leaves_quarantine(office):
    office.fill(50)
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma IN ('HS-0007', 'HS-0008')")
    loaded(office.source)
    office.do("UPDATE ho_so SET loai = 'B' WHERE ma = 'HS-0007'")
    run = loaded(office.source)
    assert (told(run), quarantine(office.source)) == ((50, 1, 0, 48, 1, 0), {"HS-0008": {"loai.enum"}})


def test_a_row_that_went_bad_stays_as_it_was_when_it_was_good(office):
    office.fill(50)
    loaded(office.source)
    office.do("UPDATE ho_so SET so_luong = -5 WHERE ma = 'HS-0007'")
    run = loaded(office.source)
    assert (told(run), run.rows_after) == ((50, 0, 0, 49, 1, 0), 50)
    assert rows(DETAILS)[7] == ("HS-0007", "Hồ sơ 7", 0, None)


def test_the_same_key_twice_is_nobodys(office):
    """Also when one of the two is as it stands, and when both are."""
    office.fill(60)
    loaded(office.source)
    office.do("INSERT INTO ho_so SELECT * FROM ho_so WHERE ma = 'HS-0001'")
    office.do("INSERT INTO ho_so SELECT ma, 'Khác', so_luong, loai, sua_luc FROM ho_so WHERE ma = 'HS-0002'")
    office.do("INSERT INTO ho_so VALUES ('HS-0100', 'Một', 1, 'A', NULL), ('HS-0100', 'Hai', 1, 'A', NULL)")
    office.source.max_rejected = 20
    office.source.save()
    run = loaded(office.source)
    assert (run.state, told(run), run.rows_after) == ("DONE", (64, 0, 0, 58, 6, 0), 60)
    assert quarantine(office.source) == {key: {"ma.key"} for key in ("HS-0001", "HS-0002", "HS-0100")}
    assert rows(DETAILS)[2][1] == "Hồ sơ 2"


def test_what_is_unique_is_held_against_all_rows_that_stay(office):
    dictionary(office.city, COLUMNS[0], make.column("ten", unique=True), *COLUMNS[2:])
    office.fill(60)
    office.do("UPDATE ho_so SET ten = NULL WHERE ma IN ('HS-0010', 'HS-0011')")
    assert told(loaded(office.source)) == (60, 60, 0, 0, 0, 0)
    office.do("UPDATE ho_so SET ten = CASE ma WHEN 'HS-0001' THEN 'Hồ sơ 2' ELSE 'Hồ sơ 1' END WHERE ma IN ('HS-0001', 'HS-0002')")
    office.do("UPDATE ho_so SET ten = 'Hồ sơ 9' WHERE ma = 'HS-0003'")
    run = loaded(office.source)
    assert (run.state, told(run)) == ("DONE", (60, 0, 2, 57, 1, 0))
    assert quarantine(office.source) == {"HS-0003": {"ten.unique"}}
    assert [row[1] for row in rows("ma, ten")[1:4]] == ["Hồ sơ 2", "Hồ sơ 1", "Hồ sơ 3"]


def test_values_of_another_type_at_the_source_are_tried_one_by_one(office):
    office.do("ALTER TABLE ho_so ALTER so_luong TYPE text, ALTER sua_luc TYPE text")
    office.do("INSERT INTO ho_so SELECT 'HS-' || to_char(n, 'FM0000'), 'T', n::text, 'A', '2026-02-28' FROM generate_series(1, 40) n")
    office.do("UPDATE ho_so SET sua_luc = '2026-02-28T08:00:00'")
    office.do("UPDATE ho_so SET so_luong = 'mười' WHERE ma = 'HS-0005'")
    office.source.on_drift = "CONTINUE"
    office.source.save()
    run = loaded(office.source)
    assert (run.state, told(run)) == ("DONE", (40, 39, 0, 0, 1, 0))
    assert quarantine(office.source) == {"HS-0005": {"so_luong.type"}}
    assert str(rows("ma, so_luong, sua_luc")[0][2]) == "2026-02-28 08:00:00+07:00"
    assert run.stages.get(name="SCHEMA").detail["retyped"] == ["so_luong", "sua_luc"]
    assert told(loaded(office.source)) == (40, 0, 0, 39, 1, 0)
