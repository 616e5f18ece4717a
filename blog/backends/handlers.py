"""Read every request as UTF-8, whatever encoding it claims.

Django decodes address and form by the ``charset`` of a request's Content-Type, while
the request is being made, before any middleware. Python knows codecs that are no text
encodings (``hex``) or make text nobody can write down again (``utf-7``). Browsers send
forms in the encoding of the page, and all pages here are UTF-8.
"""

from __future__ import annotations

import gc

from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import get_resolver


class Utf8WSGIRequest(WSGIRequest):
    """A request whose encoding nobody can change."""

    encoding = property(lambda _self: "utf-8", lambda _self, _claimed: None)


class Utf8ASGIRequest(ASGIRequest):
    """The same for an ASGI server."""

    encoding = Utf8WSGIRequest.encoding


class Utf8WSGIHandler(WSGIHandler):
    """Answer such requests."""

    request_class = Utf8WSGIRequest


class Utf8ASGIHandler(ASGIHandler):
    """Answer such requests."""

    request_class = Utf8ASGIRequest


def freeze_start_up() -> None:
    """Load the views and exclude all that is loaded from garbage collection.

    Going through it takes some 150 ms, which a reader would wait for now and then.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
