"""The ETag of a body, the same from the application and from a web server's file."""

from __future__ import annotations

import hashlib

from privacy_plugin.page_cache.conf import page_cache_conf

_LATEST = 2**31 - 1  # what every file system can store


def build_etag(body: bytes) -> str:
    """Return a strong ETag.

    Where web servers hand out files it is theirs, as nginx makes it from time and size.
    """
    if page_cache_conf.folder:
        return f'"{get_file_time(body):x}-{len(body):x}"'
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def get_file_time(body: bytes) -> int:
    """Return what a file with this content has as its time, in seconds.

    By a clock, two versions of equal size within one second would look the same.
    """
    return int.from_bytes(hashlib.sha256(body).digest()[:4]) & _LATEST
