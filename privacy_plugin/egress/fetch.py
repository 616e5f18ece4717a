"""Fetch public data without any reader data: oEmbed responses and preview images.

The URL comes from content and cannot be trusted: it may point into our own network
(SSRF), redirect, or return something huge, slow or malicious. Only declared hosts are
contacted, over https, at public addresses that are resolved once; each redirect is
checked again; time, size and media type are limited; no cookie, language or referrer is
sent. Source: OWASP SSRF Prevention Cheat Sheet.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network
from typing import Any

import httpcore
import httpx

from privacy_plugin.egress.http_guard.deadline import DeadlineBackend, DeadlineTransport
from privacy_plugin.egress.http_guard.http_logging import silence_http_clients
from privacy_plugin.egress.transmission_context import TransmissionContext
from privacy_plugin.validation.web_urls import is_loopback_url, parse_ip

USER_AGENT = "wagtail-privacy-plugin"
_MAX_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEADLINE_SECONDS = 15.0
_CONNECT_SECONDS = 5.0
_OK = 200
_PRIVATE = "private"
_TUNNELS = tuple(  # IPv6 that carries somebody's IPv4, which may be private
    ip_network(net) for net in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")
)


class FetchError(Exception):
    """Nothing was fetched; holds a short code, never a URL."""


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """What may be fetched, and from where.

    `hosts` are declared names; ``*.`` covers all subdomains. `max_bytes` limits the
    body. `stand_in`, a URL on loopback, replaces all hosts in tests:
    ``<stand_in>/<host>/<path>``.
    """

    hosts: tuple[str, ...]
    media_types: frozenset[str]
    max_bytes: int
    stand_in: str = ""

    def allows_host(self, host: str) -> bool:
        return any(
            host.endswith(name[1:]) if name.startswith("*.") else host == name
            for name in self.hosts
        )


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The fetched bytes and their media type, such as ``image/jpeg``."""

    content: bytes
    media_type: str


def fetch(url: str, policy: FetchPolicy, context: TransmissionContext) -> FetchResult:
    """Fetch `url`, and record in the context that a request was sent.

    Raises FetchError with one of: address, host, network, private, redirects,
    status, kind, packed, size, slow.
    """
    ends_at = time.monotonic() + _DEADLINE_SECONDS
    silence_http_clients()
    backend = (
        DeadlineBackend(lambda: ends_at)
        if policy.stand_in
        else _PublicBackend(lambda: ends_at)
    )
    with httpx.Client(
        transport=DeadlineTransport(backend),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        timeout=httpx.Timeout(_DEADLINE_SECONDS, connect=_CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
    ) as client:
        try:
            with context.open_connections():
                return _fetch_following_redirects(client, url, policy, context)
        except httpx.TimeoutException:
            raise FetchError("slow") from None
        except httpx.HTTPError as error:
            cause = _PRIVATE if str(error) == _PRIVATE else "network"
            raise FetchError(cause) from None
        except (httpx.InvalidURL, UnicodeError):  # a redirect, a name, that is none
            raise FetchError("address") from None


def _fetch_following_redirects(
    client: httpx.Client, url: str, policy: FetchPolicy, context: TransmissionContext
) -> FetchResult:
    for _hop in range(_MAX_REDIRECTS + 1):
        address = _parse_allowed_url(url, policy)
        context.is_spent = True
        with client.stream("GET", _apply_stand_in(address, policy)) as response:
            context.status = response.status_code
            if response.status_code in _REDIRECTS:
                target = response.headers.get("location", "")
                url = str(address.join(target)) if target else ""
                continue
            return _read_response(response, policy, context)
    raise FetchError("redirects")


def _parse_allowed_url(url: str, policy: FetchPolicy) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise FetchError("address") from None
    if address.scheme != "https" or address.userinfo or address.port not in {None, 443}:
        raise FetchError("address")
    if not policy.allows_host(address.host):
        raise FetchError("host")
    return address


def _apply_stand_in(address: httpx.URL, policy: FetchPolicy) -> httpx.URL:
    if not policy.stand_in:
        return address
    if not is_loopback_url(policy.stand_in):
        raise FetchError("address")
    path = address.raw_path.decode("ascii")
    return httpx.URL(f"{policy.stand_in.rstrip('/')}/{address.host}{path}")


def _read_response(
    response: httpx.Response, policy: FetchPolicy, context: TransmissionContext
) -> FetchResult:
    if response.status_code != _OK:
        raise FetchError("status")
    media_type = (
        response.headers.get("content-type", "").partition(";")[0].strip().lower()
    )
    if media_type not in policy.media_types:
        raise FetchError("kind")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise FetchError("packed")
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > policy.max_bytes:
            raise FetchError("size")
    context.byte_count += len(content)
    return FetchResult(bytes(content), media_type)


class _PublicBackend(DeadlineBackend):
    """Resolve a name once, and connect only if all its addresses are public."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = _resolve_public_ip(host, port)
        return super().connect_tcp(
            address, port, timeout, local_address, socket_options
        )


def _resolve_public_ip(host: str, port: int) -> str:
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise httpcore.ConnectError from None
    addresses = [str(entry[4][0]) for entry in entries]
    if not addresses or not all(map(_is_public, addresses)):
        raise httpcore.ConnectError(_PRIVATE)
    return addresses[0]


def _is_public(text: str) -> bool:
    address = parse_ip(text.partition("%")[0])
    if address is None:
        return False
    is_tunnel = any(address in network for network in _TUNNELS)
    is_local = isinstance(address, IPv6Address) and address.is_site_local
    return (
        address.is_global
        and not address.is_multicast
        and not is_local  # deprecated, and yet used within networks
        and not is_tunnel
    )
