"""When collected mail is due: at an hour of the recipient's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

_WEEK = 7


def next_occurrence(
    hour: int, *, after: datetime, zone_name: str = "", weekday: int | None = None
) -> datetime:
    """Return the first moment later than `after` at which a clock shows `hour`, in UTC.

    `zone_name` is by default the site's time zone; `weekday` limits it to a day of the
    week, Monday being 0. On a day whose clock skips the hour it is an hour later; on
    one that repeats it, the first of the two.
    """
    zone = get_time_zone(zone_name)
    day = after.astimezone(zone).date()
    for _day in range(_WEEK + 2):
        moment = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if weekday in {None, day.weekday()} and moment > after:
            return moment
        day += timedelta(days=1)
    raise AssertionError(weekday)  # each weekday comes within a week


def get_time_zone(name: str) -> ZoneInfo:
    """Return a time zone by its name; the site's for none, or for one unknown."""
    try:
        return ZoneInfo(name or timezone.get_default_timezone_name())
    except (KeyError, ValueError, OSError):
        return ZoneInfo(timezone.get_default_timezone_name())
