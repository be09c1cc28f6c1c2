"""A SQLite file in the drop folder as a source."""

import sqlite3
from contextlib import closing

import pytest

from sharing.integration.connectors import sqlite
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable
from tests.sharing.integration.connectors import reading

MANY = """
INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
SELECT i, 'Hộ kinh doanh số ' || i, datetime('2026-01-01', '+' || i || ' minutes') FROM n
"""


@pytest.fixture
def folder(tmp_path, settings):
    settings.DROP_FOLDER = tmp_path / "drop"
    settings.DROP_FOLDER.mkdir()
    with closing(sqlite3.connect(settings.DROP_FOLDER / "hộ.db")) as made, made:
        made.execute("CREATE TABLE `giấy phép` (`mã` INTEGER PRIMARY KEY, ten TEXT, n REAL, tep BLOB, `a``b` ANY)")
        made.execute(
            "INSERT INTO `giấy phép` VALUES (?, ?, ?, ?, ?), (2, '', NULL, NULL, 7)", [2**63 - 1, "Đà\u0301\t\\\n😀", 0.1, b"\0\xff", "x"]
        )
        made.execute("CREATE TABLE many (id INTEGER PRIMARY KEY, ten TEXT, luc TEXT)")
        made.execute(MANY)
    return settings.DROP_FOLDER


def test_every_type_leaves_as_text_and_nothing_is_nothing(folder):
    with sqlite.connect({"path": "hộ.db", "table": "giấy phép"}, "") as source:
        columns = source.columns()
        assert [column.name for column in columns] == ["mã", "ten", "n", "tep", "a`b"]
        small, large = reading.rows(source, [column.name for column in columns])
    assert small == ["2", None, None, None, "7"]
    assert large == [str(2**63 - 1), "Đà\u0301\t\\\n😀", "0.1", "00ff", "x"]


def test_a_watermark_leaves_out_what_is_certainly_older(folder):
    with sqlite.connect({"path": "hộ.db", "table": "many"}, "") as source:
        assert reading.rows(source, ["id"], since=("id", "99999")) == [["99999"], ["100000"]]
        late = reading.rows(source, ["luc"], since=("luc", "2026-03-11T01:00:00+07:00"))
    assert late[0] == ["2026-03-10 00:00:00"]


def test_a_hundred_thousand_rows_take_no_memory(folder):
    known = {"path": "hộ.db", "table": "many"}, ["id", "ten", "luc"]
    size, grown = reading.peak("sharing.integration.connectors.sqlite", "", known, DROP_FOLDER=str(folder))
    assert size > 4_000_000
    assert grown < 12


def test_a_refusal_is_named(folder, tmp_path):
    (tmp_path / "outside.db").write_bytes((folder / "hộ.db").read_bytes())
    (folder / "link.db").symlink_to(tmp_path / "outside.db")
    (folder / "folder.db").mkdir()
    outside = ("../outside.db", str(tmp_path / "outside.db"), "link.db", "folder.db", "gone.db", "", "a\0b", "*/../../outside.db")
    for path in outside:
        with pytest.raises(SourceRefused, match="Không tìm thấy tệp"), sqlite.connect({"path": path, "table": "many"}, ""):
            pass
    with sqlite.connect({"path": "hộ.db", "table": "nowhere"}, "") as source, pytest.raises(SourceRefused, match="không có bảng này"):
        source.columns()
    with sqlite.connect({"path": "hộ.db", "table": "many"}, "") as source, pytest.raises(SourceRefused, match="không còn cột"):
        reading.rows(source, ["id", "gone"])


def test_a_file_that_is_broken_or_busy_says_so(folder, monkeypatch):
    (folder / "text.db").write_text("không phải SQLite" * 100)
    whole = (folder / "hộ.db").read_bytes()
    (folder / "cut.db").write_bytes(whole[: len(whole) // 2])
    for path in ("text.db", "cut.db"):
        with pytest.raises(SourceBroken), sqlite.connect({"path": path, "table": "many"}, "") as source:
            reading.rows(source, ["id", "ten"])
    monkeypatch.setattr(sqlite, "BUSY", 0.0)
    with closing(sqlite3.connect(folder / "hộ.db")) as writing:
        writing.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SourceUnavailable), sqlite.connect({"path": "hộ.db", "table": "many"}, "") as source:
            source.columns()


def test_nothing_can_be_written(folder):
    with sqlite.connect({"path": "hộ.db", "table": "many"}, "") as source, pytest.raises(sqlite3.OperationalError, match="readonly"):
        source.file.execute("DELETE FROM many")
