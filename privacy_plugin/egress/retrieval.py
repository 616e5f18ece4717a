"""Fetch something public, about nobody: the title of a film, a small picture of it.

What is asked for was published by others and pasted by an editor, so it may lie: lead
into our own network, elsewhere by a redirect, to something huge, slow or poisonous.
Only declared hosts are asked, over https, at public addresses that are looked up once
and then connected to; each redirect is judged anew; time, size and kind are limited;
no cookie, no language, no referrer goes along. Source: OWASP SSRF Prevention Cheat
Sheet.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

import httpcore
import httpx

from privacy_plugin.egress.deadline import DeadlineTransport, PunctualBackend
from privacy_plugin.egress.exchange import Exchange
from privacy_plugin.egress.transport import is_loopback

USER_AGENT = "wagtail-privacy-plugin"
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEADLINE_SECONDS = 15.0
_CONNECT_SECONDS = 5.0
_OK = 200
_PRIVATE = "private"
_TUNNELS = tuple(  # IPv6 that carries somebody's IPv4, which may be private
    ip_network(net) for net in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")
)


class RetrievalFailed(Exception):  # noqa: N818 - named by what happened
    """Say by a short code why nothing came; never an address."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say what may come, and from whom.

    `hosts` are declared names, those with ``*.`` stand for all below; `kinds` are
    media types; more than `most_bytes` is too much. `stand_in`, an address on loopback,
    plays all of the hosts: ``<stand_in>/<host>/<path>``.
    """

    hosts: tuple[str, ...]
    kinds: frozenset[str]
    most_bytes: int
    stand_in: str = ""

    def admits(self, host: str) -> bool:
        """Say whether a host is one of those declared."""
        return any(
            host.endswith(name[1:]) if name.startswith("*.") else host == name
            for name in self.hosts
        )


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Hold what came: its bytes and its kind, such as ``image/jpeg``."""

    content: bytes
    kind: str


def retrieve(url: str, wanted: Wanted, exchange: Exchange) -> Retrieved:
    """Fetch `url`, and write down in the exchange that somebody was asked.

    Raises RetrievalFailed with one of: address, host, network, private, redirects,
    status, kind, packed, size, slow.
    """
    ends_at = time.monotonic() + _DEADLINE_SECONDS
    backend = (
        PunctualBackend(lambda: ends_at)
        if wanted.stand_in
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
            return _follow(client, url, wanted, exchange)
        except httpx.TimeoutException:
            raise RetrievalFailed("slow") from None
        except httpx.HTTPError as error:
            cause = _PRIVATE if str(error) == _PRIVATE else "network"
            raise RetrievalFailed(cause) from None
        except (httpx.InvalidURL, UnicodeError):  # a redirect, a name, that is none
            raise RetrievalFailed("address") from None


def _follow(
    client: httpx.Client, url: str, wanted: Wanted, exchange: Exchange
) -> Retrieved:
    for _hop in range(_MOST_REDIRECTS + 1):
        address = _judged(url, wanted)
        exchange.is_spent = True
        with client.stream("GET", _routed(address, wanted)) as answer:
            exchange.status = answer.status_code
            if answer.status_code in _REDIRECTS:
                target = answer.headers.get("location", "")
                url = str(address.join(target)) if target else ""
                continue
            return _read(answer, wanted, exchange)
    raise RetrievalFailed("redirects")


def _judged(url: str, wanted: Wanted) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise RetrievalFailed("address") from None
    if address.scheme != "https" or address.userinfo or address.port not in {None, 443}:
        raise RetrievalFailed("address")
    if not wanted.admits(address.host):
        raise RetrievalFailed("host")
    return address


def _routed(address: httpx.URL, wanted: Wanted) -> httpx.URL:
    if not wanted.stand_in:
        return address
    if not is_loopback(wanted.stand_in):
        raise RetrievalFailed("address")
    path = address.raw_path.decode("ascii")
    return httpx.URL(f"{wanted.stand_in.rstrip('/')}/{address.host}{path}")


def _read(answer: httpx.Response, wanted: Wanted, exchange: Exchange) -> Retrieved:
    if answer.status_code != _OK:
        raise RetrievalFailed("status")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in wanted.kinds:
        raise RetrievalFailed("kind")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise RetrievalFailed("packed")
    content = bytearray()
    for chunk in answer.iter_raw():
        content += chunk
        if len(content) > wanted.most_bytes:
            raise RetrievalFailed("size")
    exchange.byte_count += len(content)
    return Retrieved(bytes(content), kind)


class _PublicBackend(PunctualBackend):
    """Look a name up once, and connect to what was found if all of it is public."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open one; raise ConnectError for a name that is not public."""
        number = _public_number(host, port)
        return super().connect_tcp(number, port, timeout, local_address, socket_options)


def _public_number(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise httpcore.ConnectError from None
    numbers = [str(entry[4][0]) for entry in found]
    if not numbers or not all(map(_is_public, numbers)):
        raise httpcore.ConnectError(_PRIVATE)
    return numbers[0]


def _is_public(number: str) -> bool:
    address = ip_address(number.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    is_tunnel = any(address in network for network in _TUNNELS)
    is_local = isinstance(address, IPv6Address) and address.is_site_local
    return (
        address.is_global
        and not address.is_multicast
        and not is_local  # deprecated, and yet used within networks
        and not is_tunnel
    )
