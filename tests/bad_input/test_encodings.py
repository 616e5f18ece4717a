"""A request that claims an encoding of its own is read as UTF-8."""

from __future__ import annotations

from io import BytesIO

import pytest

from blog import asgi, wsgi
from blog.backends.handlers import Utf8ASGIRequest, Utf8WSGIRequest

CLAIMS = ("hex", "rot13", "undefined", "utf-7", "utf-16", "unicode_escape")
MULTIPART = "multipart/form-data; boundary=part; charset={}"
PART = b'--part\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA-\r\n--part--'
FORM = "application/x-www-form-urlencoded; charset={}"


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize(
    ("content_type", "body"), [(MULTIPART, PART), (FORM, b"text=%2B2AA-")]
)
def test_address_and_form_are_read_as_they_came(claim, content_type, body):
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/comments/post/",
        "QUERY_STRING": "q=%2B2AA-",
        "CONTENT_TYPE": content_type.format(claim),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }

    request = Utf8WSGIRequest(environ)

    assert request.GET["q"] == "+2AA-"
    assert request.POST["text"] == "+2AA-"


def test_asgi_request_ignores_the_claim():
    headers = [(b"content-type", b"text/plain; charset=hex")]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/search/",
        "query_string": b"q=%2B2AA-",
        "headers": headers,
    }

    request = Utf8ASGIRequest(scope, BytesIO())

    assert request.GET["q"] == "+2AA-"


def test_both_servers_are_protected():
    assert wsgi.application.request_class is Utf8WSGIRequest
    assert asgi.application.request_class is Utf8ASGIRequest
