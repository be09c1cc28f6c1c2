"""Which addresses belong to the internet, which to somebody's own network, and which to no host one may speak to.

The standard library's `is_global` calls NAT64, 6to4 and IPv4-compatible forms of the loopback address global; hence a table of our own,
after the IANA registries of special-purpose addresses, each row with the document that reserves it.
"""

from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Reach(Enum):
    """Whom an address may be spoken to for."""

    PUBLIC = "public"  # anybody's destination
    PRIVATE = "private"  # a destination for which its network was approved
    NEVER = "never"  # no destination at all


#: Somebody's own network: RFC 1918, shared address space of providers (RFC 6598), loopback (RFC 1122, 4291), unique local (RFC 4193).
OWN = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7")))
#: No host one may speak to, approved or not.
RESERVED = {
    "0.0.0.0/8": "RFC 1122, this host",
    "168.63.129.16/32": "platform address of Azure",
    "169.254.0.0/16": "RFC 3927, link-local; instance metadata of clouds",
    "192.0.0.0/24": "RFC 6890, protocol assignments",
    "192.0.2.0/24": "RFC 5737, documentation",
    "192.88.99.0/24": "RFC 7526, 6to4 relays",
    "198.18.0.0/15": "RFC 2544, benchmarks",
    "198.51.100.0/24": "RFC 5737, documentation",
    "203.0.113.0/24": "RFC 5737, documentation",
    "224.0.0.0/4": "RFC 5771, multicast",
    "240.0.0.0/4": "RFC 1112, reserved, with broadcast",
    "2001::/23": "RFC 2928, protocol assignments, with Teredo and ORCHID",
    "2001:db8::/32": "RFC 3849, documentation",
    "2002::/16": "RFC 3056, 6to4: carries an IPv4 address",
    "3ffe::/16": "RFC 3701, given back",
    "3fff::/20": "RFC 9637, documentation",
    "fd00:ec2::254/128": "instance metadata of a cloud",
}
NOBODY = tuple(map(ip_network, RESERVED))
#: The only IPv6 addresses of the internet (RFC 4291). Outside lie NAT64 (RFC 6052, 8215), IPv4-compatible, site- and link-local, multicast.
GLOBAL_UNICAST = ip_network("2000::/3")


def address_of(text: str) -> Address:
    """The address that is connected to: an IPv4 address written as IPv6 (RFC 4291 2.5.5.2) is the IPv4 address. Error: ValueError."""
    address = ip_address(text)
    return getattr(address, "ipv4_mapped", None) or address


def reach(address: Address) -> Reach:
    """Whom the address may be spoken to for."""
    if any(address in network for network in NOBODY) or getattr(address, "scope_id", None):
        return Reach.NEVER
    if any(address in network for network in OWN):
        return Reach.PRIVATE
    return Reach.PUBLIC if address.version == 4 or address in GLOBAL_UNICAST else Reach.NEVER
