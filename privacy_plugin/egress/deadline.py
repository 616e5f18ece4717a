"""One deadline for a whole exchange, kept where bytes are read and written.

The timeouts of an HTTP client count anew for each byte: a recipient that sends one now
and then, in the head of its answer, holds a worker for days. So each stream asks the
exchange in force how much time is left.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from privacy_plugin.egress.exchange import current


class DeadlineTransport(httpx.HTTPTransport):
    """Speak HTTP/1.1 over streams that keep the deadline; no proxy, no second try."""

    def __init__(self) -> None:
        """Verify certificates against the usual authorities, and no others."""
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False, retries=0)
        # httpx has no argument for the streams its connections are made of.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=10,
            keepalive_expiry=5.0,
            network_backend=_Backend(),
        )


def _left(timeout: float | None) -> float | None:
    """Return the seconds an operation may take; raise ReadTimeout if none are left."""
    exchange = current()
    if exchange is None:
        return timeout
    left = exchange.ends_at - time.monotonic()
    if left <= 0:
        msg = "The recipient takes too long"
        raise httpcore.ReadTimeout(msg)
    return left if timeout is None else min(left, timeout)


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(
            host, port, _left(timeout), local_address, socket_options
        )
        return _Stream(stream)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(ssl_context, server_hostname, _left(timeout))
        return _Stream(stream)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)
