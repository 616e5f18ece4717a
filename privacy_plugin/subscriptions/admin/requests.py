"""What was asked for and not confirmed yet: nobody's consent, only somebody's claim."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from privacy_plugin.subscriptions.addresses import masked
from privacy_plugin.subscriptions.admin.report import (
    SubscriptionReport,
    both,
    language_choices,
    masked_cell,
    moment,
)
from privacy_plugin.subscriptions.enrolment import wishes_of
from privacy_plugin.subscriptions.models import Enrolment, Kind
from privacy_plugin.subscriptions.processing import UNCONFIRMED_FOR


def kinds_of(enrolment: Enrolment) -> str:
    """Return what was asked for, in words."""
    kinds = dict.fromkeys(wish.kind for wish in wishes_of(enrolment))
    return ", ".join(str(Kind(kind).label) for kind in kinds)


class RequestFilters(WagtailFilterSet):
    """Narrow by whether the mail has left, by time and language."""

    claimed_at = django_filters.BooleanFilter(
        label=_("Mail has left"), lookup_expr="isnull", exclude=True
    )
    requested_at = django_filters.DateFromToRangeFilter(
        label=_("Asked for"), widget=DateRangePickerWidget
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=language_choices
    )

    class Meta:
        model = Enrolment
        fields = ("claimed_at", "requested_at", "language")


class RequestsReport(SubscriptionReport):
    """List what waits for its confirmation, the newest first."""

    page_title = _("Unconfirmed requests")
    header_icon = "time"
    index_url_name = "subscriptions_admin:requests"
    index_results_url_name = "subscriptions_admin:requests_results"
    filterset_class = RequestFilters
    file_name = "requests"
    columns = (
        Column("address", label=_("Address"), accessor=lambda one: masked(one.email)),
        Column("kinds", label=_("What was asked for"), accessor=kinds_of),
        Column(
            "requested_at",
            label=_("Asked for"),
            accessor=lambda one: moment(one.requested_at),
        ),
        Column(
            "claimed_at",
            label=_("Mail left"),
            accessor=lambda one: moment(one.claimed_at),
        ),
        Column(
            "until",
            label=_("Deleted, if not confirmed"),
            accessor=lambda one: moment(one.requested_at + UNCONFIRMED_FOR),
        ),
        Column("language", label=_("Language")),
    )
    list_export = ("email", "requested_at", "claimed_at", "language")
    export_headings: ClassVar[dict[str, Any]] = {
        "email": _("Address"),
        "requested_at": _("Asked for"),
        "claimed_at": _("Mail left"),
        "language": _("Language"),
    }
    custom_field_preprocess: ClassVar[dict[str, Any]] = {"email": both(masked_cell)}

    def get_queryset(self) -> QuerySet[Any]:
        """Return every request; a change of address is one, too."""
        return Enrolment.objects.order_by("-requested_at", "-pk")
