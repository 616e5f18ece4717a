"""Slow down floods of comments, for as long as ``comments.abuse_protection`` says."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.comments.processing import RATE_WINDOW
from privacy_plugin.conf import conf
from privacy_plugin.egress.flood import is_one_too_many


def is_flood(address: str, *, at: datetime) -> bool:
    """Count one comment from `address` and say whether it is one too many."""
    return is_one_too_many(
        "privacy_comments.flood",
        address,
        limit=conf.comments_rate_limit,
        period=RATE_WINDOW,
        at=at,
    )
