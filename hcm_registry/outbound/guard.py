"""Whether a host may be connected to, and at which address: asked once, for every address the name has, and then held to."""

import re
import socket
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from hcm_registry.outbound.approvals import Approval
from hcm_registry.outbound.errors import AddressRefused, Unreachable
from hcm_registry.outbound.networks import Reach, address_of, reach

log = structlog.get_logger(__name__)

#: Service → the ports it usually listens on. Another one is approved for one destination.
USUAL: dict[str, frozenset[int]] = {
    "http": frozenset({80, 443, 8080, 8443}),
    "postgres": frozenset({5432, 6432}),
    "mysql": frozenset({3306}),
    "sftp": frozenset({22}),
    "oracle": frozenset({1521, 2484}),
    "sqlserver": frozenset({1433}),
}
#: RFC 1123, and the underscore that offices use. No dot at the end, no label of digits at the end: those are spellings of an address.
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"0x[0-9a-f]*")


@dataclass(frozen=True)
class Pinned:
    """A host that may be connected to, at these addresses and no other."""

    host: str
    port: int
    addresses: tuple[str, ...]

    @property
    def address(self) -> str:
        """The one to try first."""
        return self.addresses[0]


def pin(host: str, port: int, service: str) -> Pinned:
    """Look the host up once and judge every address it has. Errors: AddressRefused when one of them may not be spoken to or the
    port is none of the service's; Unreachable when nobody knows the name."""
    name = spelled(host)
    usual = USUAL[service]
    granted = [approval for approval in settings.OUTBOUND_APPROVED if approval.names(name) and approval.opens(port, usual)]
    if port not in usual and not granted:
        raise AddressRefused(_("Cổng %(port)s của “%(host)s” chưa được phê duyệt.") % {"port": port, "host": name}, host=name)
    addresses = _resolved(name, port)
    for address in addresses:
        _judge(name, address, granted, public=port in usual)
    return Pinned(name, port, addresses)


def connected(host: str, port: int, service: str, timeout: float = 3.0) -> socket.socket:
    """A connection to the host at an address that was judged. Errors: AddressRefused, Unreachable."""
    pinned = pin(host, port, service)
    for address in pinned.addresses:
        try:
            connection = socket.create_connection((address, pinned.port), timeout)
        except OSError as error:
            log.info("outbound_unreachable", host=pinned.host, address=address, port=port, error=type(error).__name__)
        else:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection
    raise Unreachable(_("“%(host)s” cổng %(port)s không trả lời.") % {"host": pinned.host, "port": pinned.port}, host=pinned.host)


def spelled(host: str) -> str:
    """The host in its one spelling: a name in ASCII, or an address as it is usually written. Error: AddressRefused for 127.1, 0x7f.1,
    2130706433 and all other ways to write an address that a reader does not see through."""
    name = host.strip().lower().removeprefix("[").removesuffix("]").removesuffix(".")
    try:
        return str(ip_address(name))
    except ValueError:
        last = name.rpartition(".")[2]
        if _NAME.fullmatch(name) and not _NUMBER.fullmatch(last):
            return name
    raise AddressRefused(_("“%(host)s” không phải là tên máy hoặc địa chỉ IP viết theo cách thông thường.") % {"host": host[:80]})


def _resolved(name: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("Không tìm thấy máy có tên “%(host)s”.") % {"host": name}, host=name) from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _judge(name: str, text: str, granted: Collection[Approval], *, public: bool) -> None:
    address = address_of(text)
    kind = reach(address)
    if kind is Reach.PUBLIC and public:
        return
    if kind is not Reach.NEVER and any(approval.holds(address) for approval in granted):
        return
    log.warning("outbound_refused", host=name, address=text, reach=kind.value)
    sentence = (
        _("“%(host)s” dẫn tới một địa chỉ không máy nào được kết nối (dành riêng, nội bộ của máy hoặc của hạ tầng mạng).")
        if kind is Reach.NEVER
        else _("“%(host)s” nằm trong mạng chưa được phê duyệt cho kết nối này. Đề nghị người quản trị hệ thống phê duyệt.")
    )
    raise AddressRefused(sentence % {"host": name}, host=name)
