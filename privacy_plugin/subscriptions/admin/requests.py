"""Report of pending subscriptions: requested, not confirmed yet."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from privacy_plugin.admin.reports.date_range import DateRangeFilter
from privacy_plugin.egress.mail.email_addresses import mask
from privacy_plugin.subscriptions.admin.report import (
    MomentColumn,
    SubscriptionFilterSet,
    SubscriptionReport,
    both,
    language_choices,
    moment,
)
from privacy_plugin.subscriptions.models import Kind, PendingSubscription
from privacy_plugin.subscriptions.processing import UNCONFIRMED_FOR
from privacy_plugin.subscriptions.signup.double_opt_in import get_choices


def get_kinds(pending: PendingSubscription) -> str:
    kinds = dict.fromkeys(choice.kind for choice in get_choices(pending))
    return ", ".join(str(Kind(kind).label) for kind in kinds)


class RequestFilters(SubscriptionFilterSet):
    site_lookup = "site_id"
    mailed_at = django_filters.BooleanFilter(
        label=_("Mail has been sent"), lookup_expr="isnull", exclude=True
    )
    requested_at = DateRangeFilter(label=_("Requested"))
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=language_choices
    )

    class Meta:
        model = PendingSubscription
        fields = ("site", "mailed_at", "requested_at", "language")


class RequestsReport(SubscriptionReport):
    """The pending subscriptions, newest first."""

    page_title = _("Unconfirmed requests")
    header_icon = "time"
    index_url_name = "subscriptions_admin:requests"
    index_results_url_name = "subscriptions_admin:requests_results"
    filterset_class = RequestFilters
    site_lookup = "site_id"
    file_name = "requests"
    columns = (
        Column("address", label=_("Address"), accessor=lambda one: mask(one.email)),
        Column("kinds", label=_("Requested content"), accessor=get_kinds),
        MomentColumn("requested_at", label=_("Requested")),
        MomentColumn("mailed_at", label=_("Mail sent")),
        Column(
            "until",
            label=_("Deleted, if not confirmed"),
            accessor=lambda one: moment(one.requested_at + UNCONFIRMED_FOR),
        ),
        Column("language", label=_("Language")),
    )
    export_headings: Any = {
        "email": _("Address"),
        "requested_at": _("Requested"),
        "mailed_at": _("Mail sent"),
        "language": _("Language"),
    }
    list_export = tuple(export_headings)
    custom_field_preprocess: Any = {"email": both(mask)}

    def get_queryset(self) -> QuerySet[Any]:
        """Return every request; a change of address is one, too."""
        return self.visible(PendingSubscription.objects.all()).order_by(
            "-requested_at", "-pk"
        )
