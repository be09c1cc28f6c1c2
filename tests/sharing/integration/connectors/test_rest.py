"""A REST API as a source: a real server that pages in every way APIs page."""

import base64
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from sharing.integration.connectors import rest
from sharing.integration.errors import SourceBroken, SourceRefused, SourceUnavailable
from tests.outbound import peers
from tests.sharing.integration.connectors import reading

SECRET = "canary-bí mật"
ROWS = [{"id": number, "ten": f"Hộ số {number}"} for number in range(25)]
EVERY = [[str(row["id"]), row["ten"]] for row in ROWS]


@pytest.fixture(autouse=True)
def slept(monkeypatch):
    """Nobody waits; how long they would have is written down."""
    waited = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


def asked(it):
    return {name: values[0] for name, values in parse_qs(urlsplit(it.path).query).items()}


def tell(it, body, **headers):
    it.tell(json.dumps(body).encode(), Content_Type="application/json", **headers)


def read(server, **connection):
    with rest.connect({"url": f"{server.url}/v1/rows", **connection}, SECRET) as source:
        return reading.rows(source, ["id", "ten"])


def by_page(it):
    start = (int(asked(it)["trang"]) - 1) * 10
    tell(it, {"data": {"items": ROWS[start : start + 10]}})


def by_offset(it):
    start, size = int(asked(it)["offset"]), min(int(asked(it)["limit"]), 7)
    tell(it, {"items": ROWS[start : start + size]})


def by_cursor(it):
    start = int(asked(it).get("after", "0"))
    tell(it, {"items": ROWS[start : start + 10], "meta": {"after": start + 10 if start < 20 else None}})


def by_next(it):
    start = int(asked(it).get("start", "0"))
    tell(it, {"results": ROWS[start : start + 10], "next": f"?start={start + 10}" if start < 20 else None})


def by_link(it):
    start = int(asked(it).get("start", "0"))
    onwards = f'</v1/rows?start=0>; rel="first", </v1/rows?start={start + 10}>; rel="next"' if start < 20 else ""
    tell(it, ROWS[start : start + 10], Link=onwards)


WAYS = [
    (lambda it: tell(it, ROWS), {}, 1),
    (by_page, {"paging": "page", "parameter": "trang", "items": "data.items"}, 4),
    (by_offset, {"paging": "offset", "size_parameter": "limit", "size": 10, "items": "items"}, 5),
    (by_cursor, {"paging": "cursor", "parameter": "after", "next": "meta.after", "items": "items"}, 3),
    (by_next, {"paging": "next", "items": "results"}, 3),
    (by_link, {"paging": "link"}, 3),
]


def test_every_way_of_paging_ends_with_every_row():
    for answer, connection, questions in WAYS:
        with peers.http(answer) as server:
            assert read(server, **connection) == EVERY
            assert len(server.asked) == questions


def test_values_come_as_they_were_written():
    body = '[{"id": 12345678901234567890, "n": 0.10, "b": true, "x": null, "o": {"á": [1.5]}, "ten": "Đà\\u0301\\nx\\ty"}, {"khac": 1}]'
    with peers.http(lambda it: it.tell(body.encode())) as server, rest.connect({"url": server.url}, "") as source:
        assert [column.name for column in source.columns()] == ["id", "n", "b", "x", "o", "ten", "khac"]
        first, second = reading.rows(source, ["id", "n", "b", "x", "o", "ten", "gone"])
    assert first == ["12345678901234567890", "0.10", "true", None, '{"á": [1.5]}', "Đà\u0301\nx\ty", None]
    assert second == [None] * 7


def again_and_again(it):
    tell(it, {"items": ROWS[:3], "next": f"?after={len(it.server.asked)}"})


def in_a_circle(it):
    tell(it, {"items": [], "next": "?a" if it.path.endswith("?b") else "?b"})


def test_a_page_that_repeats_for_ever_is_recognised():
    for answer in (again_and_again, in_a_circle):
        with peers.http(answer) as server, pytest.raises(SourceBroken, match="không kết thúc") as broken:
            read(server, paging="next", items="items")
        assert broken.value.detail["page"] <= 4
    with peers.http(lambda it: tell(it, ROWS)) as server, pytest.raises(SourceBroken, match="không kết thúc"):
        read(server, paging="page")


