"""One deadline counts for everything a connection does, a TLS handshake included."""

from __future__ import annotations

import ssl
import time
from types import SimpleNamespace

import httpcore
import pytest

from privacy_plugin.egress.http_guard.deadline import (
    DeadlineBackend,
    _get_deadline,
    _Stream,
)
from privacy_plugin.egress.transmission_context import (
    TransmissionContext,
    use_transmission,
)


class Patience(httpcore.NetworkStream):
    """Note how long each operation may take."""

    def __init__(self) -> None:
        self.granted: list[float | None] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Note how long it may take."""
        del max_bytes
        self.granted.append(timeout)
        return b""

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Note how long it may take."""
        del ssl_context, server_hostname
        self.granted.append(timeout)
        return self


def context(*, seconds: float) -> TransmissionContext:
    """Return a context that has so much time left."""
    made = TransmissionContext(SimpleNamespace())  # type: ignore[arg-type]
    made.ends_at = time.monotonic() + seconds
    return made


def test_each_operation_gets_what_is_left_and_no_more():
    inner = Patience()
    with use_transmission(context(seconds=50)):
        encrypted = _Stream(
            inner, DeadlineBackend(_get_deadline).seconds_left
        ).start_tls(ssl.create_default_context())
        for timeout in (None, 1, 60):
            encrypted.read(1, timeout)

    handshake, unlimited, short, long = inner.granted
    assert short == 1
    assert all(one and 1 < one <= 50 for one in (handshake, unlimited, long))


def test_when_nothing_is_left_nothing_is_done():
    inner = Patience()

    with use_transmission(context(seconds=0)), pytest.raises(httpcore.ReadTimeout):
        _Stream(inner, DeadlineBackend(_get_deadline).seconds_left).read(1, 60)

    assert inner.granted == []


def test_what_is_closed_down_between_transmissions_has_its_own_time():
    inner = Patience()

    _Stream(inner, DeadlineBackend(_get_deadline).seconds_left).read(1, 60)

    assert inner.granted == [60]
