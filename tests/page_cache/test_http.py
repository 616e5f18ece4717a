"""What browsers and shared caches get."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from privacy_plugin.page_cache.answer import ENCODINGS, choose_encoding

BODY = "<p>" + "What a page says. " * 200

DECODE = {"": bytes, "gzip": gzip.decompress}
if "br" in ENCODINGS:
    import brotli

    DECODE["br"] = brotli.decompress


@pytest.fixture
def page(cached):
    return cached(lambda _request: HttpResponse(BODY))


@pytest.mark.parametrize("encoding", ["", *ENCODINGS])
def test_each_form_is_whole_and_has_its_own_etag(page, encoding):
    answers = [page.get("/", HTTP_ACCEPT_ENCODING=encoding) for _time in range(2)]

    for answer in answers:
        assert answer.get("Content-Encoding", "") == encoding
        assert DECODE[encoding](answer.content).decode() == BODY
        assert int(answer["Content-Length"]) == len(answer.content)
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["Cache-Control"] == "no-cache"
    etags = {
        page.get("/", HTTP_ACCEPT_ENCODING=one)["ETag"] for one in ("", *ENCODINGS)
    }
    assert len(etags) == 1 + len(ENCODINGS)
    assert not any(etag.startswith("W/") for etag in etags)
    assert page.times == 1


def test_first_and_later_answer_are_the_same(page):
    first, later = page.get("/"), page.get("/")

    assert first.content == later.content
    assert dict(first.headers) == dict(later.headers)


def test_unchanged_page_is_not_sent_again(page):
    etag = page.get("/")["ETag"]

    known = page.get("/", HTTP_IF_NONE_MATCH=etag)
    other = page.get("/", HTTP_IF_NONE_MATCH='"other"')

    assert known.status_code == 304
    assert known.content == b""
    assert known["ETag"] == etag
    assert known["Vary"] == "Accept-Encoding"
    assert other.status_code == 200


def test_head_has_the_headers_and_no_body(page):
    full = page.get("/")

    head = page.middleware(RequestFactory().head("/"))

    assert head.content == b""
    assert dict(head.headers) == dict(full.headers)
    assert page.times == 1


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("gzip;q=0", ""),
        ("gzip; q=0.5, identity", "gzip"),
        ("gzip;q=nonsense", ""),
        ("deflate, zstd", ""),
        ("GZIP", "gzip"),
        ("*", ENCODINGS[0]),
        ("*;q=0", ""),
        ("gzip, deflate, br", ENCODINGS[0]),
        ("br;q=0.1, gzip", "gzip"),
    ],
)
def test_best_encoding_that_is_accepted(accepted, chosen):
    assert choose_encoding(accepted) == chosen


def test_small_and_compressed_bodies_are_sent_as_they_are(cached):
    small = cached(lambda _request: HttpResponse("few"))
    picture = cached(lambda _request: HttpResponse(BODY, content_type="image/png"))

    for page in (small, picture):
        answer = page.get("/", HTTP_ACCEPT_ENCODING="gzip, br")
        assert "Content-Encoding" not in answer


def test_own_cache_control_stays(cached):
    page = cached(
        lambda _request: HttpResponse(BODY, headers={"Cache-Control": "max-age=60"})
    )

    assert page.get("/")["Cache-Control"] == "max-age=60"
