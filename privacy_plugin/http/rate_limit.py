"""Rate limit per connection, without storing client IPs.

A connection is counted in the cache under a keyed digest whose key changes with every
period. Without a client IP, or if the cache fails, nothing is limited.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


def is_rate_limited(
    name: str, address: str, *, limit: int, period: timedelta, at: datetime
) -> bool:
    """Count one act called `name` from `address`; say whether it exceeds `limit`."""
    if not address:
        return False
    seconds = int(period.total_seconds())
    key = _key(name, address, int(at.timestamp()) // seconds)
    try:
        return _count(key, seconds) > limit
    except Exception as error:  # noqa: BLE001 - each cache has errors of its own
        logger.warning("No act is counted: %s", type(error).__name__)
        return False


def _count(key: str, seconds: int) -> int:
    if cache.add(key, 1, timeout=seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it left the cache between the two calls
        return 0


def _key(name: str, address: str, window: int) -> str:
    salt = f"{name}.{window}"
    digest = salted_hmac(salt, _connection(address), algorithm="sha256")
    return f"{name}.{digest.hexdigest()}"


def _connection(address: str) -> str:
    """Return what one connection has in common: for IPv6 its network of 64 bits."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
