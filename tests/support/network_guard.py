"""Refuse every connection beyond this machine, whichever library tries.

An audit hook sees what Python itself is about to do: resolve a name, connect, send a
datagram. Loopback addresses and Unix sockets pass. A refusal is also remembered, since
a library may swallow the exception; ``conftest`` fails the test that caused it.
"""

from __future__ import annotations

import ipaddress
import sys

EVENTS = frozenset(
    {
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.connect",
        "socket.sendto",
        "socket.sendmsg",
    }
)
refused: list[str] = []


class ReachedOut(Exception):  # noqa: N818 - it says what a test did
    """Say which host a test wanted to reach."""


def watch() -> None:
    """Install the audit hook; Python cannot take one out again."""
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event not in EVENTS:
        return
    host = _host(event, arguments)
    if host is None or _is_here(host):
        return
    refused.append(f"{event} {host}")
    raise ReachedOut(host)


def _host(event: str, arguments: tuple[object, ...]) -> object:
    """Return the host an event is about; None for a Unix socket or none at all."""
    if event.startswith("socket.get"):
        return arguments[0]
    address = arguments[1] if len(arguments) > 1 else None
    return address[0] if isinstance(address, tuple) else None


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in {"", "localhost"} or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False
