"""Whether an answer is for everybody who asks the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.request import HttpHeaders
from django.http.response import HttpResponseBase

from privacy_plugin.page_cache.recording import Reads

_FOR_ONE_READER = ("private", "no-store")
_NEVER_THE_SAME = {"*", "cookie", "authorization"}
_POLICIES = ("Content-Security-Policy", "Content-Security-Policy-Report-Only")


def is_storable(request: HttpRequest, response: HttpResponseBase, reads: Reads) -> bool:
    """Say whether nothing in the answer is about whoever asked."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200  # noqa: PLR2004 - OK
        and not response.has_header("Content-Encoding")
        and not _depends_on_reader(request, reads)
        and not _is_private(response)
    )


def get_varying_headers(response: HttpResponseBase) -> tuple[str, ...]:
    """Return the names of the headers an answer depends on, as WSGI calls them."""
    names = sorted(_get_vary(response) - {"accept-encoding"})
    return tuple(HttpHeaders.to_wsgi_name(name) for name in names)


def _get_vary(response: HttpResponseBase) -> set[str]:
    listed = response.get("Vary", "").lower().split(",")
    return {name.strip() for name in listed} - {""}


def _depends_on_reader(request: HttpRequest, reads: Reads) -> bool:
    session = getattr(request, "session", None)
    return bool(
        reads.has_read_more
        or any(dict.__contains__(request.COOKIES, name) for name in reads.cookies)
        or getattr(request, "is_preview", False)
        or getattr(session, "accessed", False)
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )


def _is_private(response: HttpResponse) -> bool:
    directives = response.get("Cache-Control", "").lower()
    return bool(
        response.cookies
        or response.has_header("Set-Cookie")
        or any(word in directives for word in _FOR_ONE_READER)
        or _get_vary(response) & _NEVER_THE_SAME
        or any("'nonce-" in response.get(name, "") for name in _POLICIES)
    )
