"""Where requests go: to the real service, or to a stand-in on this machine.

The client knows the real address only, so the guarded transport takes a request for
the declared host elsewhere when the endpoint is a stand-in. Nothing but loopback may
stand in: a reader was told a name and a country.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from privacy_plugin.akismet.processing import AUTOMATTIC
from privacy_plugin.conf import conf
from privacy_plugin.egress.address import is_loopback_host

SERVICE_HOST = AUTOMATTIC.hosts[0]
SERVICE_URL = f"https://{SERVICE_HOST}"


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def is_service(url: str) -> bool:
    """Say whether `url` is the real service, exactly as it is declared."""
    return url.rstrip("/") == SERVICE_URL


def is_loopback(url: str) -> bool:
    """Say whether `url` is a bare http(s) address that never leaves this machine."""
    parts = _parts(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    if parts.path.rstrip("/") or parts.query or parts.fragment or parts.username:
        return False
    return is_loopback_host(parts.hostname)


def is_stand_in() -> bool:
    """Say whether a stand-in on this machine answers in the service's place.

    False as well where no key is set, for then nobody answers at all.
    """
    return bool(conf.akismet_key) and is_loopback(conf.akismet_endpoint)


def reroute() -> dict[str, str] | None:
    """Return where the transport takes the declared host instead, if anywhere.

    Any endpoint but the real service goes there, also a wrong one: the transport
    refuses what is not on loopback, and that is better than ignoring a setting.
    """
    if is_service(conf.akismet_endpoint):
        return None
    return {SERVICE_HOST: conf.akismet_endpoint.rstrip("/")}
