"""Files on an SFTP server and in an S3 bucket: servers that speak both protocols on this machine."""

import io
import os
import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import paramiko
import pytest

from sharing.integration.connectors import files, signing
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable
from tests.outbound import peers
from tests.sharing.integration.connectors import reading, sftp
from tests.sharing.integration.connectors.test_files import made_parquet

SECRET = "canary-bí-mật"
CSV = "mã,tên\n" + "".join(f"{number},Hộ kinh doanh số {number}\n" for number in range(100_000))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("nguồn")
    (root / "hộ").mkdir()
    (root / "hộ" / "2026-10.csv").write_text("mã,tên\n1,cũ\n")
    os.utime(root / "hộ" / "2026-10.csv", (1, 1))
    (root / "hộ" / "2026-11.csv").write_text(CSV)
    (root / "a.parquet").write_bytes(made_parquet(1000))
    (root / "secret.csv").write_text("mã\n1\n")
    return root


@pytest.fixture(scope="module")
def private():
    return paramiko.ECDSAKey.generate()


@pytest.fixture(scope="module")
def server(folder, private):
    with sftp.running(folder, SECRET, private) as (port, key):
        yield {"place": "sftp", "host": "127.0.0.1", "port": port, "user": "đọc", "host_key": key, "path": "hộ/*.csv"}


def counted(known, secret, names=("mã", "tên")):
    with files.connect(known, secret) as source:
        found = reading.rows(source, list(names))
        return len(found), found[-1]


LAST = (100_000, ["99999", "Hộ kinh doanh số 99999"])


def test_the_newest_file_of_an_sftp_server_is_read(server, private):
    assert counted(server, SECRET) == LAST
    assert counted(server | {"path": "/a.parquet"}, SECRET, ("mã",)) == (1000, [str(2**63 - 1)])
    pem = io.StringIO()
    private.write_private_key(pem)
    assert counted(server, pem.getvalue()) == LAST


def test_what_an_sftp_server_refuses_is_named_and_tells_no_secret(server, caplog):
    other = paramiko.ECDSAKey.generate()
    for changed, secret, error, said in [
        ({}, "wrong-canary", SourceRefused, "tài khoản hoặc mật khẩu"),
        ({}, "-----BEGIN canary", SourceRefused, "tài khoản hoặc mật khẩu"),
        ({"host_key": f"{other.get_name()} {other.get_base64()}"}, SECRET, SourceRefused, "Khóa của máy chủ"),
        ({"host_key": ""}, SECRET, SourceRefused, "Khóa của máy chủ"),
        ({"path": "hộ/2027.csv"}, SECRET, SourceRefused, "Không tìm thấy tệp"),
        ({"path": "secret.csv"}, SECRET, SourceRefused, "không có quyền"),
        ({"host": "10.0.0.1"}, SECRET, SourceRefused, "chưa được phê duyệt"),
    ]:
        with pytest.raises(error, match=said) as refused:
            counted(server | changed, secret)
        assert "canary" not in repr(refused.value) + repr(refused.value.detail) + repr(refused.value.__cause__) + caplog.text


def test_an_sftp_connection_that_breaks_midway_may_be_tried_again(server):
    with peers.cut_after(server["port"], 1_000_000) as port, pytest.raises(SourceUnavailable):
        counted(server | {"port": port}, SECRET)


def store(folder):
    """What answers as S3 does for a bucket `kho`: three files a page."""

    def answer(it):
        parts = urlsplit(it.path)
        if not re.fullmatch(r"AWS4-HMAC-SHA256 Credential=ID/\d{8}/hcm/s3/aws4_request, .*Signature=\w{64}", it.headers["Authorization"]):
            return it.tell(status=403)
        if unquote(parts.path) == "/kho":
            return it.tell(listed(folder, parse_qs(parts.query)).encode())
        path = folder / unquote(parts.path).removeprefix("/kho/")
        if it.headers["If-Match"] != etag(path):
            return it.tell(status=412)
        start, end = map(int, re.findall(r"\d+", it.headers["Range"]))
        return it.tell(path.read_bytes()[start : end + 1], status=206)

    return answer


