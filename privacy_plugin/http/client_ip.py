"""The client IP of a request, behind trusted proxies only (X-Forwarded-For)."""

from __future__ import annotations

import logging
import re
from functools import cache
from ipaddress import ip_network

from django.http import HttpRequest

from privacy_plugin.conf import conf
from privacy_plugin.validation.web_urls import Address, parse_ip

logger = logging.getLogger(__name__)

# As proxies write it: "192.0.2.1:4711", [2001:db8::1], "[2001:db8::1]:4711" (RFC 7239).
_WITH_PORT = re.compile(r"\[([^\]]*)\](?::\w{1,40})?|([0-9.]+):\w{1,40}", re.ASCII)


def get_client_ip(request: HttpRequest) -> Address | None:
    """Return the client IP as an object, None if it is unknown.

    It is REMOTE_ADDR, or, from the right, the first address in X-Forwarded-For that is
    not one of PRIVACY_TRUSTED_PROXIES. IPv4 inside IPv6 is unwrapped.
    """
    return _trace(request)[0]


def get_public_client_ip(request: HttpRequest) -> str | None:
    address = get_client_ip(request)
    if address is None or not address.is_global:
        return None
    return str(address)


def get_rate_limit_ip(request: HttpRequest) -> str:
    """Return the address to count requests under, empty where nothing is counted.

    It is the client's public address. Where a trusted proxy handed on one that cannot
    be read, it is that proxy's own, so that a limit still holds.
    """
    client, nearest = _trace(request)
    if client is None:
        return str(nearest or "")
    return str(client) if client.is_global else ""


def _trace(request: HttpRequest) -> tuple[Address | None, Address | None]:
    """Return the client's address, and the nearest readable one on the way to it."""
    address = nearest = parse_ip(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    hops = [part.strip() for part in forwarded.split(",") if part.strip()]
    for hop in reversed(hops):
        if address is None or not _is_trusted(address):
            break
        address = _parse_forwarded(hop)
        if address is None:
            warn_unreadable_header()
        nearest = address or nearest
    return address, nearest


@cache
def warn_unreadable_header() -> None:
    """Log, once in the life of this process, that a proxy's header is of no use."""
    logger.warning(
        "A trusted proxy sent an X-Forwarded-For header without a readable address. "
        "Readers behind it share one rate limit, and spam checks that need an address "
        "are left out. Have the proxy hand on the client's IP address."
    )


def _parse_forwarded(hop: str) -> Address | None:
    hop = hop.strip('"')
    found = _WITH_PORT.fullmatch(hop)
    return parse_ip((found[1] or found[2]) if found else hop)


def _is_trusted(address: Address) -> bool:
    return any(address in ip_network(network) for network in conf.trusted_proxies)