def test_the_secret_is_sent_as_asked_and_never_elsewhere():
    for connection, header, value in [
        ({"auth": "header", "prefix": "Bearer"}, "Authorization", f"Bearer {SECRET}"),
        ({"auth": "header", "header": "X-Api-Key"}, "X-Api-Key", SECRET),
        ({"auth": "basic", "user": "đọc"}, "Authorization", "Basic " + base64.b64encode(f"đọc:{SECRET}".encode()).decode()),
    ]:
        with peers.http(lambda it: tell(it, ROWS)) as server:
            assert read(server, **connection) == EVERY
            assert server.asked[0].headers[header].encode("latin-1").decode() == value
    for away in ("http://127.0.0.1:1/x", "//example.vn/x", "https://127.0.0.1/"):
        elsewhere = lambda it, away=away: tell(it, {"items": ROWS, "next": away})  # noqa: E731
        with peers.http(elsewhere) as server, pytest.raises(SourceBroken, match="sang một máy khác"):
            read(server, paging="next", items="items", auth="header")


def oauth(it):
    """A token is good for three questions."""
    if it.path == "/token":
        it.server.given = getattr(it.server, "given", 0) + 1
        return tell(it, {"access_token": f"t{it.server.given}", "token_type": "Bearer"})
    asked_with = [one for one in it.server.asked if one.headers["Authorization"] == f"Bearer t{it.server.given}"]
    return by_page(it) if len(asked_with) <= 3 else it.tell(status=401)


def test_a_token_is_asked_for_once_and_again_when_it_ends():
    with peers.http(oauth) as server:
        known = {"auth": "oauth2", "token_url": f"{server.url}/token", "user": "ứng dụng", "scope": "doc"}
        assert read(server, **known, paging="page", parameter="trang", items="data.items") == EVERY
        first = server.asked[0]
        assert parse_qs(first.sent.decode()) == {"grant_type": ["client_credentials"], "scope": ["doc"]}
        assert first.headers["Authorization"].startswith("Basic ")
        assert server.given == 2


def sometimes(it):
    trouble = [(429, {"Retry_After": "7"}), (503, {}), (502, {"Retry_After": "99999"})]
    if len(it.server.asked) <= len(trouble):
        status, headers = trouble[len(it.server.asked) - 1]
        return it.tell(status=status, **headers)
    return tell(it, ROWS)


def test_an_api_that_asks_to_wait_is_waited_for(slept):
    with peers.http(sometimes) as server:
        assert read(server) == EVERY
    assert slept == [7, 1, 0, 2, 120, 4]


REFUSALS = [
    (lambda it: it.tell(status=401), SourceRefused, "tài khoản hoặc mật khẩu"),
    (lambda it: it.tell(status=403), SourceRefused, "không có quyền"),
    (lambda it: it.tell(status=404), SourceRefused, "không có địa chỉ này"),
    (lambda it: it.tell(status=500), SourceUnavailable, "không trả lời"),
    (lambda it: it.tell(status=302, Location="http://169.254.169.254/"), SourceBroken, "chuyển hướng"),
    (lambda it: it.tell(b"<html>"), SourceBroken, "không phải JSON"),
    (lambda it: it.tell(b"[" * 200_000), SourceBroken, "không phải JSON"),
    (lambda it: it.tell(b'{"items": 5}'), SourceBroken, "Không thấy danh sách"),
    (lambda it: it.tell(b"[1, 2]"), SourceBroken, "không phải đối tượng"),
    (lambda it: it.connection.close() or it.connection.shutdown(2), SourceUnavailable, "không trả lời"),
]


def test_a_refusal_is_named_and_tells_no_secret(caplog):
    for answer, error, said in REFUSALS:
        with peers.http(answer) as server, pytest.raises(error, match=said) as refused:
            read(server, auth="basic", user="u")
        told = repr(refused.value) + repr(refused.value.detail) + repr(refused.value.__cause__) + caplog.text
        assert "canary" not in told
    with pytest.raises(SourceRefused, match="không máy nào được kết nối"), rest.connect({"url": "http://169.254.169.254/"}, "") as source:
        source.columns()


def test_a_hundred_thousand_rows_take_no_memory():
    def many(it):
        start = int(asked(it)["offset"])
        tell(it, [{"id": number, "ten": f"Hộ kinh doanh số {number}"} for number in range(start, min(start + 2000, 100_000))])

    with peers.http(many) as server:
        known = {"url": server.url, "paging": "offset"}, ["id", "ten"]
        size, grown = reading.peak("sharing.integration.connectors.rest", "", known)
    assert size > 2_500_000
    assert grown < 12
