"""Retention periods of a site that are shorter than declared.

An admin enters a number of days per activity. It counts only if the declared period is
longer and the model leads to its site by the lookup ``privacy_site``. Source: GDPR Art.
5(1)(e).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.apps import apps

from privacy_plugin.processing import Keep, ProcessingActivity

_DAY = timedelta(days=1)
_MOST_DAYS = timedelta.max.days

Periods = Mapping[str, timedelta]


def parse_overrides(chosen: object) -> dict[str, timedelta]:
    """Return what an admin chose, leaving out what is no number of days above zero."""
    if not isinstance(chosen, Mapping):
        return {}
    return {
        str(key): days * _DAY
        for key, days in chosen.items()
        if isinstance(days, int)
        and not isinstance(days, bool)
        and 0 < days < _MOST_DAYS
    }


def get_site_lookup(keep: Keep) -> str:
    """Return the lookup from a row that `keep` deletes to its site, empty for none."""
    try:
        model = apps.get_model(keep.after.rpartition(".")[0])
    except (LookupError, ValueError):
        return ""
    return str(getattr(model, "privacy_site", ""))


def get_max_days(activity: ProcessingActivity) -> int:
    """Return the most days an admin can choose, 0 where nothing can be shortened."""
    keep = activity.retention
    if not isinstance(keep, Keep) or not get_site_lookup(keep):
        return 0
    return -(-keep.period // _DAY) - 1


def apply_overrides(
    activity: ProcessingActivity, periods: Periods
) -> ProcessingActivity:
    """Return the activity as it is on a site with these periods."""
    period = periods.get(activity.key)
    if period is None or period > get_max_days(activity) * _DAY:
        return activity
    return activity.kept_for(period)
