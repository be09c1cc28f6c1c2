"""Destinations for which whoever runs the system approved a network or a port: the setting OUTBOUND_APPROVED, read once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_network

from hcm_registry.outbound.networks import Address, Network

ANY = -1
_LEFT = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._*-]+)(?::(?P<port>\d{1,5}|\*))?", re.IGNORECASE)


@dataclass(frozen=True)
class Approval:
    """One destination: `host` a name, an address, or `*.suffix`; `port` one, ANY, or None for the usual ones of the service asked."""

    host: str
    port: int | None
    networks: tuple[Network, ...]

    def names(self, host: str) -> bool:
        """Whether this is about the host."""
        return host.endswith(self.host[1:]) if self.host.startswith("*.") else host == self.host

    def opens(self, port: int, usual: Iterable[int]) -> bool:
        """Whether the port belongs to it."""
        return self.port in {port, ANY} or (self.port is None and port in usual)

    def holds(self, address: Address) -> bool:
        """Whether the address lies in what was approved."""
        return any(address in network for network in self.networks)


def approvals(text: str) -> tuple[Approval, ...]:
    """`host=network`, `host:port=network+network`, `host:*=network`, separated by commas. Error: ValueError, when the process starts."""
    return tuple(_approval(part.strip()) for part in text.split(",") if part.strip())


def _approval(text: str) -> Approval:
    left, _, right = text.partition("=")
    match = _LEFT.fullmatch(left.strip())
    if match is None or "*" in match["host"].removeprefix("*."):
        raise ValueError(f"OUTBOUND_APPROVED: {text!r} is not host[:port]=network[+network]")
    port = ANY if match["port"] == "*" else int(match["port"]) if match["port"] else None
    return Approval(match["host"].strip("[]").lower(), port, tuple(ip_network(part.strip()) for part in right.split("+")))
