"""Networks named in settings, and whether an address is in one of them."""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network


def networks(text: str) -> list[str]:
    """The networks of a setting, separated by commas. Error: ValueError for what is none, when the process starts."""
    return [str(ip_network(part.strip())) for part in text.split(",") if part.strip()]


def within(address: str, allowed: Iterable[str]) -> bool:
    """Whether the address lies in one of the networks; what is no address lies in none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ip_network(network) for network in allowed)
