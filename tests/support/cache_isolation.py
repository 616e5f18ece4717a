"""What keeps one test from another: a prefix for everything in the cache."""

import uuid

_current = "setup"


def begin() -> None:
    """Forget what is in the cache, by no longer asking for it."""
    global _current  # noqa: PLW0603 - threads of a live server must see it too
    _current = uuid.uuid4().hex


def cache_key(key: str, prefix: str, version: int) -> str:
    """Return the key under which the cache keeps `key` during this test."""
    return f"{_current}:{prefix}:{version}:{key}"
