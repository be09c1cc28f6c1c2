"""Files in the drop folder as a source: every format, and what a broken one says."""

import io
import json
import os
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest
import xlsxwriter

from sharing.integration.connectors import files, format_json, format_parquet
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable
from tests.sharing.integration.connectors import reading
from tests.tables import poison

NAMES = ["mã", "tên", "ghi chú"]
LINES = 'mã,tên,ghi chú\n1,"Nguyễn ""Ân"", Q.1","hai\ndòng"\n2,,\n3,Đa\u0301,x\n'
ROWS = [["1", 'Nguyễn "Ân", Q.1', "hai\ndòng"], ["2", None, None], ["3", "Đa\u0301", "x"]]


@pytest.fixture
def drop(tmp_path, settings):
    """Put a file into the drop folder; give what reads it."""
    settings.DROP_FOLDER = tmp_path / "drop"
    settings.DROP_FOLDER.mkdir()

    def put(name, content):
        (settings.DROP_FOLDER / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return {"place": "drop", "path": name}

    return put


def read(connection, names=NAMES):
    with files.connect(connection, "") as source:
        return reading.rows(source, names)


def test_a_csv_file_is_read_whatever_its_encoding_separator_and_order(drop):
    assert read(drop("a.csv", LINES)) == ROWS
    with files.connect(drop("a.csv", LINES), "") as source:
        assert b"".join(source.read(reading.asked(NAMES))).decode() == LINES.partition("\n")[2]
    assert read(drop("bom.csv", b"\xef\xbb\xbf" + LINES.encode())) == ROWS
    assert read(drop("utf16.csv", LINES.encode("utf-16"))) == ROWS
    assert read(drop("old.csv", "ma,b\n1,Đa\u0301ê".encode("cp1258")) | {"encoding": "cp1258"}, ["ma", "b"]) == [["1", "Đa\u0301ê"]]
    assert read(drop("s.csv", 'mã;tên;ghi chú\n1;a,b;"c;d"\n\n2;;\u2028') | {"delimiter": ";"}) == [
        ["1", "a,b", "c;d"],
        ["2", None, "\u2028"],
    ]
    assert read(drop("tab.txt", "mã\ttên\tghi chú\r\n1\ta\tb\r\n") | {"delimiter": "\t"}) == [["1", "a", "b"]]
    assert read(drop("a.csv", LINES), ["ghi chú", "mã"]) == [[row[2], row[0]] for row in ROWS]


BROKEN = [
    ("quote at the end", LINES + '4,"mở,y\n' + "5,a,b\n" * 1000, "nháy kép", 6),
    ("quote in the middle", LINES + '4,"mở,y\n5,"a",b\n6,c,d\n', "nháy kép", 6),
    ("encoding", LINES.encode() + b"4,\xff\xfe,z\n", "bảng mã", 6),
    ("cut letter", LINES.encode() + b"4,a,\xe1\xba", "bảng mã", 6),
    ("end of data", LINES + "\\.\n5,a,b\n", "không đúng dạng", 6),
]


def test_a_broken_csv_file_names_the_row(drop):
    for name, content, said, row in BROKEN:
        with pytest.raises(SourceBroken, match=said) as broken:
            read(drop("a.csv", content))
        assert broken.value.detail["row"] == row, name
        assert f"Dòng {row} " in broken.value.text
    picked = drop("a.csv", LINES + '4,"mở,y\n5,a,b\n')
    with pytest.raises(SourceBroken, match="nháy kép") as broken:
        read(picked, ["mã"])
    assert broken.value.detail["row"] == 6
    with pytest.raises(SourceBroken) as broken:
        read(drop("a.csv", LINES + "4,a\n"), ["mã"])
    assert broken.value.detail["row"] == 6
    for heading in ("", "a,,b\n", "a,a\n", '"a\n'):
        with pytest.raises(SourceBroken, match="tên các cột"):
            read(drop("a.csv", heading))


def test_a_quote_that_swallows_the_file_is_noticed_soon(drop):
    known = drop("a.csv", 'mã,tên,ghi chú\n1,a,b\n2,"mở,c\n' + "3,a,b\n" * 400_000)
    passed = []
    with files.connect(known, "") as source, pytest.raises(SourceBroken) as broken:
        passed.extend(map(len, source.read(reading.asked(NAMES))))
    assert broken.value.detail["row"] == 3
    assert sum(passed) < 1.2 * 1024 * 1024


OBJECTS = [{"mã": 1, "tên": "Đa\u0301", "n": 0.5, "o": {"a": [1]}}, {"mã": 2, "khác": None}]
EVERY = [["1", "Đa\u0301", "0.5", '{"a": [1]}', None], ["2", None, None, None, None]]


def test_objects_are_read_from_a_list_or_line_by_line(drop):
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in OBJECTS) + "\n\n"
    for name, content in [("a.json", json.dumps(OBJECTS)), ("a.ndjson", lines), ("a.jsonl", lines)]:
        known = drop(name, content)
        with files.connect(known, "") as source:
            names = [column.name for column in source.columns()]
            assert names == ["mã", "tên", "n", "o", "khác"]
            assert reading.rows(source, names) == EVERY
    for name, content, row in [
        ("a.ndjson", lines.rstrip() + "\n{oops", 3),
        ("a.ndjson", "[1]", 1),
        ("a.json", "{}", 1),
        ("a.json", "[5]", 1),
    ]:
        with pytest.raises(SourceBroken, match="không đọc được") as broken:
            read(drop(name, content))
        assert broken.value.detail["row"] == row


