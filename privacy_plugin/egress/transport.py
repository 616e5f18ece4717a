"""The seat belt: an httpx transport that lets through only what the permit allows.

It looks at the request as it will stand on the wire, after the client library has
done its work. Whatever is not declared is refused before a connection is opened:
scheme, host, method, header, field name, and any value that differs from the permit's.
No redirects, no proxies from the environment, no plain http except to loopback.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Mapping
from typing import NoReturn
from urllib.parse import parse_qsl, unquote

import httpx

from privacy_plugin.egress.address import is_loopback_host
from privacy_plugin.egress.deadline import DeadlineTransport
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.exchange import Exchange, current

_FORM = "application/x-www-form-urlencoded"
_METHODS = frozenset({"GET", "POST"})
_HEADERS = frozenset(
    {
        "accept", "accept-encoding", "connection", "content-length", "content-type",
        "host", "user-agent",
    },
)  # fmt: skip
_MAX_ANSWER_BYTES = 256 * 1024
_DEADLINE_SECONDS = 30.0
_PATH = re.compile(r"/[A-Za-z0-9/._~-]{0,99}\Z")
_SAID = {  # what these headers say, word for word; no room for a value
    "accept": "*/*",
    "accept-encoding": "identity",
    "connection": "keep-alive",
    "content-type": _FORM,
}


class AnswerPacked(httpx.TransportError):
    """Say that the answer is compressed, though none was asked for that way."""


class AnswerTooLarge(httpx.TransportError):
    """Say that the recipient's answer is larger than any it should give."""


def guarded_client(
    *,
    user_agent: str,
    connect_timeout_seconds: float,
    read_timeout_seconds: float,
    reroute: Mapping[str, str] | None = None,
    paths: frozenset[str] = frozenset(),
) -> httpx.Client:
    """Return a client whose every request passes the guard.

    `paths` names the functions of the service that may be called; with none named, a
    path must be plain and hold no value.

    `reroute` maps a declared host to an address on loopback, for a stand-in; the
    request is judged by the declared host. Building one costs about 30 ms: keep it,
    one per process. Raises EgressRefused for a reroute that leaves the machine.
    """
    routes = {host: _loopback_url(url) for host, url in (reroute or {}).items()}
    timeout = httpx.Timeout(read_timeout_seconds, connect=connect_timeout_seconds)
    _silence_httpx()
    return httpx.Client(
        transport=GuardedTransport(
            DeadlineTransport(),
            routes=routes,
            user_agent=user_agent,
            paths=paths,
        ),
        # A compressed answer could unfold to a thousand times its size.
        headers={"User-Agent": user_agent, "Accept-Encoding": "identity"},
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )


def is_loopback(url: str) -> bool:
    """Say whether an address leads to this machine and nowhere else."""
    try:
        return is_loopback_host(httpx.URL(url).host)
    except httpx.InvalidURL:
        return False


