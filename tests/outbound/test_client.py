"""HTTP outwards: held to the address that was judged, to a size and to a time, and silent about secrets."""

import socket
import time
from contextlib import suppress

import pytest

from hcm_registry.outbound import client, guard
from hcm_registry.outbound.approvals import approvals
from hcm_registry.outbound.client import Client
from hcm_registry.outbound.errors import AddressRefused, AnswerRefused, Unreachable
from tests.outbound import peers


@pytest.fixture(autouse=True)
def _loopback_approved(settings):
    settings.OUTBOUND_APPROVED = approvals("127.0.0.1:*=127.0.0.1,peer.example.vn:*=127.0.0.1")


@pytest.fixture
def resolver(monkeypatch):
    """A resolver that answers differently each time: what is left of the list, the last for ever."""
    answers = []
    real = socket.getaddrinfo

    def answer(host, port, *given, **rest):
        if host[0].isdigit():
            return real(host, port, *given, **rest)
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(guard.socket, "getaddrinfo", answer)
    return answers


def test_what_is_asked_is_answered():
    with peers.http(lambda it: it.tell(b"xin ch\xc3\xa0o", X_Page="2")) as server:
        answer = Client().ask("POST", f"{server.url}/a?b=c", headers={"X-Token": "t"}, body=b"{}")
        assert (answer.status, answer.headers["x-page"], answer.body.decode()) == (200, "2", "xin chào")
        (it,) = server.asked
        assert (it.path, it.headers["X-Token"], it.sent, it.headers["Accept-Encoding"]) == ("/a?b=c", "t", b"{}", "identity")


def test_a_name_that_answers_differently_a_moment_later_changes_nothing(resolver, monkeypatch):
    """The address judged is the address connected to; a second connection is judged anew."""
    connected = []
    real = socket.create_connection
    monkeypatch.setattr(guard.socket, "create_connection", lambda where, *rest: connected.append(where[0]) or real(where, *rest))
    with peers.http(lambda it: it.tell(b"ok", Connection="close")) as server:
        resolver[:] = ["127.0.0.1", "169.254.169.254"]
        asking, url = Client(), f"http://peer.example.vn:{server.server_port}/"
        assert asking.ask("GET", url).body == b"ok"
        with pytest.raises(AddressRefused):
            asking.ask("GET", url)
    assert connected == ["127.0.0.1"]


def test_no_redirect_is_followed(resolver):
    for place in ("http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:6379/", "//peer.example.vn/", "/elsewhere", ""):
        for status in client.REDIRECTIONS:
            with peers.http(lambda it, place=place, status=status: it.tell(status=status, Location=place)) as server:
                resolver[:] = ["127.0.0.1"]
                with pytest.raises(AnswerRefused, match="chuyển hướng sang"):
                    Client().ask("GET", server.url)
                assert len(server.asked) == 1


def test_the_certificate_is_that_of_the_name_and_of_a_trusted_authority(resolver, settings, tmp_path):
    trusted, context = peers.certificate(tmp_path, "peer.example.vn")
    names = []
    context.sni_callback = lambda _connection, name, _context: names.append(name)
    resolver[:] = ["127.0.0.1"]
    with peers.http(lambda it: it.tell(b"sealed"), context) as server:
        url = f"https://peer.example.vn:{server.server_port}/"
        with pytest.raises(Unreachable, match="Chứng thư TLS"):
            Client().ask("GET", url)
        settings.OUTBOUND_CA_FILE = str(trusted)
        assert Client().ask("GET", url).body == b"sealed"
        with pytest.raises(Unreachable, match="Chứng thư TLS"):
            Client().ask("GET", server.url)
    assert names[:2] == ["peer.example.vn", "peer.example.vn"]
    assert server.asked[0].headers["Host"].startswith("peer.example.vn")


def test_an_answer_is_read_up_to_its_limit(settings):
    with peers.http(lambda it: it.tell(b"x" * 100_000)) as server:
        assert len(Client(limit=100_000).ask("GET", server.url).body) == 100_000
        with pytest.raises(AnswerRefused, match="lớn hơn"):
            Client(limit=99_999).ask("GET", server.url)
        with Client(limit=100_000).streaming("GET", server.url) as answer:
            assert max(map(len, answer.pieces)) <= client.PIECE


def test_what_comes_compressed_is_not_taken():
    with peers.http(lambda it: it.tell(b"\x1f\x8b", Content_Encoding="gzip")) as server, pytest.raises(AnswerRefused, match="nén"):
        Client().ask("GET", server.url)


def cut(it):
    """Half an answer, then nobody there."""
    it.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
    it.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("answer", [cut, lambda it: it.wfile.write(b"nonsense\r\n\r\n") and setattr(it, "close_connection", True)])
def test_an_answer_cut_off_or_unreadable_says_so_and_nothing_secret(answer):
    with peers.http(answer) as server, pytest.raises(Unreachable, match="ngắt kết nối giữa chừng") as refused:
        Client().ask("GET", f"{server.url}/?token=canary-secret", headers={"Authorization": "Bearer canary-secret"})
    assert "canary" not in repr(refused.value) + repr(refused.value.detail) + repr(refused.value.__cause__)


def test_who_does_not_answer_in_time_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(client, "READ", 0.05)
    with peers.http(lambda it: it.rfile.read(1)) as server, pytest.raises(Unreachable):
        Client().ask("GET", server.url)


def dripping(headers):
    """Never silent for long, and never done."""

    def answer(it):
        it.wfile.write(b"HTTP/1.1 200 OK\r\n" if headers else b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        with suppress(OSError):
            while True:
                it.wfile.write(b"X-A: b\r\n" if headers else b".")
                it.wfile.flush()
                time.sleep(0.01)

    return answer


def test_all_of_an_answer_has_a_time_too(monkeypatch):
    monkeypatch.setattr(client, "WHOLE", 0.2)
    monkeypatch.setattr("http.client._MAXHEADERS", 1_000_000)
    with peers.http(dripping(headers=True)) as server, pytest.raises(Unreachable):
        Client().ask("GET", server.url)
    with peers.http(dripping(headers=False)) as server, pytest.raises(Unreachable, match="quá chậm"):
        Client(whole=0.2).ask("GET", server.url)


def test_nobody_listening_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable, match=f"cổng {port} không trả lời"):
        Client().ask("GET", f"http://127.0.0.1:{port}/")


def test_proxies_of_the_environment_and_other_schemes_lead_nowhere(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with peers.http(lambda it: it.tell(b"straight")) as server:
        assert Client().ask("GET", server.url).body == b"straight"
        with pytest.raises(AddressRefused, match="https://"):
            Client(schemes=("https",)).ask("GET", server.url)
