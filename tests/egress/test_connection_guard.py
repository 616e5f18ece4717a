"""Within a permit nothing leaves past the transport, whichever library tries."""

from __future__ import annotations

import http.client
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest
from django.utils import timezone

from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.gateway import authorize_impersonal, transmit
from privacy_plugin.egress.models import Outcome, Transmission
from tests.support import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen on loopback for whoever comes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def by_urllib(port: int) -> None:
    urllib.request.urlopen(f"http://127.0.0.1:{port}/", b"text=secret", timeout=1)  # noqa: S310


def by_httpx(port: int) -> None:
    httpx.post(f"http://127.0.0.1:{port}/", data={"text": "secret"}, timeout=1)


def by_http_client(port: int) -> None:
    http.client.HTTPConnection("127.0.0.1", port, timeout=1).request("POST", "/", "x")


def by_socket(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=1) as plain:
        plain.sendall(b"secret")


def by_datagram(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        plain.sendto(b"secret", ("127.0.0.1", port))


LIBRARIES = (by_urllib, by_httpx, by_http_client, by_socket, by_datagram)


@pytest.mark.parametrize("send", LIBRARIES)
def test_another_library_cannot_connect_within_a_permit(
    send: Callable[[int], None], listener: socket.socket
):
    port = listener.getsockname()[1]
    with factories.declared(factories.sending()):
        permit = authorize_impersonal("test.sending", at=timezone.now())

        with pytest.raises(EgressRefused, match="past the transport"), transmit(permit):
            send(port)

    with pytest.raises(TimeoutError):
        listener.accept()
    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (Outcome.REFUSED, "not_declared")


def test_a_library_that_swallows_the_refusal_is_refused_all_the_same(
    listener: socket.socket,
):
    port = listener.getsockname()[1]
    with factories.declared(factories.sending()):
        permit = authorize_impersonal("test.sending", at=timezone.now())
        with pytest.raises(EgressRefused), transmit(permit), suppress(Exception):
            by_socket(port)

    assert Transmission.objects.get().outcome == Outcome.REFUSED


def test_outside_a_permit_and_in_other_threads_connections_are_nobodys_business(
    listener: socket.socket,
):
    port = listener.getsockname()[1]
    by_socket(port)
    with factories.declared(factories.sending()):
        permit = authorize_impersonal("test.sending", at=timezone.now())
        with transmit(permit):
            thread = threading.Thread(target=by_socket, args=(port,))
            thread.start()
            thread.join()

    for _ in range(2):
        listener.accept()[0].close()
    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (Outcome.UNCERTAIN, "not_observed")


def test_the_own_cache_can_be_asked_within_a_permit(listener: socket.socket, settings):
    port = listener.getsockname()[1]
    settings.CACHES = settings.CACHES | {
        "far": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
        }
    }
    with factories.declared(factories.sending()):
        permit = authorize_impersonal("test.sending", at=timezone.now())
        with transmit(permit) as context:
            by_socket(port)
            context.set_outcome(Outcome.FAILED, "nothing to say")

    assert Transmission.objects.get().outcome == Outcome.FAILED
