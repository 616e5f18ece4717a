"""When a digest leaves: each day, or each week, at an hour of somebody's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from privacy_plugin.conf import conf
from privacy_plugin.subscriptions.models import Frequency

_WEEK = 7


def next_window(after: datetime, frequency: str, zone_name: str = "") -> datetime:
    """Return the first moment later than `after` at which a digest leaves, in UTC.

    `zone_name` is by default the site's time zone. On a day whose clock skips the hour
    it leaves an hour later; on one that repeats it, at the first of the two.
    """
    if frequency == Frequency.AT_ONCE:
        return after
    zone = zone_of(zone_name)
    day = after.astimezone(zone).date()
    for _day in range(_WEEK + 2):
        is_day = (
            frequency == Frequency.DAILY
            or day.weekday() == conf.subscriptions_digest_weekday
        )
        moment = datetime.combine(day, time(conf.subscriptions_digest_hour), zone)
        if is_day and moment.astimezone(UTC) > after:
            return moment.astimezone(UTC)
        day += timedelta(days=1)
    raise AssertionError(frequency)  # each weekday comes within a week


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name; the site's for none, or for one unknown."""
    try:
        return ZoneInfo(name or timezone.get_default_timezone_name())
    except (KeyError, ValueError, OSError):
        return ZoneInfo(timezone.get_default_timezone_name())
