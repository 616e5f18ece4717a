"""A request's address is believed only as far as it can be."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from privacy_plugin.egress.address import client_address, peer_address

PROXY, INNER = "10.0.0.2", "10.1.2.3"
TRUSTED = ("10.0.0.0/8", "fd00::/8")
CLIENT, OTHER = "93.184.215.14", "198.41.0.4"

TABLE = [
    # REMOTE_ADDR, X-Forwarded-For, what is believed
    (CLIENT, "", CLIENT),
    (CLIENT, OTHER, CLIENT),  # no proxy of ours: the header is the client's own
    (PROXY, CLIENT, CLIENT),
    (PROXY, f"{OTHER}, {CLIENT}", CLIENT),  # the client invented what stands left
    (PROXY, f"{CLIENT}, {INNER}", CLIENT),  # two proxies of ours
    (PROXY, f"{OTHER}, {CLIENT}, {INNER}", CLIENT),
    (PROXY, f"10.9.9.9, {CLIENT}", CLIENT),
    (PROXY, f" {CLIENT} ,, ", CLIENT),
    (PROXY, "", None),
    (PROXY, INNER, None),
    (PROXY, "unknown", None),
    (PROXY, f"{CLIENT}, unknown", None),
    (PROXY, f"{CLIENT}, <script>", None),
    (PROXY, f"{CLIENT}:8080", None),
    (PROXY, "1" * 5000, None),
    (PROXY, "127.0.0.1", None),
    (PROXY, "192.168.1.1", None),
    ("fd00::1", CLIENT, CLIENT),
    ("::ffff:10.0.0.2", CLIENT, CLIENT),
    (PROXY, f"::ffff:{CLIENT}", CLIENT),
    ("::ffff:127.0.0.1", "", None),
    ("2606:4700::1111", "", "2606:4700::1111"),
    ("2606:4700:0000::1111", "", "2606:4700::1111"),
    ("fe80::1%eth0", "", None),
    (PROXY, "2606:4700::1111%<script>", None),
    ("::1", "", None),
    ("127.0.0.1", CLIENT, None),
    ("0.0.0.0", "", None),  # noqa: S104 - an address nobody has
    ("169.254.1.1", "", None),
    ("", CLIENT, None),  # a Unix socket
    ("garbage", CLIENT, None),
    ("1.2.3.4.5", "", None),
    ("010.0.0.1", "", None),
]


@pytest.mark.parametrize(("remote", "forwarded", "believed"), TABLE)
def test_an_address_is_the_first_that_no_proxy_of_ours_has(
    remote: str, forwarded: str, believed: str | None, settings
):
    settings.PRIVACY_TRUSTED_PROXIES = TRUSTED
    request = RequestFactory().get("/", REMOTE_ADDR=remote)
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded

    assert client_address(request) == believed


def test_without_trusted_proxies_no_header_is_believed(settings):
    settings.PRIVACY_TRUSTED_PROXIES = ()
    request = RequestFactory().get(
        "/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=CLIENT, HTTP_X_REAL_IP=CLIENT
    )

    assert client_address(request) is None
    assert str(peer_address(request)) == PROXY


def test_a_request_without_an_address_has_none():
    request = RequestFactory().get("/")
    del request.META["REMOTE_ADDR"]

    assert peer_address(request) is None
