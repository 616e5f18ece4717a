"""One deadline for a whole transmission, enforced on each read and write.

The timeouts of an HTTP client start again with each byte, so a slow recipient could
block a worker for days. Each stream therefore asks the context how much time is left.
"""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

from privacy_plugin.egress.transmission_context import current_transmission


class DeadlineTransport(httpx.HTTPTransport):
    """HTTP/1.1 over streams with a deadline; no proxy, no retry."""

    def __init__(self, backend: httpcore.NetworkBackend | None = None) -> None:
        """Verify certificates against the usual authorities, and no others.

        `backend` opens the connections; by default one that keeps the deadline of the
        current transmission.
        """
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False, retries=0)
        # httpx has no argument for the streams its connections are made of.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=10,
            keepalive_expiry=5.0,
            network_backend=backend or DeadlineBackend(_get_deadline),
        )


def _get_deadline() -> float:
    context = current_transmission()
    return context.ends_at if context else math.inf


class DeadlineBackend(httpcore.NetworkBackend):
    """Open connections whose every operation ends at the deadline.

    `ends_at` returns a time of the monotonic clock, in seconds.
    """

    def __init__(self, ends_at: Callable[[], float]) -> None:
        self._inner = httpcore.SyncBackend()
        self._ends_at = ends_at

    def seconds_left(self, timeout: float | None) -> float | None:
        """Return the seconds an operation may take; raise ReadTimeout if none are."""
        left = self._ends_at() - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("The recipient takes too long")
        if math.isinf(left):
            return timeout
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(
            host, port, self.seconds_left(timeout), local_address, socket_options
        )
        return _Stream(stream, self.seconds_left)


class _Stream(httpcore.NetworkStream):
    def __init__(
        self,
        inner: httpcore.NetworkStream,
        seconds_left: Callable[[float | None], float | None],
    ) -> None:
        self._inner = inner
        self._seconds_left = seconds_left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._seconds_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._seconds_left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(
            ssl_context, server_hostname, self._seconds_left(timeout)
        )
        return _Stream(stream, self._seconds_left)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)
