"""When a digest leaves: each day, or each week, at an hour of somebody's own clock."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.background.schedule import next_occurrence
from privacy_plugin.subscriptions.conf import subscriptions_conf
from privacy_plugin.subscriptions.models import Frequency


def next_digest_time(after: datetime, frequency: str, zone_name: str = "") -> datetime:
    """Return the first moment later than `after` at which a digest leaves, in UTC.

    `zone_name` is by default the site's time zone.
    """
    if frequency == Frequency.AT_ONCE:
        return after
    is_daily = frequency == Frequency.DAILY
    return next_occurrence(
        subscriptions_conf.digest_hour,
        after=after,
        zone_name=zone_name,
        weekday=None if is_daily else subscriptions_conf.digest_weekday,
    )
