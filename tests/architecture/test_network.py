"""No test reaches beyond this machine."""

import contextlib
import http.client
import socket
import urllib.request

import httpx
import pytest

from tests.support import network_guard


def use_socket(act, kind="TCP"):
    """Do something with a socket and close it."""
    kinds = {"TCP": socket.SOCK_STREAM, "UDP": socket.SOCK_DGRAM}
    with socket.socket(type=kinds[kind]) as one:
        act(one)


@pytest.fixture(autouse=True)
def _expected(_only_loopback):
    """Forget the refusals this file causes on purpose."""
    yield
    network_guard.refused.clear()


@pytest.mark.parametrize(
    "reach_out",
    [
        lambda: urllib.request.urlopen("http://example.org/"),
        lambda: urllib.request.urlopen("http://93.184.215.14/"),
        lambda: httpx.get("https://example.org/"),
        lambda: httpx.get("https://[2606:4700::1111]/"),
        lambda: http.client.HTTPConnection("example.org").connect(),
        lambda: socket.create_connection(("example.org", 80)),
        lambda: use_socket(lambda one: one.connect(("10.0.0.1", 80))),
        lambda: use_socket(lambda one: one.connect_ex(("10.0.0.1", 80))),
        lambda: socket.gethostbyname("example.org"),
        lambda: use_socket(lambda one: one.sendto(b"", ("10.0.0.1", 53)), "UDP"),
    ],
)
def test_a_connection_beyond_loopback_is_refused(reach_out):
    with pytest.raises(network_guard.ReachedOut):
        reach_out()

    assert network_guard.refused


def test_a_refusal_that_a_library_swallows_is_remembered():
    with contextlib.suppress(Exception):
        httpx.get("https://example.org/")

    assert network_guard.refused == ["socket.getaddrinfo example.org"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_may_be_reached(host):
    with contextlib.suppress(OSError):
        socket.create_connection((host, 9), timeout=0.2).close()

    assert not network_guard.refused
