"""Slow down floods without keeping an address.

A connection is counted under a digest whose key changes with every period that
``comments.abuse_protection`` declares. The count is in the cache alone and leaves it
with that period; where no address is known, nothing is counted.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from privacy_plugin.comments.processing import RATE_WINDOW
from privacy_plugin.conf import conf

_WINDOW_SECONDS = int(RATE_WINDOW.total_seconds())


def is_flood(address: str, *, at: datetime) -> bool:
    """Count one comment from `address` and say whether it is one too many."""
    if not address:
        return False
    key = _key(address, int(at.timestamp()) // _WINDOW_SECONDS)
    if cache.add(key, 1, timeout=_WINDOW_SECONDS):
        return conf.comments_rate_limit < 1
    try:
        return cache.incr(key) > conf.comments_rate_limit
    except ValueError:  # it left the cache between the two calls
        return False


def _key(address: str, window: int) -> str:
    digest = salted_hmac(
        f"privacy_comments.flood.{window}", _connection(address), algorithm="sha256"
    )
    return f"privacy_comments.flood.{digest.hexdigest()}"


def _connection(address: str) -> str:
    """Return what one connection has in common: for IPv6 its network of 64 bits."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
