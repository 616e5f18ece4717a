"""Refuse connections that another library opens while a permit is in use.

An adapter could bypass the transport with a library of its own. Python's audit hook
reports each connection before it is opened; during a transmission only those of the
transport, of name resolution, of the mail server and of the site's cache are allowed.
Other threads and connections opened before are not seen: the transmission is then
recorded as unobserved.
"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from django.conf import settings

from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.transmission_context import current_transmission

_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_REDIS_PORT = 6379


def install() -> None:
    """Begin to watch; Python offers no way to end it."""
    if not getattr(sys, "_privacy_connection_guard", False):
        sys._privacy_connection_guard = True  # type: ignore[attr-defined]  # noqa: SLF001 - once per process
        sys.addaudithook(_refuse_others)


def _refuse_others(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _EVENTS:
        return
    context = current_transmission()
    if context is None or context.allows_connections:
        return
    address = arguments[1] if len(arguments) > 1 else None
    if not isinstance(address, tuple) or _is_own_cache(address):
        return  # a Unix socket, or one that is connected already
    context.refusal = "A connection was opened past the transport"
    raise EgressRefused(context.refusal)


def _is_own_cache(address: tuple[object, ...]) -> bool:
    return len(address) > 1 and address[1] in _cache_ports()


def _cache_ports() -> set[int]:
    ports = set()
    for cache in settings.CACHES.values():
        location = cache.get("LOCATION") or ""
        for url in [location] if isinstance(location, str) else location:
            if "://" in str(url):
                ports.add(urlsplit(str(url)).port or _REDIS_PORT)
    return ports