def etag(path):
    return f'"{path.stat().st_size}-{path.stat().st_mtime_ns}"'


def listed(folder, query):
    prefix, start = query.get("prefix", [""])[0], int(query.get("continuation-token", ["0"])[0])
    inside = sorted((folder / prefix).iterdir()) if (folder / prefix).is_dir() else []
    told = "".join(f"<CommonPrefixes><Prefix>{prefix}{one.name}/</Prefix></CommonPrefixes>" for one in inside if one.is_dir())
    found = [one for one in inside if one.is_file()]
    for one in found[start : start + 1]:
        modified = datetime.fromtimestamp(one.stat().st_mtime, UTC).isoformat()
        tag, size = etag(one).replace('"', "&quot;"), one.stat().st_size
        told += f"<Contents><Key>{prefix}{one.name}</Key><Size>{size}</Size>"
        told += f"<LastModified>{modified}</LastModified><ETag>{tag}</ETag></Contents>"
    onwards = f"<NextContinuationToken>{start + 1}</NextContinuationToken>" if start + 1 < len(found) else ""
    return f"<ListBucketResult>{told}{onwards}</ListBucketResult>"


def test_the_newest_file_of_a_bucket_is_read(folder):
    with peers.http(store(folder)) as server:
        known = {"place": "s3", "endpoint": server.url, "bucket": "kho", "region": "hcm", "user": "ID", "path": "hộ/*.csv"}
        assert counted(known, SECRET) == LAST
        assert counted(known | {"path": "a.parquet"}, SECRET, ("mã",)) == (1000, [str(2**63 - 1)])
        for changed, error, said in [
            ({"user": "?"}, SourceRefused, "tài khoản hoặc mật khẩu"),
            ({"path": "nowhere/*"}, SourceRefused, "Không tìm thấy tệp"),
            ({"endpoint": "http://169.254.169.254"}, SourceRefused, "không máy nào được kết nối"),
        ]:
            with pytest.raises(error, match=said) as refused:
                counted(known | changed, SECRET)
            assert "canary" not in repr(refused.value) + repr(refused.value.detail)
    assert SECRET not in "".join(str(one.headers) + one.path for one in server.asked)


def test_a_file_of_a_bucket_that_is_replaced_midway_is_read_another_time(folder, tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    with peers.http(store(tmp_path)) as server:
        known = {"place": "s3", "endpoint": server.url, "bucket": "kho", "region": "hcm", "user": "ID", "path": "a.csv"}
        with files.connect(known, SECRET) as source:
            (tmp_path / "a.csv").write_text(CSV + "x,y\n")
            with pytest.raises(SourceUnavailable, match="đang được ghi"):
                reading.rows(source, ["mã", "tên"])


def test_a_store_that_speaks_otherwise_is_named():
    known = {"place": "s3", "bucket": "kho", "path": "a.csv"}
    for answer, error, said in [
        (lambda it: it.tell(b"<Contents><Key>a.csv</Key></Contents>"), SourceBroken, "không đúng dạng"),
        (lambda it: it.tell(status=400), SourceBroken, "không đúng dạng"),
        (lambda it: it.tell(status=503), SourceUnavailable, "không trả lời"),
        (lambda it: it.tell(b"<html>"), SourceRefused, "Không tìm thấy tệp"),
    ]:
        with peers.http(answer) as server, pytest.raises(error, match=said):
            counted(known | {"endpoint": server.url}, SECRET)


def test_the_signature_is_that_of_the_published_example():
    """docs.aws.amazon.com, “Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk”, GET Object."""
    account = signing.Account("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
    at = datetime(2013, 5, 24, tzinfo=UTC)
    told = signing.signed("GET", "examplebucket.s3.amazonaws.com", "/test.txt", {}, {"Range": "bytes=0-9"}, account, at)
    assert told["Authorization"].endswith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    assert "wJalr" not in repr(account)
