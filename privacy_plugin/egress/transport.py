"""The guarded httpx transport: sends only what the permit allows.

It compares the finished request, after the client library has done its work
(``request_guard``). A refused request opens no connection. Secrets of the site are
added last, so that no adapter can replace them. No redirects, no proxies from the
environment, no plain http except to loopback.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping

import httpx

from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.http_guard.deadline import DeadlineTransport
from privacy_plugin.egress.http_guard.http_logging import silence_http_clients
from privacy_plugin.egress.http_guard.request_fields import normalize_body
from privacy_plugin.egress.http_guard.request_guard import judge, refuse
from privacy_plugin.egress.transmission_context import (
    TransmissionContext,
    current_transmission,
)
from privacy_plugin.validation.control_characters import is_header_text
from privacy_plugin.validation.web_urls import is_loopback_url

_MAX_ANSWER_BYTES = 256 * 1024
_DEADLINE_SECONDS = 30.0
_USER_AGENT = re.compile(r"[\w.+-]+(?:/[\w.+-]+)?[\w ./:;,()|+-]*\Z", re.ASCII)


class AnswerPacked(httpx.TransportError):
    """The response is compressed although that was not requested."""


class AnswerTooLarge(httpx.TransportError):
    """The response exceeds the size limit."""


def guarded_client(
    *,
    user_agent: str,
    connect_timeout_seconds: float,
    read_timeout_seconds: float,
    reroute: Mapping[str, str] | None = None,
    paths: frozenset[str] = frozenset(),
    secret_headers: Mapping[str, str] | None = None,
) -> httpx.Client:
    """Return a client whose every request passes the guard.

    `paths` names the functions of the service that may be called, such as
    ``/contacts/{contact_id}`` with a declared field in braces; with none named, a path
    must be plain and hold no value.

    `secret_headers`, such as ``{"Authorization": "Bearer …"}``, are added to each
    request; the declaration must name them. Make the client before anything is
    permitted: what is known then is nobody's.

    `reroute` maps a declared host to an address on loopback, for a stand-in; the
    request is judged by the declared host. Building one costs about 30 ms: keep it,
    one per process. Raises EgressRefused for a reroute that leaves the machine, and for
    a secret that cannot be one.
    """
    routes = {host: _loopback_url(url) for host, url in (reroute or {}).items()}
    timeout = httpx.Timeout(read_timeout_seconds, connect=connect_timeout_seconds)
    silence_http_clients()
    return httpx.Client(
        transport=GuardedTransport(
            DeadlineTransport(),
            routes=routes,
            user_agent=user_agent,
            paths=paths,
            secret_headers=secret_headers,
        ),
        # A compressed answer could unfold to a thousand times its size.
        headers={"User-Agent": user_agent, "Accept-Encoding": "identity"},
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )


class GuardedTransport(httpx.BaseTransport):
    """Compare each request with the permit in use, then send it."""

    def __init__(
        self,
        inner: httpx.BaseTransport,
        *,
        routes: Mapping[str, httpx.URL] | None = None,
        user_agent: str,
        paths: frozenset[str] = frozenset(),
        secret_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Wrap `inner`; `routes` maps declared hosts to loopback addresses.

        `user_agent` is the only one that may be named, so that no reader's is.
        """
        secrets = {
            name.lower(): value for name, value in (secret_headers or {}).items()
        }
        if secrets and current_transmission() is not None:
            raise EgressRefused("A secret is set before anything is permitted")
        if not _USER_AGENT.match(user_agent):
            raise EgressRefused(
                "A user agent names a program, and an address of its site at most"
            )
        if not all(map(_is_secret, secrets.values())):
            raise EgressRefused(
                "A secret is one line of printable ASCII, and not empty"
            )
        self._secrets = secrets
        self._inner = inner
        self._user_agent = user_agent
        self._routes = dict(routes or {})
        self._paths = paths

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request if all of it is permitted; raise EgressRefused else."""
        context = current_transmission()
        if context is None:
            raise EgressRefused(
                "No permit is in force: ask privacy_plugin.egress.gateway.authorize()"
            )
        if request.headers.get("user-agent", self._user_agent) != self._user_agent:
            refuse(context, "The program names itself, and nobody else")
        judge(request, context, paths=self._paths, secrets=self._secrets)
        context.is_spent = True
        context.ends_at = time.monotonic() + _DEADLINE_SECONDS
        context.byte_count = len(request.read())
        with context.open_connections():
            response = self._inner.handle_request(self._on_the_wire(request))
        return _observed(response, context)

    def close(self) -> None:
        self._inner.close()

    def _on_the_wire(self, request: httpx.Request) -> httpx.Request:
        """Return the request with the secrets, rerouted to a test server if set.

        What nobody reads as a field, such as the boundary between parts, is ours.
        """
        url = request.url
        if route := self._routes.get(url.host):
            url = url.copy_with(scheme=route.scheme, host=route.host, port=route.port)
        headers = request.headers.copy()
        content, content_type = normalize_body(request)
        if content:
            headers["content-type"] = content_type
            del headers["content-length"]  # httpx counts it again
        headers.update(self._secrets)
        timeout = request.extensions.get("timeout", {})
        return httpx.Request(
            request.method,
            url,
            headers=headers,
            content=content,
            extensions={"timeout": timeout},
        )


class _BoundedStream(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for chunk in self._inner:
            received += len(chunk)
            if received > _MAX_ANSWER_BYTES:
                raise AnswerTooLarge("The recipient's answer is too large")
            yield chunk

    def close(self) -> None:
        self._inner.close()


def _observed(response: httpx.Response, context: TransmissionContext) -> httpx.Response:
    context.status = response.status_code
    context.retry_after = response.headers.get("retry-after", "")
    context.headers = {
        name.lower(): value
        for name, value in response.headers.items()
        if name.lower().startswith("x-")
    }
    # A cookie of theirs would come back with the next person's data.
    response.headers.pop("set-cookie", None)
    if response.headers.get("content-encoding", "identity") != "identity":
        response.close()
        raise AnswerPacked("The recipient's answer is compressed")
    stream = response.stream
    if isinstance(stream, httpx.SyncByteStream):
        response.stream = _BoundedStream(stream)
    return response


def _is_secret(value: str) -> bool:
    return value == value.strip() != "" and is_header_text(value)


def _loopback_url(url: str) -> httpx.URL:
    if not is_loopback_url(url):
        raise EgressRefused("A stand-in must be on loopback")
    return httpx.URL(url)
