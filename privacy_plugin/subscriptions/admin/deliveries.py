"""Report of single mails: masked address, content and outcome."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from privacy_plugin.admin.reports.date_range import DateRangeFilter
from privacy_plugin.egress.mail.email_addresses import mask
from privacy_plugin.http.parameters import parse_number
from privacy_plugin.subscriptions.admin.permission import subscriber_access
from privacy_plugin.subscriptions.admin.report import (
    MomentColumn,
    SubscriptionFilterSet,
    SubscriptionReport,
    both,
    language_choices,
    moment,
)
from privacy_plugin.subscriptions.models import Delivery, DeliveryState, Mailing

NEWEST = 100  # mailings to choose from; a link may name an older one
REASONS = {
    "gone": _("what it tells cannot be read any more"),
    "interrupted": _("the worker died; perhaps it arrived, it is never repeated"),
    "no_consent": _("the consent does not count any more"),
    "not_sent": _("the mail program did not say; perhaps it arrived"),
    "refused": _("what no declaration allows"),
    "stopped": _("somebody stopped the mailing"),
}


def get_reason(delivery: Delivery) -> object:
    """Say in words why a mail is in its state; the answer of a server as it came."""
    return REASONS.get(delivery.detail, delivery.detail) or "–"


def mailing_choices(request: HttpRequest) -> QuerySet[Mailing]:
    """Return the newest mailings with deliveries, and the selected one."""
    wanted, user = request.GET.get("mailing", ""), request.user
    mailings = subscriber_access.limit(Mailing.objects.all(), user, lookup="site_id")
    deliveries = Delivery.objects.filter(mailing=OuterRef("pk"))
    found = mailings.filter(Exists(deliveries)).order_by("-pk")
    keys = list(found.values_list("pk", flat=True)[:NEWEST])
    if (asked := parse_number(wanted)) is not None:
        keys.append(asked)
    return mailings.filter(pk__in=keys).order_by("-pk")


class MailingFilter(django_filters.ModelChoiceFilter):
    """Filter by mailing, named by its content and time."""

    def __init__(self) -> None:
        super().__init__(label=_("Content"), queryset=mailing_choices)

    @property
    def field(self) -> Any:
        found = super().field
        found.label_from_instance = lambda one: (
            f"{one.title} ({moment(one.created_at)})"
        )
        return found


class DeliveryFilters(SubscriptionFilterSet):
    site_lookup = "mailing__site_id"
    state = django_filters.ChoiceFilter(label=_("State"), choices=DeliveryState.choices)
    mailing = MailingFilter()
    at = DateRangeFilter(label=_("When"))
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        field_name="subscriber__language",
        choices=language_choices,
    )

    class Meta:
        model = Delivery
        fields = ("site", "state", "mailing", "at", "language")


class DeliveriesReport(SubscriptionReport):
    """The mails, newest first; the address is on the subscriber's page."""

    page_title = _("Deliveries")
    header_icon = "upload"
    index_url_name = "subscriptions_admin:deliveries"
    index_results_url_name = "subscriptions_admin:deliveries_results"
    filterset_class = DeliveryFilters
    site_lookup = "mailing__site_id"
    file_name = "deliveries"
    columns = (
        TitleColumn(
            "address",
            label=_("Address"),
            classname="w-whitespace-nowrap",
            accessor=lambda one: mask(one.subscriber.email),
            get_url=lambda one: reverse(
                "subscriptions_admin:subscriber", args=[one.subscriber_id]
            ),
        ),
        Column("mailing", label=_("Content"), accessor="mailing.title"),
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("reason", label=_("Reason"), accessor=get_reason),
        MomentColumn("at", label=_("When")),
        Column("language", label=_("Language"), accessor="subscriber.language"),
    )
    export_headings: Any = {
        "subscriber.email": _("Address"),
        "mailing.title": _("Content"),
        "mailing.get_kind_display": _("Receives"),
        "get_state_display": _("State"),
        "detail": _("Reason"),
        "tries": _("Attempts"),
        "at": _("When"),
        "subscriber.language": _("Language"),
    }
    list_export = tuple(export_headings)
    custom_field_preprocess: Any = {
        "subscriber.email": both(mask),
    }

    def get_queryset(self) -> QuerySet[Any]:
        """Return every mail with its latest moment: ended, begun, or due."""
        rows = self.visible(Delivery.objects.select_related("mailing", "subscriber"))
        at = Coalesce("ended_at", "claimed_at", "due_at")
        return rows.annotate(at=at).order_by("-pk")
