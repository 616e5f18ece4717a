"""Compress a file while it is sent, so that each part leaves as soon as it is written.

Django's GZipMiddleware sends what its compressor lets go; of a file that repeats
itself, or is compressed already, that can be nothing until the last row.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from gzip import GzipFile
from io import BytesIO
from typing import cast

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

LEVEL = 6
STORED = 0  # for what is compressed already: the encoding alone
_MOST_PADDING = 100  # bytes of random length, as Django adds against BREACH
_ACCEPTS_GZIP = re.compile(r"\bgzip\b")


def compress_response(
    response: StreamingHttpResponse, request: HttpRequest, *, level: int = LEVEL
) -> None:
    """Encode the parts of `response` with gzip if the client takes it.

    Middleware leaves an encoded response alone. `level` is zlib's, 0 to 9.
    """
    patch_vary_headers(response, ("Accept-Encoding",))
    if not _ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        return
    parts = cast("Iterator[bytes]", response.streaming_content)
    response.streaming_content = compress_parts(parts, level=level)
    response["Content-Encoding"] = "gzip"


def compress_parts(parts: Iterable[bytes], *, level: int = LEVEL) -> Iterator[bytes]:
    """Yield what can be read of each part before the next one is asked for."""
    buffer = BytesIO()
    padding = "a" * secrets.randbelow(_MOST_PADDING)
    with GzipFile(padding, "wb", level, buffer, mtime=0) as file:
        for part in parts:
            if part:
                file.write(part)
                file.flush()
                yield _take(buffer)
    yield _take(buffer)


def _take(buffer: BytesIO) -> bytes:
    data = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return data
