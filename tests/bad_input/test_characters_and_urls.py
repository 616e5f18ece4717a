"""What any text and any address from elsewhere is measured by, whoever takes it."""

from __future__ import annotations

import unicodedata
from ipaddress import ip_address

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from privacy_plugin.exports.cells import escape_cell
from privacy_plugin.validation.control_characters import (
    LINES,
    has_control_characters,
    has_direction_marks,
    is_header_text,
    one_line,
    replace_control_characters,
)
from privacy_plugin.validation.web_urls import (
    WEB_SCHEMES,
    get_hostname,
    get_origin,
    get_web_host,
    is_hostname,
    is_loopback_host,
    is_loopback_url,
    is_public_hostname,
    is_well_formed,
    strip_url,
)

LETTERS = st.characters() | st.sampled_from("\0\t\n\r\x7f\x85\u2028\u202e\u2066=+-@ ")
TEXTS = st.text(LETTERS, max_size=60)
HOSTS = st.sampled_from(
    ("127.0.0.1", "localhost", "[::1]", "10.0.0.1", "a.example", "[::ffff:10.0.0.1]")
)
URLS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(("http://", "https://", "ftp://", "//", "http:\\\\", "\0http://")),
    st.sampled_from(("", "user@", "127.0.0.1@", "127.0.0.1:80@")),
    HOSTS,
    st.sampled_from(("", ":80", ":8998", ":99999", ":", ".evil.example", "\\@evil.io")),
    st.sampled_from(("", "/", "/path", "?q", "#x", "\n", " ", "\u2028")),
)


@given(TEXTS)
def test_control_characters_are_those_of_unicode(text):
    kept = replace_control_characters(text, keep=LINES)

    assert {one for one in kept if unicodedata.category(one) == "Cc"} <= set(LINES)
    assert not has_control_characters(kept, keep=LINES)
    assert not has_control_characters(replace_control_characters(text))


@given(TEXTS)
def test_nothing_else_is_taken_out(text):
    others = [one for one in text if unicodedata.category(one) != "Cc"]

    assert replace_control_characters(text) == "".join(others)
    assert len(replace_control_characters(text, "\ufffd")) == len(text)


@given(TEXTS)
def test_one_line_breaks_nowhere_and_turns_nothing(text):
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert not has_control_characters(line)
    assert not has_direction_marks(line)
    assert one_line(line) == line


@given(TEXTS)
def test_a_header_has_one_line_of_ascii(text):
    if is_header_text(text):
        assert text.isascii()
        assert not has_control_characters(text)


@given(TEXTS)
def test_no_cell_begins_a_formula_or_breaks_its_file(text):
    cell = escape_cell(text)

    assert cell.lstrip()[:1] not in set("=+-@\uff1d\uff0b\uff0d\uff20")
    assert not has_control_characters(cell, keep="\t\n\r")


@given(URLS)
def test_an_address_on_loopback_is_that_for_the_http_client_too(url):
    if is_loopback_url(url):
        assert is_loopback_host(httpx.URL(url).host)
        assert httpx.URL(url).raw_path == b"/"
        assert not httpx.URL(url).userinfo


@given(URLS)
@example("http://[::ffff:127.0.0.1].evil.example/")
def test_an_address_on_the_web_has_nothing_but_scheme_host_and_path(url):
    if host := get_web_host(url):
        assert url.partition(":")[0] in WEB_SCHEMES
        assert is_well_formed(url)
        assert httpx.URL(url).host == host.strip("[]")
        assert not httpx.URL(url).userinfo
        assert httpx.URL(url).port in {None, 80, 443}


@given(TEXTS)
def test_any_text_has_an_answer(text):
    for ask in (
        get_hostname,
        get_origin,
        get_web_host,
        is_loopback_host,
        is_loopback_url,
    ):
        ask(text)
    assert not strip_url(text).startswith(tuple(map(chr, range(0x21))))
    assert is_hostname(text) or not is_public_hostname(text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "ftp://a.example", "http://localhost", "//a.example",
        "http://user:word@a.example", "http://a.example:8080", "http://a.example/\x00",
        "http://a.example/\u2028", "http://[a.example", "http://a b.example",
        f"http://a.example/{'a' * 2000}", "",
    ],
)  # fmt: skip
def test_what_is_no_address_on_the_web(url):
    assert get_web_host(url) == ""


@pytest.mark.parametrize(
    "name", ["a.example", "xn--mller-kva.example", "a-b.c.example"]
)
def test_a_public_name(name):
    assert is_public_hostname(name)


@pytest.mark.parametrize(
    "name", ["localhost", "A.example", "10.0.0.1", "a..example", "-a.example", ""]
)
def test_no_public_name(name):
    assert not is_public_hostname(name)


@given(st.ip_addresses())
def test_loopback_is_what_the_standard_library_says(address):
    expected = getattr(address, "ipv4_mapped", None) or ip_address(str(address))

    assert is_loopback_host(str(address)) == expected.is_loopback
