"""Which consents were given, to which text, and how they stand; never by whom."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from privacy_plugin.admin.reports.report import (
    PrivacyReport,
    activity_choices,
    day_of,
    title_of,
)
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord, ConsentState
from privacy_plugin.processing import registry


def with_standing(records: QuerySet[ConsentRecord]) -> QuerySet[Any]:
    """Add to each record its newest decision: state, time and end."""
    newest = ConsentEvent.objects.filter(record=OuterRef("pk")).order_by("-pk")
    return records.annotate(
        state=Subquery(newest.values("state")[:1]),
        decided_at=Subquery(newest.values("at")[:1]),
        valid_until=Subquery(newest.values("valid_until")[:1]),
    )


def feature_choices() -> list[tuple[str, str]]:
    """Return the parts of the site that ask for consent, by what their keys begin with.

    A feature of the plugin is called as its app is.
    """
    keys = {one.key.partition(".")[0] for one in registry if one.needs_consent}
    names = {one.label: str(one.verbose_name) for one in apps.get_app_configs()}
    found = [(key, names.get(f"privacy_{key}", key)) for key in keys]
    return sorted(found, key=lambda choice: choice[1])


class ConsentFilters(WagtailFilterSet):
    """Narrow by part of the site, activity, state, time and version of the text."""

    feature = django_filters.ChoiceFilter(
        label=_("Part of the site"), choices=feature_choices, method="of_feature"
    )
    activity = django_filters.ChoiceFilter(
        label=_("Activity"), choices=activity_choices
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=ConsentState.choices)
    decided_at = django_filters.DateFromToRangeFilter(
        label=_("Decided"), widget=DateRangePickerWidget
    )
    version = django_filters.CharFilter(
        label=_("Version (first letters of its fingerprint)"),
        field_name="version__digest",
        lookup_expr="startswith",
    )

    class Meta:
        model = ConsentRecord
        fields = ("feature", "activity", "state", "decided_at", "version")

    def of_feature(
        self, records: QuerySet[ConsentRecord], _name: str, value: str
    ) -> QuerySet[ConsentRecord]:
        """Return the consents to all activities of one feature."""
        return records.filter(activity__startswith=f"{value}.")


class ConsentsReport(PrivacyReport):
    """List consents, the newest decision first."""

    page_title = _("Consents")
    header_icon = "tick-inverse"
    index_url_name = "privacy_admin:consents"
    index_results_url_name = "privacy_admin:consents_results"
    filterset_class = ConsentFilters
    file_name = "consents"
    columns = (
        TitleColumn(
            "activity",
            label=_("Activity"),
            accessor=lambda record: title_of(record.activity),
            get_url=lambda record: reverse("privacy_admin:consent", args=[record.pk]),
        ),
        Column(
            "state",
            label=_("State"),
            accessor=lambda record: ConsentState(record.state).label,
        ),
        DateColumn("decided_at", label=_("Decided")),
        Column(
            "valid_until",
            label=_("Counts until"),
            accessor=lambda record: day_of(record.valid_until),
        ),
        Column("language", label=_("Language"), accessor="version.language"),
        Column(
            "version",
            label=_("Version"),
            accessor=lambda record: record.version.digest[:12],
        ),
    )
    list_export = (
        "activity",
        "state",
        "decided_at",
        "valid_until",
        "version.language",
        "version.digest",
        "version.site_id",
    )
    export_headings = {
        "activity": _("Activity"),
        "state": _("State"),
        "decided_at": _("Decided"),
        "valid_until": _("Counts until"),
        "version.language": _("Language"),
        "version.digest": _("Version"),
        "version.site_id": _("Site"),
    }

    def get_queryset(self) -> QuerySet[Any]:
        """Return the consents of the sites this person may see."""
        records = with_standing(ConsentRecord.objects.select_related("version"))
        sites = self.visible_sites()
        if sites is not None:
            records = records.filter(version__site_id__in=sites)
        return records.filter(state__isnull=False).order_by("-decided_at", "-pk")
