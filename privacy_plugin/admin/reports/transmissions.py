"""What was sent to whom, and what the gateway refused; never a value, never by whom."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from privacy_plugin.admin.reports.report import (
    PrivacyReport,
    activity_choices,
    title_of,
)
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.egress.models import Outcome, Transmission


def with_consent(rows: QuerySet[Transmission]) -> QuerySet[Any]:
    """Add to each transmission the consent it rested on, if it rested on one."""
    resting_on = ConsentRecord.objects.filter(
        subject_key=OuterRef("subject_key"),
        activity=OuterRef("activity"),
        created_at__lte=OuterRef("begun_at"),
    ).order_by("-created_at", "-pk")
    return rows.annotate(
        consent=Subquery(resting_on.values("pk")[:1]),
        consent_site=Subquery(resting_on.values("version__site_id")[:1]),
    )


class TransmissionFilters(WagtailFilterSet):
    """Narrow by activity, outcome and time."""

    activity = django_filters.ChoiceFilter(
        label=_("Activity"), choices=activity_choices
    )
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome.choices)
    begun_at = django_filters.DateFromToRangeFilter(
        label=_("Begun"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Transmission
        fields = ("activity", "outcome", "begun_at")


class TransmissionsReport(PrivacyReport):
    """List what left, or may have left."""

    page_title = _("Transmissions")
    header_icon = "upload"
    index_url_name = "privacy_admin:transmissions"
    index_results_url_name = "privacy_admin:transmissions_results"
    filterset_class = TransmissionFilters
    file_name = "transmissions"
    columns: tuple[Column, ...] = (
        Column(
            "activity",
            label=_("Activity"),
            accessor=lambda row: title_of(row.activity),
        ),
        Column("recipient", label=_("Recipient")),
        Column(
            "field_names",
            label=_("Fields"),
            accessor=lambda row: ", ".join(row.field_names),
        ),
        DateColumn("begun_at", label=_("Begun")),
        Column("outcome", label=_("Outcome"), accessor="get_outcome_display"),
        TitleColumn(
            "consent",
            label=_("Under which consent"),
            accessor=lambda row: _("show") if row.consent else "–",
            get_url=lambda row: (
                reverse("privacy_admin:consent", args=[row.consent])
                if row.consent
                else None
            ),
        ),
    )
    list_export = (
        "activity",
        "recipient",
        "field_names",
        "byte_count",
        "begun_at",
        "ended_at",
        "outcome",
        "detail",
        "consent",
    )
    export_headings = {
        "activity": _("Activity"),
        "recipient": _("Recipient"),
        "field_names": _("Fields"),
        "begun_at": _("Begun"),
        "outcome": _("Outcome"),
        "consent": _("Under which consent"),
    }

    def rows(self) -> QuerySet[Transmission]:
        """Return the transmissions this report is about."""
        return Transmission.objects.sent()

    def get_queryset(self) -> QuerySet[Any]:
        """Return those of the sites this person may see."""
        rows = with_consent(self.rows())
        sites = self.visible_sites()
        if sites is not None:
            rows = rows.filter(consent_site__in=sites)
        return rows.order_by(F("begun_at").desc(), "-pk")


def reason_of(row: Transmission) -> object:
    """Say why the gateway refused, in words."""
    words = {
        "no_consent": _("nobody had agreed, or not any more"),
        "withdrawn": _("the consent was withdrawn before it could leave"),
        "not_begun": _("its worker ended before it began to leave"),
        "not_declared": _("a field or a host that is not declared"),
    }
    return words.get(row.detail, row.detail)


class RefusalsReport(TransmissionsReport):
    """List what the gateway refused: nothing of it left."""

    page_title = _("Refusals")
    header_icon = "cross"
    index_url_name = "privacy_admin:refusals"
    index_results_url_name = "privacy_admin:refusals_results"
    file_name = "refusals"
    columns = (
        *TransmissionsReport.columns[:4],
        Column("detail", label=_("Reason"), accessor=reason_of),
    )

    def rows(self) -> QuerySet[Transmission]:
        """Return what was refused."""
        return Transmission.objects.filter(outcome=Outcome.REFUSED)
