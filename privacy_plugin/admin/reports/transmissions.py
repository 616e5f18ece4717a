"""Reports of transmissions and refusals: never values, never the person."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from privacy_plugin.admin.date_time_column import DateTimeColumn
from privacy_plugin.admin.reports.date_range import DateRangeFilter
from privacy_plugin.admin.reports.privacy_report import (
    PrivacyFilterSet,
    PrivacySiteReport,
    get_activity_choices,
    get_activity_title,
)
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.egress.models import Outcome, Transmission


def with_consent(rows: QuerySet[Transmission]) -> QuerySet[Any]:
    """Add to each transmission the consent it rested on, if it rested on one.

    `is_about_nobody` marks what the site asked for itself, without a person's data.
    """
    resting_on = ConsentRecord.objects.filter(
        subject_key=OuterRef("subject_key"),
        activity=OuterRef("activity"),
        created_at__lte=OuterRef("begun_at"),
    ).order_by("-created_at", "-pk")
    return rows.annotate(
        is_about_nobody=Case(When(subject_key="", then=True), default=False),
        consent=Subquery(resting_on.values("pk")[:1]),
        consent_site=Subquery(resting_on.values("version__site_id")[:1]),
    )


def describe_consent(row: Any) -> object:  # noqa: ANN401 - an annotated Transmission
    """Say under which consent a sending went out, or that it needed none."""
    if row.consent:
        return _("show")
    return "–" if row.subject_key else _("none: the site's own look-up, about nobody")


class TransmissionFilters(PrivacyFilterSet):
    site_lookup = "consent_site"
    activity = django_filters.ChoiceFilter(
        label=_("Activity"), choices=get_activity_choices
    )
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome.choices)
    begun_at = DateRangeFilter(label=_("Started"))

    class Meta:
        model = Transmission
        fields = ("activity", "site", "outcome", "begun_at")


class TransmissionsReport(PrivacySiteReport):
    """What was sent, or may have been sent."""

    page_title = _("Transmissions")
    header_icon = "upload"
    index_url_name = "privacy_admin:transmissions"
    index_results_url_name = "privacy_admin:transmissions_results"
    filterset_class = TransmissionFilters
    site_lookup = "consent_site"
    file_name = "transmissions"
    columns: tuple[Column, ...] = (
        Column(
            "activity",
            label=_("Activity"),
            accessor=lambda row: get_activity_title(row.activity),
        ),
        Column("recipient", label=_("Recipient")),
        Column(
            "field_names",
            label=_("Fields"),
            accessor=lambda row: ", ".join(row.field_names),
        ),
        DateTimeColumn("begun_at", label=_("Started")),
        Column("outcome", label=_("Outcome"), accessor="get_outcome_display"),
        TitleColumn(
            "consent",
            label=_("Under which consent"),
            accessor=describe_consent,
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
        "is_about_nobody",
        "consent",
    )
    export_headings = {
        "activity": _("Activity"),
        "recipient": _("Recipient"),
        "field_names": _("Fields"),
        "begun_at": _("Started"),
        "outcome": _("Outcome"),
        "is_about_nobody": _("The site's own look-up, about nobody"),
        "consent": _("Under which consent"),
    }

    def rows(self) -> QuerySet[Transmission]:
        return Transmission.objects.sent()

    def get_queryset(self) -> QuerySet[Any]:
        rows = self.visible(with_consent(self.rows()))
        return rows.order_by(F("begun_at").desc(), "-pk")


def get_refusal_reason(row: Transmission) -> object:
    words = {
        "no_consent": _("no valid consent"),
        "withdrawn": _("the consent was withdrawn before it could leave"),
        "not_begun": _("its worker ended before it began to leave"),
        "not_declared": _("a field or a host that is not declared"),
    }
    return words.get(row.detail, row.detail)


class RefusalsReport(TransmissionsReport):
    """What the gateway refused: nothing of it was sent."""

    page_title = _("Refused transmissions")
    header_icon = "cross"
    index_url_name = "privacy_admin:refusals"
    index_results_url_name = "privacy_admin:refusals_results"
    file_name = "refusals"
    columns = (
        *TransmissionsReport.columns[:4],
        Column("detail", label=_("Reason"), accessor=get_refusal_reason),
    )

    def rows(self) -> QuerySet[Transmission]:
        return Transmission.objects.filter(outcome=Outcome.REFUSED)
