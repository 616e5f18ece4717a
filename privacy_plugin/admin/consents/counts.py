"""Count consents: immediately if there are few, otherwise in the worker (decision 46).

The start page must not wait for 100,000 rows, and a GET does not write. On a large site
the worker counts every quarter of an hour, and the page shows when.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.functional import Promise
from wagtail import hooks
from wagtail.models import Site

from privacy_plugin.admin.models import ALL_SITES, ConsentCount
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.status import active, facts_in_force
from privacy_plugin.disclosure.activities import get_activities
from privacy_plugin.rights.columns import subject_lookup

RATE_QUERIES_HOOK = "register_privacy_consent_rates"
PERIOD = timedelta(days=90)
MOST_COUNTED_AT_ONCE = 5_000
COUNT_EVERY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ConsentRateQuery:
    """Acts that came with a consent question.

    `acts` are rows of a model with `privacy_subject` and `privacy_site`. `told` is the
    text for enough acts, with %(agreed)d, %(acts)d and %(days)d; `few` the one for
    fewer, with %(fewest)d and %(days)d.
    """

    activity: str
    acts: QuerySet[Any]
    told: Promise
    few: Promise

    @property
    def label(self) -> str:
        return str(self.acts.model._meta.label_lower)


def get_rate_queries(*, at: datetime) -> list[ConsentRateQuery]:
    """Return what features have asked about in the last 90 days."""
    known = {activity.key for activity in get_activities()}
    return [
        asked
        for ask in hooks.get_hooks(RATE_QUERIES_HOOK)
        for asked in ask(at - PERIOD)
        if asked.activity in known
    ]


def get_counts(sites: list[int] | None, *, at: datetime) -> list[ConsentCount]:
    """Return the counts of these sites, None for all; unsaved if made just now."""
    if not is_large(at=at):
        return count_consents(sites, at=at) + count_acts(sites, at=at)
    if sites is None:
        return list(ConsentCount.objects.filter(site_id=ALL_SITES))
    rows = ConsentCount.objects.filter(site_id__in=sites)
    summed = rows.values("activity", "acts", "counted_at").annotate(
        sum_total=Sum("total"), sum_active=Sum("active")
    )
    return [
        ConsentCount(
            activity=row["activity"],
            acts=row["acts"],
            total=row["sum_total"],
            active=row["sum_active"],
            counted_at=row["counted_at"],
        )
        for row in summed
    ]


def is_large(*, at: datetime) -> bool:
    """Say whether there is more than a page can wait for."""
    acts = (asked.acts for asked in get_rate_queries(at=at))
    everything: Iterable[QuerySet[Any]] = (ConsentRecord.objects.all(), *acts)
    return any(
        rows.order_by()[: MOST_COUNTED_AT_ONCE + 1].count() > MOST_COUNTED_AT_ONCE
        for rows in everything
    )


def update_counts(*, at: datetime) -> bool:
    """Refresh the counts of a large site if that is due; return whether it was."""
    recent = ConsentCount.objects.filter(counted_at__gt=at - COUNT_EVERY)
    if recent.exists() or not is_large(at=at):
        return False
    counts = count_consents(None, at=at) + count_acts(None, at=at)
    for site_id in Site.objects.values_list("pk", flat=True):
        found = count_consents([site_id], at=at) + count_acts([site_id], at=at)
        for count in found:
            count.site_id = site_id
        counts += found
    with transaction.atomic():
        ConsentCount.objects.all().delete()
        ConsentCount.objects.bulk_create(counts, ignore_conflicts=True)
    return True


def count_consents(sites: list[int] | None, *, at: datetime) -> list[ConsentCount]:
    """Count the consents of each activity: who gave one, and whose is active."""
    records = ConsentRecord.objects.all()
    if sites is not None:
        records = records.filter(version__site_id__in=sites)
    given = _by_activity(records, Count("subject_key", distinct=True))
    standing = _by_activity(active(records, at=at), Count("pk"))
    return [
        ConsentCount(
            activity=activity,
            total=count,
            active=standing.get(activity, 0),
            counted_at=at,
        )
        for activity, count in sorted(given.items())
    ]


def _by_activity(records: QuerySet[Any], count: Count) -> dict[str, int]:
    counted = records.order_by().values("activity").annotate(count=count)
    return dict(counted.values_list("activity", "count"))


def count_acts(sites: list[int] | None, *, at: datetime) -> list[ConsentCount]:
    """Count the acts that came with a question, and those that agreed; one query each.

    What nobody was asked about is left out.
    """
    questions = get_rate_queries(at=at)
    keys = {asked.activity for asked in questions}
    in_force = facts_in_force(ConsentRecord.objects.filter(activity__in=keys))
    counts = [_count_acts(asked, sites, in_force, at=at) for asked in questions]
    return [count for count in counts if count.total]


def _count_acts(
    asked: ConsentRateQuery, sites: list[int] | None, in_force: Q, *, at: datetime
) -> ConsentCount:
    model, acts = asked.acts.model, asked.acts
    if sites is not None:
        acts = acts.filter(**{f"{model.privacy_site}__in": sites})
    records = ConsentRecord.objects.filter(
        subject_key=OuterRef(subject_lookup(model)), activity=asked.activity
    )
    given = active(records, at=at, in_force=in_force)
    counted = (
        acts.order_by()
        .annotate(has_agreed=Exists(given))
        .aggregate(total=Count("pk"), active=Count("pk", filter=Q(has_agreed=True)))
    )
    return ConsentCount(
        activity=asked.activity, acts=asked.label, counted_at=at, **counted
    )


def count_active_consents(site_id: int | None, activity: str, *, at: datetime) -> int:
    """Count the active consents to an activity on a site; nothing is loaded."""
    records = ConsentRecord.objects.filter(activity=activity, version__site_id=site_id)
    return active(records, at=at).count()
