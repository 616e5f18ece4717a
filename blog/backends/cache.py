"""The cache of the blog: in each process, or in Redis while it answers.

A process's own cache keeps what others may change for some seconds only.

Without an answer of Redis a read is a miss and a write does nothing.

After an error a process leaves Redis alone for some seconds, so that no reader waits
for it again and again. What should have been changed meanwhile is deleted before Redis
is asked anything else: it may have been unreachable and not empty.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from functools import wraps
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

# Wagtail's name for them; its models may not be loaded yet.
SITE_ADDRESS_KEY = "wagtail_site_root_paths"
SITE_ADDRESS_SECONDS = 5.0
PAUSE_SECONDS = 5.0
TIMEOUT_SECONDS = 0.5
MOST_STALE_KEYS = 10_000  # beyond that everything is deleted
EVERYTHING = "*"  # no key of Django's: those begin with prefix and version

logger = logging.getLogger(__name__)


class Outage:
    """Remember, for all threads of a process, that Redis is away and what it missed."""

    def __init__(self) -> None:
        """Begin with a Redis that answers."""
        self._lock = Lock()
        self._until: float | None = None
        self._stale: set[str] = set()

    def is_on(self) -> bool:
        """Say whether Redis is to be left alone for now."""
        return self._until is not None and time.monotonic() < self._until

    def begin(self, error: Exception) -> None:
        """Leave Redis alone for a while; log the first time only."""
        with self._lock:
            if self._until is None:
                logger.warning("The cache does not answer: %s", type(error).__name__)
            self._until = time.monotonic() + PAUSE_SECONDS

    def miss(self, keys: Iterable[str]) -> None:
        """Remember what could not be changed."""
        with self._lock:
            self._stale.update(keys)
            if len(self._stale) > MOST_STALE_KEYS:
                self._stale = {EVERYTHING}

    def end(self, client: Any) -> None:
        """Delete in Redis what is stale there; raises what Redis raises."""
        if self._until is None:
            return
        client.ping()
        with self._lock:
            if EVERYTHING in self._stale:
                client.flushdb()
            elif self._stale:
                client.delete(*self._stale)
            self._until, self._stale = None, set()
        logger.warning("The cache answers again")


outage = Outage()


def _tolerant(
    method: Callable[..., Any],
    fallback: Any = None,
    changes: Callable[..., Iterable[str]] | None = None,
) -> Callable[..., Any]:
    """Return `method` with an answer for when Redis gives none.

    `changes` names the keys that are stale where the call did nothing.
    """

    @wraps(method)
    def call(client: RedisCacheClient, *args: Any) -> Any:
        if not outage.is_on():
            try:
                outage.end(client.get_client(None, write=True))
                return method(client, *args)
            except (RedisError, OSError) as error:
                outage.begin(error)
        if changes is not None:
            outage.miss(changes(*args))
        return fallback

    return call


class FaultTolerantClient(RedisCacheClient):
    """Answer like an empty cache while Redis does not answer."""

    add = _tolerant(RedisCacheClient.add, fallback=False)
    set = _tolerant(RedisCacheClient.set, changes=lambda key, *_: [key])
    set_many = _tolerant(RedisCacheClient.set_many, changes=lambda data, *_: data)
    get_many = _tolerant(RedisCacheClient.get_many, fallback={})
    has_key = _tolerant(RedisCacheClient.has_key, fallback=False)
    touch = _tolerant(RedisCacheClient.touch, fallback=False)
    delete = _tolerant(
        RedisCacheClient.delete, fallback=False, changes=lambda key: [key]
    )
    delete_many = _tolerant(RedisCacheClient.delete_many, changes=lambda keys: keys)
    clear = _tolerant(
        RedisCacheClient.clear, fallback=False, changes=lambda: [EVERYTHING]
    )
    _incr = _tolerant(RedisCacheClient.incr)

    def get(self, key: Any, default: Any) -> Any:
        """Return the default where Redis does not answer."""
        return self.get_many([key]).get(key, default)

    def incr(self, key: Any, delta: int) -> int:
        """Raise ValueError, as for a key that is not there, where nothing answers."""
        value = self._incr(key, delta)
        if value is None:
            raise ValueError("The cache does not answer.")
        return int(value)


class FaultTolerantRedisCache(RedisCache):
    """Django's Redis cache that never turns a page into an error."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        """Wait for Redis only for a moment."""
        options = {
            "socket_connect_timeout": TIMEOUT_SECONDS,
            "socket_timeout": TIMEOUT_SECONDS,
        } | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})
        self._class = FaultTolerantClient


class ProcessCache(LocMemCache):
    """Keep things in this process; the addresses of sites for a few seconds.

    Wagtail keeps those for an hour and forgets them when a site is saved, which reaches
    only the process that saved it: links of all others would lead to the old host.
    """

    def set(
        self,
        key: Any,  # noqa: ANN401 - as Django's
        value: Any,  # noqa: ANN401
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Store a value, for a shorter time if other processes may change it."""
        if key == SITE_ADDRESS_KEY:
            timeout = SITE_ADDRESS_SECONDS
        super().set(key, value, timeout, version)
