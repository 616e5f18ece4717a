"""Each single mail: to whom, masked, about what, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped] # it ships no types
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from privacy_plugin.subscriptions.addresses import masked
from privacy_plugin.subscriptions.admin.report import (
    SubscriptionReport,
    both,
    harmless,
    language_choices,
    masked_cell,
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


def reason_of(delivery: Delivery) -> object:
    """Say in words why a mail is in its state; the answer of a server as it came."""
    return REASONS.get(delivery.detail, delivery.detail) or "–"


def mailing_choices(request: HttpRequest | None) -> QuerySet[Mailing]:
    """Return the newest mailings with deliveries, and the one that was asked for."""
    wanted = request.GET.get("mailing", "") if request else ""
    deliveries = Delivery.objects.filter(mailing=OuterRef("pk"))
    found = Mailing.objects.filter(Exists(deliveries)).order_by("-pk")
    keys = list(found.values_list("pk", flat=True)[:NEWEST])
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19:  # noqa: PLR2004 - a bigint has no more digits
        keys.append(int(wanted))
    return Mailing.objects.filter(pk__in=keys).order_by("-pk")


class MailingFilter(django_filters.ModelChoiceFilter):
    """Name a mailing by what it tells and when."""

    def __init__(self) -> None:
        """Offer the newest."""
        super().__init__(label=_("What is told"), queryset=mailing_choices)

    @property
    def field(self) -> Any:
        """Return the field, which says the day as well."""
        found = super().field
        found.label_from_instance = lambda one: (
            f"{one.title} ({moment(one.created_at)})"
        )
        return found


class DeliveryFilters(WagtailFilterSet):
    """Narrow by state, mailing, time and language."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=DeliveryState.choices)
    mailing = MailingFilter()
    at = django_filters.DateFromToRangeFilter(
        label=_("When"), widget=DateRangePickerWidget
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        field_name="subscriber__language",
        choices=language_choices,
    )

    class Meta:
        model = Delivery
        fields = ("state", "mailing", "at", "language")


class DeliveriesReport(SubscriptionReport):
    """List mails, the newest first; an address is shown on its subscriber's page."""

    page_title = _("Deliveries")
    header_icon = "upload"
    index_url_name = "subscriptions_admin:deliveries"
    index_results_url_name = "subscriptions_admin:deliveries_results"
    filterset_class = DeliveryFilters
    file_name = "deliveries"
    columns = (
        TitleColumn(
            "address",
            label=_("Address"),
            classname="w-whitespace-nowrap",
            accessor=lambda one: masked(one.subscriber.email),
            get_url=lambda one: reverse(
                "subscriptions_admin:subscriber", args=[one.subscriber_id]
            ),
        ),
        Column("mailing", label=_("What is told"), accessor="mailing.title"),
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("reason", label=_("Reason"), accessor=reason_of),
        Column("at", label=_("When"), accessor=lambda one: moment(one.at)),
        Column("language", label=_("Language"), accessor="subscriber.language"),
    )
    list_export = (
        "subscriber.email",
        "mailing.title",
        "mailing.get_kind_display",
        "get_state_display",
        "detail",
        "tries",
        "at",
        "subscriber.language",
    )
    export_headings: ClassVar[dict[str, Any]] = {
        "subscriber.email": _("Address"),
        "mailing.title": _("What is told"),
        "mailing.get_kind_display": _("Gets"),
        "get_state_display": _("State"),
        "detail": _("Reason"),
        "tries": _("Tries"),
        "at": _("When"),
        "subscriber.language": _("Language"),
    }
    custom_field_preprocess: ClassVar[dict[str, Any]] = {
        "subscriber.email": both(masked_cell),
        "mailing.title": both(harmless),
    }

    def get_queryset(self) -> QuerySet[Any]:
        """Return every mail with its latest moment: ended, begun, or due."""
        rows = Delivery.objects.select_related("mailing", "subscriber")
        at = Coalesce("ended_at", "claimed_at", "due_at")
        return rows.annotate(at=at).order_by("-pk")
