"""Validate untrusted URLs: schemes and hosts.

URLs are parsed as browsers parse them; ambiguous ones are rejected. Source: WHATWG URL.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
WEB_SCHEMES = frozenset({"http", "https"})
LINK_SCHEMES = WEB_SCHEMES | {"mailto", "tel"}
MAX_URL_LENGTH = 2000
_LAST_PORT = 65_535
_CONTROL_OR_SPACE = "".join(map(chr, range(0x21)))
_IGNORED = re.compile(r"[\t\r\n]")
_HOSTNAME = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9-]+\Z")
_PUBLIC_HOSTNAME = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\Z"
)
_AUTHORITY = re.compile(r"(\[[^\[\]@]*\]|[^\[\]:@]*)(:\d*)?\Z")
_BARE = re.compile(r"https?://(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?/?\Z")


def strip_url(value: str) -> str:
    """Return an address without what browsers leave out: line breaks, white space."""
    return _IGNORED.sub("", value.strip(_CONTROL_OR_SPACE))


def get_hostname(url: str) -> str:
    """Return the host an address names, in small letters; empty for none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def get_origin(url: str) -> str:
    """Return scheme, host and port of an address, as it writes them; empty for none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def get_web_host(url: str) -> str:
    """Return the host of an address on the web; empty for what is none.

    An address is http or https, names a host with a dot, carries no password and no
    port, and has neither spaces nor control characters in it.
    """
    try:
        parts = urlsplit(url)
        is_odd = parts.username is not None or parts.port not in {None, 80, 443}
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    is_odd = is_odd or not _AUTHORITY.match(parts.netloc)
    if parts.scheme not in WEB_SCHEMES or is_odd or "." not in host.strip("."):
        return ""
    return host if is_well_formed(url) else ""


def is_well_formed(url: str) -> bool:
    """Say whether it could be an address: of some length, and on one line."""
    return len(url) <= MAX_URL_LENGTH and url.isprintable() and " " not in url


def is_hostname(host: str) -> bool:
    """Say whether `host` is a name in small letters, also one of this network."""
    return bool(_HOSTNAME.match(host))


def is_public_hostname(host: str) -> bool:
    """Say whether `host` is a name in small letters with a dot, and no number."""
    return bool(_PUBLIC_HOSTNAME.match(host))


def parse_ip(text: str) -> Address | None:
    """Return an IP address as an object, None for what is none.

    IPv4 inside IPv6 is unwrapped.
    """
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:  # free text, and meant for one machine only
            return None
        return address.ipv4_mapped or address
    return address


def is_loopback_host(host: str) -> bool:
    """Say whether a host, by name or address, is this machine and nothing else."""
    address = parse_ip(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def is_loopback_url(url: str) -> bool:
    """Say whether `url` is scheme, host and port only, and stays on this machine."""
    found = _BARE.match(url)
    if found is None or int(found[3] or 0) > _LAST_PORT:
        return False
    return is_loopback_host(found[1] or found[2])
