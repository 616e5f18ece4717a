"""Answer requests for a part of a file, as players of audio and video send them.

nginx does it for ``/media/``; this is for documents, which the application serves, and
for development. RFC 9110, section 14: one range of bytes; for several, the whole file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

BLOCK_BYTES = 64 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII | re.IGNORECASE)
_LONGEST = 60  # digits and all: what is longer is no size of a file


class RangeMiddleware:
    """It stands below compression: a range is one of the file as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 206 or 416 where a part of a file is asked for."""
        response = self.get_response(request)
        file = getattr(response, "file_to_stream", None)
        size = response.headers.get("Content-Length", "")
        is_file = isinstance(response, FileResponse) and response.status_code == 200  # noqa: PLR2004 - OK
        if not is_file or not size.isdecimal() or not _is_seekable(file):
            return response
        response.headers["Accept-Ranges"] = "bytes"
        asked = request.headers.get("Range", "")
        if request.method != "GET" or not asked or not _is_same(request, response):
            return response
        # A part of a file that is compressed would be a part of something else.
        request.META["HTTP_ACCEPT_ENCODING"] = "identity"
        return _answer(response, file, find_range(asked, int(size)), int(size))


def find_range(asked: str, size: int) -> range | None:
    """Return which bytes are meant, none where there are none; None to ignore it."""
    found = _RANGE.fullmatch(asked.strip()) if len(asked) <= _LONGEST else None
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return range(max(size - int(found[2]), 0), size)
    last = int(found[2]) if found[2] else size - 1
    if found[2] and last < int(found[1]):
        return None
    return range(int(found[1]), min(last + 1, size))


def _is_same(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Say whether the file is the one of which somebody has a part already."""
    known = request.headers.get("If-Range")
    now = (response.headers.get("ETag"), response.headers.get("Last-Modified"))
    return known is None or (known in now and not known.startswith("W/"))


def _answer(
    response: Any, file: Any, part: range | None, size: int
) -> HttpResponseBase:
    if part is None:
        return response
    if not part:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response.status_code = 206
    response.streaming_content = _read(file, part)
    response.headers["Content-Range"] = f"bytes {part[0]}-{part[-1]}/{size}"
    response.headers["Content-Length"] = str(len(part))
    return response


def _read(file: Any, part: range) -> Iterator[bytes]:
    file.seek(part.start)
    left = len(part)
    while left and (block := file.read(min(left, BLOCK_BYTES))):
        left -= len(block)
        yield block


def _is_seekable(file: Any) -> bool:
    seekable = getattr(file, "seekable", None)
    return bool(seekable and seekable())
