"""The address a request came from, believed only as far as it can be."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.http import HttpRequest

from privacy_plugin.conf import conf

Address = IPv4Address | IPv6Address
_BARE = re.compile(r"http://(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::\d{1,5})?/?\Z")


def peer_address(request: HttpRequest) -> Address | None:
    """Return the client's address as an object, None where it cannot be told.

    It is REMOTE_ADDR, or, from the right, the first address in X-Forwarded-For that is
    not one of PRIVACY_TRUSTED_PROXIES. IPv4 inside IPv6 is unwrapped.
    """
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    for hop in reversed(
        [part.strip() for part in forwarded.split(",") if part.strip()]
    ):
        if address is None or not _is_trusted(address):
            break
        address = _parse(hop)
    return address


def is_loopback_host(host: str) -> bool:
    """Say whether a host, by name or address, is this machine and nothing else."""
    address = _parse(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def client_address(request: HttpRequest) -> str | None:
    """Return the client's public address; None for a private or unknown one."""
    address = peer_address(request)
    if address is None or not address.is_global:
        return None
    return str(address)


def _parse(text: str) -> Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:  # free text, and meant for one machine only
            return None
        return address.ipv4_mapped or address
    return address


def _is_trusted(address: Address) -> bool:
    return any(address in ip_network(network) for network in conf.trusted_proxies)


def is_loopback_address(url: str) -> bool:
    """Say whether `url` is a bare ``http://`` address that stays on this machine."""
    found = _BARE.match(url)
    return found is not None and is_loopback_host(found[1] or found[2])
