"""MariaDB as a source: a real server of Debian's."""

import pytest

from sharing.integration.connectors import mysql
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable
from tests.outbound.peers import cut_after
from tests.sharing.integration.connectors import mariadb, reading

SECRET = "canary-mật-khẩu%s"
SCHEMA = """
CREATE TABLE `giấy phép` (`mã` BIGINT UNSIGNED PRIMARY KEY, `tên` VARCHAR(200), tiny TINYINT(1), big DECIMAL(30,5), real_ DOUBLE, ngay DATE,
luc DATETIME(6), moc TIMESTAMP NULL, gio TIME, nam YEAR, co BIT(3), tep BLOB, chu TEXT, js JSON, loai ENUM('a','b'), diem POINT, `100%` INT)
CHARACTER SET utf8mb4
"""
FIRST = """
INSERT INTO `giấy phép` VALUES (18446744073709551615, 'Nguyễn\\tĐức \\\\ “Ân”\\n😀', 1, 12345678901234567890.12345, 0.1, '2026-12-25',
'2026-12-25 10:00:00.000001', '2026-12-25 03:00:00', '23:59:59', 2026, b'101', x'00ff', '', '{"a": "á"}', 'b', POINT(106.7, 10.8), 100)
"""
MANY = "INSERT INTO many SELECT seq, concat('Hộ kinh doanh số ', seq), '2026-01-01' + INTERVAL seq SECOND FROM seq_1_to_100000"


@pytest.fixture(scope="module")
def server():
    with mariadb.running() as running:
        running.ask(
            "CREATE DATABASE nguồn CHARACTER SET utf8mb4",
            "CREATE TABLE nguồn.secret_table (a INT)",
            f"CREATE USER đọc@'%' IDENTIFIED BY '{SECRET}'",
        )
        running.ask(
            "SET time_zone = '+00:00'",
            SCHEMA,
            FIRST,
            "INSERT INTO `giấy phép` (`mã`) VALUES (1)",
            "CREATE TABLE many (id INT PRIMARY KEY, ten TEXT, luc DATETIME)",
            MANY,
            "GRANT SELECT ON nguồn.`giấy phép` TO đọc@'%'",
            "GRANT SELECT ON nguồn.many TO đọc@'%'",
            database="nguồn",
        )
        yield running


@pytest.fixture
def known(server):
    return {"host": "127.0.0.1", "port": server.port, "database": "nguồn", "user": "đọc", "table": "many"}


def test_every_type_leaves_as_text_and_nothing_is_nothing(known):
    with mysql.connect(known | {"table": "giấy phép"}, SECRET) as source:
        columns = source.columns()
        names = [column.name for column in columns]
        nothing, first = reading.rows(source, names)
    certain = [("bigint(20) unsigned", "number"), ("varchar(200)", "string"), ("", "string"), ("decimal(30,5)", "number")]
    assert [(column.type, column.holds) for column in columns][:4] == certain
    assert nothing == ["1"] + [None] * 16
    told = dict(zip(names, first, strict=True))
    assert (told["mã"], told["tên"]) == ("18446744073709551615", "Nguyễn\tĐức \\ “Ân”\n😀")
    assert [told[name] for name in ("tiny", "big", "real_", "100%")] == ["1", "12345678901234567890.12345", "0.1", "100"]
    moments = [told[name] for name in ("ngay", "luc", "moc", "gio", "nam")]
    assert moments == ["2026-12-25", "2026-12-25 10:00:00.000001", "2026-12-25 10:00:00", "23:59:59", "2026"]
    assert [told[name] for name in ("co", "tep", "chu", "js", "loai")] == ["5", "00ff", None, '{"a": "á"}', "b"]
    assert '"coordinates": [106.7, 10.8]' in told["diem"]


def test_a_watermark_leaves_out_what_is_older(known):
    with mysql.connect(known, SECRET) as source:
        after = reading.rows(source, ["id"], since=("luc", "2026-01-02T03:46:38+07:00"))
        assert after == [["99998"], ["99999"], ["100000"]]


def test_a_hundred_thousand_rows_take_no_memory(known):
    size, grown = reading.peak("sharing.integration.connectors.mysql", SECRET, (known, ["id", "ten", "luc"]))
    assert size > 4_000_000
    assert grown < 12


def test_reading_can_stop_anywhere(known):
    with mysql.connect(known, SECRET) as source:
        pieces = source.read(reading.asked(["id", "ten"]))
        next(pieces)
        pieces.close()


REFUSALS = [
    ({}, "wrong", "tài khoản hoặc mật khẩu"),
    ({"user": "nobody"}, SECRET, "tài khoản hoặc mật khẩu"),
    ({"table": "nowhere"}, SECRET, "không có bảng này"),
    ({"table": "secret_table"}, SECRET, "không có bảng này"),
    ({"table": "mysql.user"}, SECRET, "không có bảng này"),
    ({"database": "elsewhere"}, SECRET, "không có quyền"),
    ({"host": "169.254.169.254"}, SECRET, "chưa được phê duyệt"),
    ({"host": "/run/m.sock"}, SECRET, "không phải là tên máy"),
]


def test_a_refusal_is_named_and_tells_no_secret(known, caplog):
    for changed, secret, said in REFUSALS:
        with pytest.raises(SourceRefused, match=said) as refused, mysql.connect(known | changed, secret) as source:
            source.columns()
        told = repr(refused.value) + repr(refused.value.detail) + repr(refused.value.__cause__) + caplog.text
        assert "canary" not in told
        assert "wrong" not in told


def test_a_column_that_is_gone_is_named(known):
    with mysql.connect(known, SECRET) as source, pytest.raises(SourceRefused, match="không còn cột"):
        reading.rows(source, ["id", "gone"])


def test_whoever_may_not_read_a_table_hears_it(known, server):
    with mysql.connect(known, SECRET) as source:
        source.types = {"a": "int"}
        source.table = "secret_table"
        with pytest.raises(SourceRefused, match="không có quyền đọc"):
            reading.rows(source, ["a"])


def test_nothing_can_be_written(known, server):
    server.ask("GRANT ALL ON nguồn.many TO đọc@'%'")
    with mysql.connect(known, SECRET) as source:
        reading.rows(source, ["id"], since=("id", "99999"))
        with pytest.raises(SourceBroken):
            list(source._asked("DELETE FROM many"))


def test_a_connection_that_breaks_midway_may_be_tried_again(known):
    with cut_after(known["port"], 200_000) as port:
        broken = known | {"port": port}
        with pytest.raises(SourceUnavailable), mysql.connect(broken, SECRET) as source:
            reading.rows(source, ["id", "ten"])
    with pytest.raises(SourceUnavailable, match="không trả lời"), mysql.connect(broken, SECRET):
        pass
