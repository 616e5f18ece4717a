"""A request's address is believed only as far as it can be."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from privacy_plugin.http.client_ip import (
    get_client_ip,
    get_public_client_ip,
    get_rate_limit_ip,
    warn_unreadable_header,
)

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
    (PROXY, f"{CLIENT}, _hidden", None),  # RFC 7239, an obfuscated identifier
    (PROXY, f"{CLIENT}, _gazonk:4711", None),
    (PROXY, f"{CLIENT}:8080", CLIENT),
    (PROXY, f'"{CLIENT}:8080"', CLIENT),
    (PROXY, f"{CLIENT}:_port", CLIENT),  # RFC 7239, an obfuscated port
    (PROXY, f"{OTHER}:1,{CLIENT}:2, {INNER}:3", CLIENT),
    (PROXY, f"  {CLIENT}\t", CLIENT),
    (PROXY, "[2606:4700::1111]", "2606:4700::1111"),
    (PROXY, "[2606:4700::1111]:443", "2606:4700::1111"),
    (PROXY, '"[2606:4700::1111]:443"', "2606:4700::1111"),
    (PROXY, f"[::ffff:{CLIENT}]:80", CLIENT),
    (PROXY, "[fe80::1%eth0]:443", None),
    (PROXY, f"[{CLIENT}", None),
    (PROXY, f"{CLIENT}:", None),
    (PROXY, f"{CLIENT}:80:80", None),
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

    assert get_public_client_ip(request) == believed


@pytest.mark.parametrize(
    ("remote", "forwarded", "counted"),
    [
        (CLIENT, "", CLIENT),
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"{CLIENT}:8080", CLIENT),
        (PROXY, "unknown", PROXY),
        (PROXY, f"{CLIENT}, _hidden", PROXY),
        (PROXY, f"_hidden, {INNER}", INNER),  # the proxy that handed it on
        (PROXY, "", ""),  # nobody but the proxy: it is not the reader's
        ("127.0.0.1", "", ""),
        ("", CLIENT, ""),
    ],
)
def test_rate_limit_falls_back_to_the_proxy_of_an_unreadable_address(
    remote: str, forwarded: str, counted: str, settings
):
    settings.PRIVACY_TRUSTED_PROXIES = TRUSTED
    request = RequestFactory().get("/", REMOTE_ADDR=remote)
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded

    assert get_rate_limit_ip(request) == counted


def test_unreadable_address_is_logged_once_and_never_quoted(settings, caplog):
    settings.PRIVACY_TRUSTED_PROXIES = TRUSTED
    warn_unreadable_header.cache_clear()

    for hop in ("secret-host-1", "secret-host-2", "198.51.100.1:port:port"):
        request = RequestFactory().get("/", REMOTE_ADDR=PROXY)
        request.META["HTTP_X_FORWARDED_FOR"] = hop
        get_rate_limit_ip(request)
        get_public_client_ip(request)

    assert len(caplog.records) == 1
    assert "secret" not in caplog.text
    assert "198.51" not in caplog.text


def test_without_trusted_proxies_no_header_is_believed(settings):
    settings.PRIVACY_TRUSTED_PROXIES = ()
    request = RequestFactory().get(
        "/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=CLIENT, HTTP_X_REAL_IP=CLIENT
    )

    assert get_public_client_ip(request) is None
    assert str(get_client_ip(request)) == PROXY


def test_a_request_without_an_address_has_none():
    request = RequestFactory().get("/")
    del request.META["REMOTE_ADDR"]

    assert get_client_ip(request) is None
