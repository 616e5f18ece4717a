"""When rows expire: as declared, or earlier on a site that chose so.

A site's own period applies to rows that lead to it by `privacy_site`; all others expire
as declared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.retention_overrides import (
    Periods,
    apply_overrides,
    get_site_lookup,
    parse_overrides,
)
from privacy_plugin.processing import Keep, ProcessingActivity
from privacy_plugin.rights.columns import Column, resolve


@dataclass(frozen=True, slots=True)
class RetentionDeadline:
    """How long some rows of an activity are kept.

    `site_id` is None for the rows that no other deadline of the activity covers.
    """

    column: Column
    site_id: int | None
    period: timedelta
    rows: models.QuerySet[Any]

    def ended(self, *, at: datetime) -> models.QuerySet[Any]:
        """Return the rows whose time is over at `at`."""
        before = at - self.period
        if hasattr(self.rows, "expired"):
            expired: models.QuerySet[Any] = self.rows.expired(before)
            return expired
        return self.rows.filter(**{f"{self.column.field}__lt": before})


def get_periods_by_site() -> dict[int, Periods]:
    """Return what each site has shortened, in one query."""
    chosen = ControllerSettings.objects.values_list("site_id", "retention_days")
    return {
        site: periods for site, days in chosen if (periods := parse_overrides(days))
    }


def get_retention_deadlines(
    activity: ProcessingActivity,
    periods: Mapping[int, Periods],
    *,
    sites: Collection[int] = (),
) -> tuple[RetentionDeadline, ...]:
    """Return the terms of an activity: of each site with its own, then of the rest.

    The sites in `sites` get a term of their own in any case. Nothing for an activity
    whose rows do not end by themselves.
    """
    keep = activity.retention
    if not isinstance(keep, Keep):
        return ()
    column, lookup = resolve(keep.after), get_site_lookup(keep)
    rows = column.model._default_manager.all()
    own = {
        site: period
        for site in (dict.fromkeys([*sites, *periods]) if lookup else ())
        if (period := _period(activity, periods.get(site, {}))) < keep.period
        or site in sites
    }
    rest = rows.exclude(**{f"{lookup}__in": list(own)}) if own else rows
    return (
        *(
            RetentionDeadline(column, site, period, rows.filter(**{lookup: site}))
            for site, period in own.items()
        ),
        RetentionDeadline(column, None, keep.period, rest),
    )


def _period(activity: ProcessingActivity, periods: Periods) -> timedelta:
    keep = apply_overrides(activity, periods).retention
    return keep.period if isinstance(keep, Keep) else timedelta(0)
