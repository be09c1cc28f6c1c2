"""Where the one door out does not lead, however it is spelled."""

import socket
from configparser import ConfigParser
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from hcm_registry.outbound import client, guard
from hcm_registry.outbound.approvals import approvals
from hcm_registry.outbound.errors import AddressRefused, Unreachable
from hcm_registry.outbound.networks import NOBODY, OWN, Reach, address_of, reach

VECTORS = ConfigParser(allow_no_value=True, delimiters=("\0",), strict=False, interpolation=None, empty_lines_in_values=False)
VECTORS.optionxform = str
VECTORS.read(Path(__file__).with_name("vectors.txt"))
FORBIDDEN, ODD, NAMES, URLS = ([word for line in VECTORS[section] for word in line.split()] for section in VECTORS.sections())
URLS += ["http://example.vn\r\nHost: a/", "http://exa mple.vn/", "\thttp://127.0.0.1/"]


@pytest.fixture(autouse=True)
def _nothing_approved(settings):
    settings.OUTBOUND_APPROVED = ()


@pytest.fixture
def names(monkeypatch):
    """What the resolver answers: name → addresses; an address answers itself, as resolvers do, in any spelling libc knows."""
    known = {"example.vn": ["93.184.216.34"]}
    real = socket.getaddrinfo

    def answer(host, port, **rest):
        if host in known:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in known[host]]
        return real(host, port, flags=socket.AI_NUMERICHOST, **rest)

    monkeypatch.setattr(guard.socket, "getaddrinfo", answer)
    return known


def refusal(ask, *given):
    """What the guard says to it."""
    try:
        ask(*given)
    except AddressRefused as refused:
        return refused
    return None


def test_no_vector_leads_to_where_nothing_was_approved(names):
    names.update({word: ["127.0.0.1"] for word in NAMES} | {"localhost": ["::1", "127.0.0.1"]})
    assert len(FORBIDDEN) + len(ODD) + len(NAMES) + len(URLS) > 150
    let_through = [host for host in (*FORBIDDEN, *ODD, *NAMES) if not refusal(guard.pin, host, 443, "http")]
    let_through += [f"name of {text}" for text in FORBIDDEN if not named(names, text)]
    let_through += [url for url in URLS if not refusal(asked, url)]
    assert let_through == []


def named(names, address):
    """Whether a name that resolves to the address is refused, also when another of its addresses is harmless."""
    names["two.example.vn"] = ["93.184.216.34", address]
    return refusal(guard.pin, "two.example.vn", 443, "http")


def asked(url):
    target = client.addressed(url)
    return guard.pin(target.host, target.port or 443, "http")


def test_what_is_public_is_reached_at_the_usual_ports(names):
    names["example.vn"] = ["93.184.216.34", "2606:2800:220:1::1"]
    assert guard.pin("Example.VN.", 443, "http") == guard.Pinned("example.vn", 443, ("93.184.216.34", "2606:2800:220:1::1"))
    assert guard.pin("example.vn", 5432, "postgres").address == "93.184.216.34"
    assert refusal(guard.pin, "example.vn", 5432, "http").text == "Cổng 5432 của “example.vn” chưa được phê duyệt."


def test_a_network_is_approved_for_one_destination_and_port(names, settings):
    names.update({"db.sxd.vn": ["10.20.1.5"], "other.vn": ["10.20.1.5"], "a.kho.vn": ["fd12::5"], "kho.vn": ["fd12::5"]})
    settings.OUTBOUND_APPROVED = approvals("db.sxd.vn:5433=10.20.0.0/16+10.21.0.0/16, *.kho.vn=fd12::/16,[fd12::7]:*=fd12::7")
    assert guard.pin("db.sxd.vn", 5433, "postgres").address == "10.20.1.5"
    assert guard.pin("a.kho.vn", 443, "http").address == "fd12::5"
    assert guard.pin("fd12::7", 9999, "http").address == "fd12::7"
    for host, port, service in [
        ("db.sxd.vn", 5432, "postgres"),
        ("other.vn", 5433, "postgres"),
        ("kho.vn", 443, "http"),
        ("a.kho.vn", 9443, "http"),
        ("10.20.1.5", 5433, "postgres"),
    ]:
        assert refusal(guard.pin, host, port, service), host
    names["db.sxd.vn"] = ["10.20.1.5", "10.22.0.1"]
    assert refusal(guard.pin, "db.sxd.vn", 5433, "postgres")


def test_an_approved_port_alone_opens_no_other_address(names, settings):
    settings.OUTBOUND_APPROVED = approvals("example.vn:9443=93.184.216.0/24")
    assert guard.pin("example.vn", 9443, "http").address == "93.184.216.34"
    names["example.vn"] = ["93.184.217.1"]
    assert refusal(guard.pin, "example.vn", 9443, "http")


def test_no_approval_reaches_what_is_reserved(names, settings):
    settings.OUTBOUND_APPROVED = approvals("*.vn:*=0.0.0.0/0+::/0")
    never = [text for text in FORBIDDEN if reach(address_of(text)) is Reach.NEVER]
    assert len(never) > 50
    assert [text for text in never if not named(names, text)] == []


def test_an_approval_that_cannot_be_read_stops_the_start():
    for text in ("db.vn", "db.vn:=10.0.0.0/8", "*=10.0.0.0/8", "a.*.vn=10.0.0.0/8", "db.vn=10.0.0.1/8", "db.vn=somewhere", "=10.0.0.0/8"):
        with pytest.raises(ValueError, match=r"OUTBOUND_APPROVED|host bits|not appear to be"):
            approvals(text)


def test_the_table_is_at_least_as_strict_as_the_standard_library():
    for network in (*NOBODY, *OWN, ip_network("fe80::/10"), ip_network("ff00::/8"), ip_network("::/96")):
        for address in (network[0], network[-1]):
            assert reach(address_of(str(address))) is not Reach.PUBLIC, address
    for text in ("8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "2001:200::1", "2606:4700::1111"):
        assert reach(ip_address(text)) is Reach.PUBLIC, text


def test_a_name_nobody_knows_is_unreachable_not_refused(monkeypatch):
    def unknown(*given, **rest):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(guard.socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match="Không tìm thấy máy có tên “gone"):
        guard.pin("gone.example.vn", 443, "http")