def test_what_would_fill_memory_is_refused(drop, monkeypatch):
    monkeypatch.setattr(format_json, "WHOLE", 100)
    monkeypatch.setattr(format_json, "LINE", 100)
    monkeypatch.setattr(format_parquet, "GROUP", 100)
    for known in (drop("a.json", "[" + " " * 200 + "]"), drop("a.ndjson", '{"a": "' + "x" * 200), drop("a.parquet", made_parquet())):
        with pytest.raises(SourceBroken, match="quá lớn"):
            read(known)


def made_parquet(rows=1):
    table = arrow.table(
        {
            "mã": arrow.array([2**63 - 1] * rows, arrow.int64()),
            "tên": ["Đa\u0301"] * rows,
            "tiền": arrow.array([Decimal("12345.10")] * rows, arrow.decimal128(20, 2)),
            "tỉ lệ": [0.1] * rows,
            "đúng": [True] * rows,
            "ngày": arrow.array([date(2026, 12, 25)] * rows),
            "lúc": arrow.array([datetime(2026, 12, 25, 3, 0, tzinfo=UTC)] * rows, arrow.timestamp("us", "Asia/Ho_Chi_Minh")),
            "rỗng": arrow.array([None] * rows, arrow.string()),
            "tệp": [b"\0\xff"] * rows,
            "ds": [[1, 2]] * rows,
        }
    )
    whole = io.BytesIO()
    parquet.write_table(table, whole, row_group_size=20_000)
    return whole.getvalue()


