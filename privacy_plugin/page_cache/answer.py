"""A stored answer: headers, body, and its compressed forms, made once."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import (
    get_conditional_response,
    has_vary_header,
    patch_vary_headers,
)

from privacy_plugin.page_cache.etag import build_etag

try:
    brotli: Any = import_module("brotli")
except ImportError:  # the extra is not installed
    brotli = None

IDENTITY = ""
CACHE_CONTROL = "no-cache"
SMALLEST_TO_COMPRESS = 200  # bytes, as Django's GZipMiddleware
OVERHEAD_BYTES = 2_000  # what the objects of an answer take beside its body
_POLICIES = ("Content-Security-Policy", "Content-Security-Policy-Report-Only")
_COMPRESSIBLE = ("text/", "application/json", "application/xml", "image/svg+xml")

_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
if brotli is not None:
    _COMPRESS["br"] = lambda body: bytes(brotli.compress(body, quality=6))
ENCODINGS = tuple(reversed(_COMPRESS))
"""What this installation can compress with, the best one first."""


@dataclass(slots=True)
class Answer:
    """What was answered to everybody, and what it was made from.

    `stamp` and `keys` are for ``changes.stamps``; `ends_at` is Unix time in seconds;
    `shared_seconds` and `ask_again_at` are for ``shared``.
    """

    body: bytes
    headers: tuple[tuple[str, str], ...]
    stamp: str
    keys: tuple[str, ...]
    made_at: float
    ends_at: float
    forms: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    shared_seconds: int = 0
    ask_again_at: float = 0.0

    def share(self, seconds: int) -> None:
        """Let shared caches keep the answer for so long without asking."""
        self.shared_seconds = seconds  # first: others may be building a response
        control = f"max-age=0, must-revalidate, s-maxage={seconds}"
        self.headers = tuple((dict(self.headers) | {"Cache-Control": control}).items())

    @property
    def size(self) -> int:
        """Return about how many bytes of memory it takes, with all its forms."""
        return OVERHEAD_BYTES + 2 * len(self.body)

    def build_response(self, request: HttpRequest) -> HttpResponse:
        """Return the answer in the form that fits the request, or 304."""
        encoding = self._choose_encoding(request)
        body, etag = self.get_form(encoding)
        response = HttpResponse(b"" if request.method == "HEAD" else body)
        for name, value in self.headers:
            response.headers[name] = value
        if self.shared_seconds and not self._may_be_kept(request):
            response.headers["Cache-Control"] = CACHE_CONTROL
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(body))
        response.headers["ETag"] = etag
        if "HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MATCH" in request.META:
            found = get_conditional_response(request, etag=etag, response=response)
            return found if isinstance(found, HttpResponse) else response
        return response

    def _may_be_kept(self, request: HttpRequest) -> bool:
        """Say whether its address would be purged, and it is true for so long."""
        is_listed = not request.META.get("QUERY_STRING")
        return is_listed and time.time() + self.shared_seconds <= self.ends_at

    def _choose_encoding(self, request: HttpRequest) -> str:
        if not self.has_compressed_forms:
            return IDENTITY
        return choose_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))

    @property
    def has_compressed_forms(self) -> bool:
        """Say whether it is worth compressing."""
        kind = dict(self.headers).get("Content-Type", "")
        is_text = kind.startswith(_COMPRESSIBLE) or "+xml" in kind
        return is_text and len(self.body) >= SMALLEST_TO_COMPRESS

    def get_form(self, encoding: str) -> tuple[bytes, str]:
        """Return the body in this encoding, and its ETag."""
        found = self.forms.get(encoding)
        if found is None:
            body = _COMPRESS[encoding](self.body) if encoding else self.body
            found = body, build_etag(body)
            self.forms[encoding] = found
        return found


def get_headers(response: HttpResponse) -> tuple[tuple[str, str], ...]:
    """Return what is stored of the headers of a fresh response."""
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    if not has_vary_header(response, "Accept-Encoding"):
        patch_vary_headers(response, ("Accept-Encoding",))
    left_out = {"content-length", "etag"}
    return tuple(
        (name, _sort_policy(value) if name in _POLICIES else value)
        for name, value in response.headers.items()
        if name.lower() not in left_out
    )


def _sort_policy(policy: str) -> str:
    """Return a policy with its directives in order, which means the same.

    django-csp has another order in each process.
    """
    directives = sorted(part.strip() for part in policy.split(";") if part.strip())
    names = {part.split()[0].lower() for part in directives}
    is_simple = len(names) == len(directives) and "," not in policy
    return "; ".join(directives) if is_simple else policy


@lru_cache(maxsize=512)
def choose_encoding(accepted: str) -> str:
    """Return the best encoding that an ``Accept-Encoding`` header takes."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.strip().partition(";")
        weights[name.strip()] = _read_weight(parameters)
    ranked = [(weights.get(name, weights.get("*", 0.0)), name) for name in ENCODINGS]
    best = max((weight for weight, _name in ranked), default=0.0)
    return next((name for weight, name in ranked if 0 < best == weight), IDENTITY)


def _read_weight(parameters: str) -> float:
    name, _equals, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
