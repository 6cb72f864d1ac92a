"""Where messages of the browser are sent: addresses that browsers give us, so none inside one's own network.

Checked twice: by its words when it is stored, and by the numbers that its name leads to when something is sent.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

LONGEST = 2_000
"""Characters; the push services of all browsers stay below half of it."""
_INNER = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "test", "invalid", "example", "arpa")


class EndpointError(ValueError):
    """An address that nothing is sent to; the reason is for the log."""


def check(endpoint: str, *, local: bool) -> None:
    """Raise ``EndpointError`` unless ``endpoint`` is a push service's address; ``local`` allows this machine, by http.

    A push service has a name with a dot, speaks https at its usual port, and asks for no password.
    """
    if not endpoint or len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable():
        raise EndpointError("length or characters")
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise EndpointError("no address") from error
    if "@" in parts.netloc or "\\" in endpoint or " " in endpoint or not host:
        raise EndpointError("no plain address")
    if local and parts.scheme in ("http", "https"):
        return
    # An empty port, or one with a zero before it, is the usual one, and no signature can be made for it.
    if (
        parts.scheme != "https"
        or port not in (None, 443)
        or (":" in parts.netloc and not parts.netloc.endswith(":443"))
    ):
        raise EndpointError("not https at its usual port")
    if _is_number(host) or "." not in host.strip(".") or host.rstrip(".").rpartition(".")[2] in _INNER:
        raise EndpointError("no name of a public host")


def _is_number(host: str) -> bool:
    """Whether a host is an address in numbers, in any of the forms that resolvers read: ``0x7f.1`` is one."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.rstrip(".").rpartition(".")[2][:1].isdigit()
    return True


def public_address(host: str, port: int) -> str:
    """An address in numbers that ``host`` leads to. Raises ``EndpointError`` where one of them is not a public one.

    What is connected to is this very address: a name that is asked for again may lead elsewhere.
    """
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise EndpointError("no such host") from error
    if not found or not all(_is_public(one) for one in found):
        raise EndpointError("not a public address")
    return found[0]


_NEVER = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "fec0::/10", "::/96", "2001::/32")))
"""Addresses that stand for one of IPv4, or for one inside, and that Python counts among the public ones, or once did:
NAT64, site-local, IPv4-compatible, Teredo."""


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return all(one.is_global and not one.is_multicast for one in (address, inner) if one is not None)
