"""Rate limit of comments, for the period ``comments.abuse_protection`` declares."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.processing.readers import RATE_WINDOW
from privacy_plugin.http import rate_limit


def is_rate_limited(address: str, *, at: datetime) -> bool:
    """Count one comment from `address` and say whether it is one too many."""
    return rate_limit.is_rate_limited(
        "privacy_comments.flood",
        address,
        limit=comments_conf.rate_limit,
        period=RATE_WINDOW,
        at=at,
    )