def test_a_parquet_file_is_read_with_what_its_types_promise(drop):
    with files.connect(drop("a.parquet", made_parquet()), "") as source:
        columns = source.columns()
        row = reading.rows(source, [column.name for column in columns])[0]
    assert row[:5] == [str(2**63 - 1), "Đa\u0301", "12345.10", "0.1", "true"]
    assert row[5:] == ["2026-12-25", "2026-12-25T10:00:00+07:00", None, "00ff", "[1, 2]"]
    assert [column.holds for column in columns][:7] == ["integer", "string", "number", "string", "boolean", "date", "datetime"]
    whole = made_parquet()
    for content in (whole[: len(whole) // 2], b"PAR1" + whole[10:-10] + b"PAR1", b""):
        with pytest.raises(SourceBroken, match="Parquet"):
            read(drop("a.parquet", content), ["mã"])


def made_workbook():
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        for name, top in (("Ẩn", "khác"), ("Hộ", "mã"), ("Khác", "tên")):
            sheet = book.add_worksheet(name)
            for place, cell in enumerate((top, "tên", None, "ngày", "ghi chú")):
                sheet.write(0, place, cell)
            sheet.write_row(1, 0, [12, "0312345678", None])
            sheet.write_datetime(1, 3, datetime(2026, 12, 25), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001 - Excel has no zones
            sheet.write_row(2, 0, [0.5, "Đa\u0301", None])
        book.worksheets()[0].hide()
        book.worksheets()[1].activate()
    return whole.getvalue()


def test_a_sheet_is_read_by_its_name_and_old_alphabets_too(drop):
    known = drop("a.xlsx", made_workbook())
    with files.connect(known, "") as source:
        assert [column.name for column in source.columns()] == ["mã", "tên", "ngày", "ghi chú"]
        found = reading.rows(source, ["tên", "mã", "ngày", "ghi chú"])
    assert found == [["0312345678", "12", "2026-12-25", None], ["Đá", "0.5", None, None]]
    assert read(known | {"sheet": "Khác"}, ["tên"])
    with pytest.raises(SourceRefused, match="không có trang tính"):
        read(known | {"sheet": "gone"})
    assert read(drop("old.csv", b"ma,ten\n1,B\xb6y\n") | {"encoding": "tcvn3"}, ["ma", "ten"]) == [["1", "Bảy"]]


def test_a_workbook_that_is_a_bomb_or_a_trap_ends_typed(drop):
    swollen = poison.changed("xlsx", {"xl/worksheets/sheet9.xml": b" " * 30_000_000})
    for content in (swollen, poison.changed("xlsx", {"xl/vbaProject.bin": b"x"}), made_workbook()[:2000], b""):
        with pytest.raises(SourceBroken) as broken:
            read(drop("a.xlsx", content))
        assert broken.value.text != str(SourceBroken.message)


def test_the_newest_file_of_a_pattern_is_read(drop, settings):
    for age, name in enumerate(["hộ-2026-11.csv", "hộ-2026-10.csv", "khác.csv"]):
        drop(name, f"mã\n{name}\n")
        os.utime(settings.DROP_FOLDER / name, (1_000_000 - age, 1_000_000 - age))
    assert read({"path": "hộ-*.csv"}, ["mã"]) == [["hộ-2026-11.csv"]]
    with pytest.raises(SourceRefused, match="Không tìm thấy tệp"):
        read({"path": "hộ-2027*.csv"})
    with pytest.raises(SourceRefused, match="không được hỗ trợ"):
        read(drop("a.exe", b"MZ"))
    with pytest.raises(SourceRefused, match="bảng mã"):
        read(drop("a.csv", LINES) | {"encoding": "vni-của-tôi"})


def test_a_file_that_is_still_written_is_read_another_time(drop, settings):
    known, path = drop("a.csv", LINES), settings.DROP_FOLDER / "a.csv"
    with pytest.raises(SourceUnavailable, match="đang được ghi"), files.connect(known, ""):
        path.write_text(LINES + "4,a,b\n")


def test_a_hundred_thousand_rows_take_no_memory(drop, settings):
    many = "".join(f"{number},Hộ kinh doanh số {number},ghi chú\n" for number in range(100_000))
    lines = "".join(f'{{"mã": {number}, "tên": "Hộ kinh doanh số", "ghi chú": "x"}}\n' for number in range(100_000))
    size, grown = reading.peak(
        "sharing.integration.connectors.files",
        "",
        (drop("a.parquet", made_parquet(100_000)), ["mã", "tên", "lúc"]),  # first: its library is large
        (drop("a.csv", "mã,tên,ghi chú\n" + many), NAMES),
        (drop("b.csv", "mã,tên,ghi chú\n" + many), ["tên", "mã"]),
        (drop("a.ndjson", lines), NAMES),
        DROP_FOLDER=str(settings.DROP_FOLDER),
    )
    assert size > 2_000_000
    assert grown < 30