class GuardedTransport(httpx.BaseTransport):
    """Judge each request by the permit in force, then hand it to the real transport."""

    def __init__(
        self,
        inner: httpx.BaseTransport,
        *,
        routes: Mapping[str, httpx.URL] | None = None,
        user_agent: str,
        paths: frozenset[str] = frozenset(),
    ) -> None:
        """Wrap `inner`; `routes` maps declared hosts to loopback addresses.

        `user_agent` is the only one that may be named, so that no reader's is.
        """
        self._inner = inner
        self._user_agent = user_agent
        self._routes = dict(routes or {})
        self._paths = paths

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request if all of it is permitted; raise EgressRefused else."""
        exchange = current()
        if exchange is None:
            msg = "No permit is in force: ask privacy_plugin.egress.gateway.authorize()"
            raise EgressRefused(msg)
        if request.headers.get("user-agent", self._user_agent) != self._user_agent:
            _refuse(exchange, "The program names itself, and nobody else")
        _judge(request, exchange, self._paths)
        exchange.is_spent = True
        exchange.ends_at = time.monotonic() + _DEADLINE_SECONDS
        exchange.byte_count = len(request.read())
        response = self._inner.handle_request(self._routed(request))
        return _observed(response, exchange)

    def close(self) -> None:
        """Close the real transport."""
        self._inner.close()

    def _routed(self, request: httpx.Request) -> httpx.Request:
        route = self._routes.get(request.url.host)
        if route is None:
            return request
        return httpx.Request(
            request.method,
            request.url.copy_with(
                scheme=route.scheme, host=route.host, port=route.port
            ),
            headers=request.headers,
            content=request.read(),
            extensions=request.extensions,
        )


class _BoundedStream(httpx.SyncByteStream):
    """Hand on an answer until it grows too large."""

    def __init__(self, inner: httpx.SyncByteStream) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for chunk in self._inner:
            received += len(chunk)
            if received > _MAX_ANSWER_BYTES:
                msg = "The recipient's answer is too large"
                raise AnswerTooLarge(msg)
            yield chunk

    def close(self) -> None:
        self._inner.close()


def _refuse(exchange: Exchange, reason: str) -> NoReturn:
    exchange.refusal = reason
    raise EgressRefused(reason)


def _judge(request: httpx.Request, exchange: Exchange, paths: frozenset[str]) -> None:
    permit = exchange.permit
    if exchange.is_spent:
        _refuse(exchange, "A permit covers one request")
    if request.url.scheme != "https":
        _refuse(exchange, "Only https leaves this machine")
    if request.url.host not in permit.hosts or request.url.port not in (None, 443):
        _refuse(exchange, "The host is not declared for this activity")
    if request.url.userinfo or request.method not in _METHODS:
        _refuse(exchange, "The method or the address is not allowed")
    _judge_headers(request, exchange)
    _judge_path(request, exchange, paths)
    fields = _fields(request, exchange)
    names = [name for name, _value in fields]
    if len(set(names)) != len(names):
        _refuse(exchange, "A field is named twice")
    unknown = sorted(set(names) - permit.allowed)
    if unknown:
        _refuse(exchange, f"Fields are not declared: {', '.join(unknown)}")
    if any(permit.payload.get(name, value) != value for name, value in fields):
        _refuse(exchange, "A value differs from the one the permit was issued for")
    exchange.sent_names = frozenset(names)


def _judge_headers(request: httpx.Request, exchange: Exchange) -> None:
    unknown = sorted({name.lower() for name in request.headers} - _HEADERS)
    if unknown:
        _refuse(exchange, f"Headers are not allowed: {', '.join(unknown)}")
    if request.headers.get("host") != request.url.netloc.decode("ascii"):
        _refuse(exchange, "The host named is not the host contacted")
    if any(
        value != _SAID.get(name.lower(), value)
        for name, value in request.headers.items()
    ):
        _refuse(exchange, "A header says something of its own")


def _judge_path(
    request: httpx.Request, exchange: Exchange, paths: frozenset[str]
) -> None:
    path = request.url.raw_path.partition(b"?")[0].decode("ascii")
    if paths and path not in paths:
        _refuse(exchange, "This function of the service is not named")
    if paths:
        return
    values = set(exchange.permit.payload.values())
    if not _PATH.match(path) or values & set(unquote(path).split("/")):
        _refuse(exchange, "A path names a function of the service, and no value")


def _fields(request: httpx.Request, exchange: Exchange) -> list[tuple[str, str]]:
    body = request.read()
    if body and request.headers.get("content-type", "").split(";")[0] != _FORM:
        _refuse(exchange, "The body is not a form, so it cannot be judged")
    try:
        query = parse_qsl(
            request.url.query.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(request.url.query),
        )
        form = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
        )
    except ValueError:
        _refuse(exchange, "The body is not a form, so it cannot be judged")
    return query + form


def _observed(response: httpx.Response, exchange: Exchange) -> httpx.Response:
    exchange.status = response.status_code
    exchange.retry_after = response.headers.get("retry-after", "")
    exchange.headers = {
        name.lower(): value
        for name, value in response.headers.items()
        if name.lower().startswith("x-")
    }
    # A cookie of theirs would come back with the next person's data.
    response.headers.pop("set-cookie", None)
    if response.headers.get("content-encoding", "identity") != "identity":
        response.close()
        msg = "The recipient's answer is compressed"
        raise AnswerPacked(msg)
    stream = response.stream
    if isinstance(stream, httpx.SyncByteStream):
        response.stream = _BoundedStream(stream)
    return response


def _loopback_url(url: str) -> httpx.URL:
    if not is_loopback(url):
        msg = "A stand-in must be on loopback"
        raise EgressRefused(msg)
    return httpx.URL(url)


def _silence_httpx() -> None:
    """Keep addresses out of the log: httpx writes them there, keys in them included."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
