"""The same rows of an agency, held by every kind of source there is, are the same in the warehouse."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pyarrow as arrow
import pyarrow.parquet as parquet
import xlsxwriter

from hcm_registry.kernel.periods import LEGAL_ZONE
from sharing.integration.states import Kind
from tests.outbound import peers
from tests.sharing.integration.connectors import mariadb
from tests.sharing.setting import loaded, quarantine, rows, told

NAMES = ["ma", "ten", "so_luong", "loai", "sua_luc"]
TRICKY = 'Nguyễn "Ân", Q.1;\n\\t Đa\u0301'


def filled(office):
    """Fifty rows, two of them wrong, one hard to write down; as the agency has them, and as they are then read."""
    office.fill(50)
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma = 'HS-0007'")
    office.do("UPDATE ho_so SET ten = NULL, so_luong = NULL, loai = NULL, sua_luc = NULL WHERE ma = 'HS-0009'")
    office.do("UPDATE ho_so SET ten = %s WHERE ma = 'HS-0011'", TRICKY)
    run = loaded(office.source)
    assert told(run) == (50, 48, 0, 0, 2, 0), (run.reason, run.message)
    found = office.do(f"SELECT {', '.join(NAMES)} FROM ho_so ORDER BY ma")
    return [[*row[:4], row[4] and row[4].astimezone(LEGAL_ZONE)] for row in found]


def as_csv(content, order=range(5), **how):
    lines = io.StringIO()
    write = csv.writer(lines, **how)
    write.writerow([NAMES[place] for place in order])
    write.writerows([[row[place] for place in order] for row in content])
    return lines.getvalue().encode()


def as_workbook(content):
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True, "remove_timezone": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for number, row in enumerate([NAMES, *content]):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell, day if place == 4 and number else None)
    return whole.getvalue()


def as_parquet(content):
    whole = io.BytesIO()
    parquet.write_table(arrow.table({name: [row[place] for row in content] for place, name in enumerate(NAMES)}), whole)
    return whole.getvalue()


def as_objects(content):
    return [dict(zip(NAMES, [*row[:4], row[4] and row[4].isoformat()], strict=True)) for row in content]


def as_sqlite(path, content):
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE ho_so (ma TEXT, ten TEXT, so_luong INTEGER, loai TEXT, sua_luc TEXT)")
        made.executemany("INSERT INTO ho_so VALUES (?, ?, ?, ?, ?)", [[*row[:4], row[4] and row[4].isoformat()] for row in content])


def changed(office, kind, connection, secret=""):
    """The next load, from there: nothing changes."""
    office.source.kind, office.source.connection, office.source.secret = kind, connection, secret
    office.source.save()
    before = rows(), quarantine(office.source)
    run = loaded(office.source)
    assert (run.state, told(run)) == ("DONE", (50, 0, 0, 48, 2, 0)), (kind, connection, run.message)
    assert (rows(), quarantine(office.source)) == before


def test_every_kind_of_source_brings_the_same_rows(office, tmp_path, settings):
    settings.DROP_FOLDER = tmp_path
    content = filled(office)
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in as_objects(content))
    for name, told_as, more in [
        ("a.csv", as_csv(content), {}),
        ("b.csv", as_csv(content, (4, 3, 2, 1, 0), delimiter=";", quoting=csv.QUOTE_ALL), {"delimiter": ";"}),
        ("c.csv", as_csv(content).decode().encode("utf-16"), {}),
        ("a.json", json.dumps(as_objects(content)).encode(), {}),
        ("a.ndjson", lines.encode(), {}),
        ("a.xlsx", as_workbook(content), {}),
        ("a.parquet", as_parquet(content), {}),
    ]:
        (tmp_path / name).write_bytes(told_as)
        changed(office, Kind.FILES, {"path": name, **more})
    as_sqlite(tmp_path / "a.db", content)
    changed(office, Kind.SQLITE, {"path": "a.db", "table": "ho_so"})
    with peers.http(lambda it: it.tell(json.dumps({"rows": as_objects(content)}).encode())) as server:
        changed(office, Kind.REST, {"url": server.url, "items": "rows", "auth": "header"}, "bí mật")


def test_a_row_that_copy_cannot_read_is_named_as_the_file_numbers_it(office, tmp_path, settings):
    settings.DROP_FOLDER = tmp_path
    (tmp_path / "a.csv").write_text(",".join(NAMES) + "\nHS-0001,a,1,A,\nHS-0002,b\n")
    office.source.kind, office.source.connection = Kind.FILES, {"path": "a.csv"}
    office.source.save()
    run = loaded(office.source)
    assert (run.state, run.detail["row"]) == ("FAILED", 3)
    assert "dòng 3" in run.message


def test_mariadb_brings_the_same_rows(office):
    with mariadb.running() as server:
        server.ask("CREATE DATABASE o CHARACTER SET utf8mb4")
        server.ask("CREATE TABLE ho_so (ma VARCHAR(9), ten TEXT, so_luong INT, loai CHAR(1), sua_luc DATETIME)", database="o")
        places = ", ".join(["(%s, %s, %s, %s, %s)"] * 50)
        flat = [value for row in filled(office) for value in (*row[:4], row[4] and row[4].replace(tzinfo=None))]
        server.ask((f"INSERT INTO ho_so VALUES {places}", flat), database="o")
        changed(office, Kind.MYSQL, {"host": "127.0.0.1", "port": server.port, "database": "o", "user": "root", "table": "ho_so"})
