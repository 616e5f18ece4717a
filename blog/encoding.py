"""Read every request as UTF-8, whatever encoding it claims.

Django decodes address and form by the ``charset`` of a request's Content-Type. Python
knows codecs that are no text encodings (``hex``) or make text nobody can write down
again (``utf-7``, ``unicode_escape``): both end in an error before any view is asked.
Browsers send forms in the encoding of the page, and all pages here are UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

_CHARSET = re.compile(r""";\s*charset\s*=\s*("[^"]*"|[^;]*)""", re.IGNORECASE)

WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]
ASGI = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def without_charset(content_type: str) -> str:
    """Return a Content-Type without its claim about the encoding."""
    return _CHARSET.sub("", content_type)


def wsgi_in_utf8(application: WSGI) -> WSGI:
    """Let `application` never see the claim."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - a WSGI server's own
        claimed = without_charset(environ.get("CONTENT_TYPE", ""))
        return application({**environ, "CONTENT_TYPE": claimed}, start_response)

    return answer


def asgi_in_utf8(application: ASGI) -> ASGI:
    """Let `application` never see the claim."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - an ASGI server's own
        headers = [
            (name, _without(value) if name == b"content-type" else value)
            for name, value in scope.get("headers", ())
        ]
        await application({**scope, "headers": headers}, receive, send)

    return answer


def _without(content_type: bytes) -> bytes:
    return without_charset(content_type.decode("latin-1")).encode("latin-1")
