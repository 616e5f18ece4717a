"""Report of retention: how many rows will be deleted, and when.

One row per activity and site. Rows without a site are counted together, for those who
may see all sites.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import Site

from privacy_plugin.admin.access.permissions import get_report_sites
from privacy_plugin.admin.reports.date_range import DateRangeFilter
from privacy_plugin.admin.reports.privacy_report import (
    PrivacyReport,
    format_day,
    get_activity_title,
)
from privacy_plugin.admin.row_counts import count_rows, format_count
from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.processing import Keep, ProcessingActivity, registry
from privacy_plugin.rights.retention_deadlines import (
    RetentionDeadline,
    get_periods_by_site,
    get_retention_deadlines,
)


@dataclass(frozen=True, slots=True)
class RetentionStatus:
    """How much an activity stores, how much is due, and what expires next.

    `site_id` is None, and `site` says why, if it is about no particular site.
    """

    activity: str
    title: str
    site_id: int | None
    site: str
    model: str
    period: str
    kept: int
    due: int
    next_at: datetime | None


def get_retention_statuses(
    *,
    at: datetime,
    only: list[int] | None = None,
    count: Callable[[QuerySet[Any]], int] = count_rows,
) -> list[RetentionStatus]:
    """Return every activity that deletes after a while, with numbers as of `at`.

    `only` limits it to some sites, without what is about no site in particular.
    """
    names = {site.pk: str(site) for site in Site.objects.order_by("pk")}
    periods, found = get_periods_by_site(), []
    for activity in registry:
        terms = get_retention_deadlines(activity, periods, sites=names)
        has_sites = len(terms) > 1
        for term in terms:
            if only is not None and term.site_id not in only:
                continue
            deadline = _deadline(
                activity, term, names, at=at, has_sites=has_sites, count=count
            )
            if term.site_id is not None or not has_sites or deadline.kept:
                found.append(deadline)
    return found


def _deadline(
    activity: ProcessingActivity,
    term: RetentionDeadline,
    names: dict[int, str],
    *,
    at: datetime,
    has_sites: bool,
    count: Callable[[QuerySet[Any]], int],
) -> RetentionStatus:
    rows = term.rows.exclude(**{f"{term.column.field}": None})
    oldest = rows.aggregate(oldest=Min(term.column.field))["oldest"]
    is_due = oldest is not None and oldest < at - term.period
    elsewhere = gettext("of no site") if has_sites else gettext("all sites")
    return RetentionStatus(
        activity=activity.key,
        title=get_activity_title(activity.key),
        site_id=term.site_id,
        site=elsewhere if term.site_id is None else names[term.site_id],
        model=str(term.column.model._meta.verbose_name_plural),
        period=format_duration(term.period, get_text_language()),
        kept=count(rows),
        due=count(term.ended(at=at)) if is_due else 0,
        next_at=oldest + term.period if oldest else None,
    )


def _kept() -> list[tuple[str, str]]:
    found = [
        (a.key, get_activity_title(a.key))
        for a in registry
        if isinstance(a.retention, Keep)
    ]
    return sorted(found, key=lambda choice: choice[1])


class RetentionFilters(WagtailFilterSet):
    """Filter by activity, site, and the day on which the oldest row expires.

    The data is a list of counts, not a queryset.
    """

    activity = django_filters.ChoiceFilter(label=_("Activity"), choices=_kept)
    site = django_filters.ModelChoiceFilter(
        label=_("Site"), queryset=lambda request: get_report_sites(request.user)
    )
    next_at = DateRangeFilter(label=_("Oldest entry expires"))

    class Meta:
        model = Site
        fields = ("activity", "site", "next_at")

    def filter_queryset(
        self, queryset: Iterable[RetentionStatus]
    ) -> list[RetentionStatus]:
        wanted = self.form.cleaned_data
        activity, site, days = wanted["activity"], wanted["site"], wanted["next_at"]
        return [
            one
            for one in queryset
            if (not activity or one.activity == activity)
            and (site is None or one.site_id == site.pk)
            and (not days or _is_between(one.next_at, days.start, days.stop))
        ]


def _is_between(
    moment: datetime | None, start: datetime | None, stop: datetime | None
) -> bool:
    if moment is None:
        return False
    return (start is None or moment >= start) and (stop is None or moment <= stop)


class RetentionReport(PrivacyReport):
    """What is stored for a period, and when the oldest row expires."""

    page_title = _("Retention")
    header_icon = "time"
    index_url_name = "privacy_admin:retention"
    index_results_url_name = "privacy_admin:retention_results"
    filterset_class = RetentionFilters
    file_name = "retention"
    columns = (
        Column("title", label=_("Activity")),
        Column("site", label=_("Site")),
        Column("model", label=_("What")),
        Column("period", label=_("Retention period")),
        Column("kept", label=_("Entries"), accessor=lambda one: format_count(one.kept)),
        Column(
            "due",
            label=_("Due for deletion"),
            accessor=lambda one: format_count(one.due),
        ),
        Column(
            "next_at",
            label=_("Oldest entry expires, at the earliest"),
            accessor=lambda one: format_day(one.next_at),
        ),
    )
    export_headings = {
        "activity": _("Key"),
        "title": _("Activity"),
        "site": _("Site"),
        "model": _("What"),
        "period": _("Retention period"),
        "kept": _("Entries"),
        "due": _("Due for deletion"),
        "next_at": _("Oldest entry expires, at the earliest"),
    }
    list_export = tuple(export_headings)

    def get_queryset(self) -> list[RetentionStatus]:
        count = QuerySet.count if self.is_export else count_rows
        return get_retention_statuses(
            at=timezone.now(), only=self.visible_sites(), count=count
        )
