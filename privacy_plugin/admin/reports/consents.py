"""Report of consents: activity, text and status, never the person."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.apps import apps
from django.db.models import Case, F, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from privacy_plugin.admin.date_time_column import DateTimeColumn
from privacy_plugin.admin.reports.date_range import DateRangeFilter
from privacy_plugin.admin.reports.privacy_report import (
    PrivacyFilterSet,
    PrivacySiteReport,
    format_day,
    get_activity_choices,
    get_activity_title,
)
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.status import ConsentStatus, with_status
from privacy_plugin.processing import registry


def get_feature_choices() -> list[tuple[str, str]]:
    """Return the parts of the site that ask for consent, by what their keys begin with.

    A feature of the plugin is called as its app is.
    """
    keys = {one.key.partition(".")[0] for one in registry if one.needs_consent}
    names = {one.label: str(one.verbose_name) for one in apps.get_app_configs()}
    found = [(key, names.get(f"privacy_{key}", key)) for key in keys]
    return sorted(found, key=lambda choice: choice[1])


class ConsentFilters(PrivacyFilterSet):
    """Filter by feature, activity, status, time and text version."""

    site_lookup = "version__site_id"
    feature = django_filters.ChoiceFilter(
        label=_("Feature"), choices=get_feature_choices, method="of_feature"
    )
    activity = django_filters.ChoiceFilter(
        label=_("Activity"), choices=get_activity_choices
    )
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=ConsentStatus.choices
    )
    decided_at = DateRangeFilter(label=_("Decided"))
    version = django_filters.CharFilter(
        label=_("Version (first letters of its fingerprint)"),
        field_name="version__digest",
        lookup_expr="startswith",
    )

    class Meta:
        model = ConsentRecord
        fields = ("feature", "activity", "site", "status", "decided_at", "version")

    def of_feature(
        self, records: QuerySet[ConsentRecord], _name: str, value: str
    ) -> QuerySet[ConsentRecord]:
        return records.filter(activity__startswith=f"{value}.")


class ConsentsReport(PrivacySiteReport):
    """The consents, newest decision first."""

    page_title = _("Consents")
    header_icon = "tick-inverse"
    index_url_name = "privacy_admin:consents"
    index_results_url_name = "privacy_admin:consents_results"
    filterset_class = ConsentFilters
    site_lookup = "version__site_id"
    file_name = "consents"
    columns = (
        TitleColumn(
            "activity",
            label=_("Activity"),
            accessor=lambda record: get_activity_title(record.activity),
            get_url=lambda record: reverse("privacy_admin:consent", args=[record.pk]),
        ),
        Column(
            "status",
            label=_("State"),
            accessor=lambda record: ConsentStatus(record.status).label,
        ),
        DateTimeColumn("decided_at", label=_("Decided")),
        Column(
            "active_until",
            label=_("Valid until"),
            accessor=lambda record: format_day(record.active_until),
        ),
        Column("language", label=_("Language"), accessor="version.language"),
        Column(
            "version",
            label=_("Version"),
            accessor=lambda record: record.version.digest[:12],
        ),
    )
    export_headings = {
        "activity": _("Activity"),
        "status": _("State"),
        "decided_at": _("Decided"),
        "active_until": _("Valid until"),
        "version.language": _("Language"),
        "version.digest": _("Version"),
    }
    list_export = tuple(export_headings)

    def count_all(self) -> int:
        """Count records without finding each one's newest decision: each has one."""
        return self.visible(ConsentRecord.objects.all()).count()

    def get_queryset(self) -> QuerySet[Any]:
        records = ConsentRecord.objects.select_related("version").defer(
            "version__facts", "version__document"
        )
        visible = self.visible(records)
        is_active = When(status=ConsentStatus.ACTIVE, then=F("valid_until"))
        return (
            with_status(visible, at=timezone.now())
            .annotate(active_until=Case(is_active))
            .order_by("-event")  # as written: sorts no 100,000 rows
        )
