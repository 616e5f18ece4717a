"""A request that claims an encoding of its own is read as UTF-8."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest

from blog import asgi, wsgi
from blog.encoding import asgi_in_utf8, without_charset, wsgi_in_utf8

CLAIMS = ("hex", "rot13", "undefined", "utf-7", "utf-16", "unicode_escape")
MULTIPART = "multipart/form-data; boundary=part; charset={}"
PART = b'--part\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA-\r\n--part--'
FORM = "application/x-www-form-urlencoded; charset={}"


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize(
    ("content_type", "body"), [(MULTIPART, PART), (FORM, b"text=%2B2AA-")]
)
def test_address_and_form_are_read_as_they_came(claim, content_type, body):
    seen = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/comments/post/",
        "QUERY_STRING": "q=%2B2AA-",
        "CONTENT_TYPE": content_type.format(claim),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }

    def application(environ, _start_response):
        seen.append(WSGIRequest(environ))
        return []

    wsgi_in_utf8(application)(environ, None)

    assert seen[0].GET["q"] == "+2AA-"
    assert seen[0].POST["text"] == "+2AA-"


def test_an_asgi_server_gets_the_same_protection():
    seen = []

    async def application(scope, _receive, _send):
        seen.extend(scope["headers"])

    headers = [(b"content-type", b"text/plain; charset=hex"), (b"x-other", b"charset=")]
    answer = asgi_in_utf8(application)
    scope = {"type": "http", "headers": headers}
    with ThreadPoolExecutor(1) as elsewhere:  # a browser may run a loop in this thread
        elsewhere.submit(asyncio.run, answer(scope, None, None)).result()

    assert seen == [(b"content-type", b"text/plain"), (b"x-other", b"charset=")]


def test_both_servers_are_protected():
    for server in (asgi, wsgi):
        assert server.application.__module__ == "blog.encoding"


@pytest.mark.parametrize(
    "claimed",
    ['a/b; charset="x; y"; boundary=z', "a/b;charset=hex; boundary=z"],
)
def test_only_the_claim_is_taken_away(claimed):
    assert without_charset(claimed) == "a/b; boundary=z"
