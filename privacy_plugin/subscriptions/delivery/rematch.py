"""Adapt waiting deliveries when a subscriber changes their preferences."""

from __future__ import annotations

from datetime import datetime, timedelta

from privacy_plugin.subscriptions.delivery.expand import (
    build_delivery,
    get_recipients,
    next_digest_time,
)
from privacy_plugin.subscriptions.models import (
    Delivery,
    DeliveryState,
    Frequency,
    Kind,
    Mailing,
    MailingState,
    Subscription,
)
from privacy_plugin.subscriptions.newsletter_page import PageNotPublic

_LONGEST_WINDOW = timedelta(days=8)  # a week, and an hour more when clocks change


def update_queued_deliveries(subscription: Subscription, *, at: datetime) -> None:
    """Remove and add deliveries of the next digest after a change of preferences.

    Call it in the transaction that has changed topics, language or frequency.
    """
    queued = subscription.deliveries.filter(state=DeliveryState.QUEUED)
    for delivery in queued.select_related("mailing"):
        if not _is_for(delivery.mailing, subscription):
            delivery.delete()  # so that it can come back when they change their mind
        elif delivery.is_digest:
            delivery.due_at = _due_at(delivery.mailing, subscription)
            delivery.save(update_fields=["due_at"])
    if subscription.frequency != Frequency.AT_ONCE:
        _add_missing(subscription, at=at)


def _add_missing(subscription: Subscription, *, at: datetime) -> None:
    subscriber = subscription.subscriber
    recent = Mailing.objects.filter(
        kind=Kind.POSTS,
        state__in=[MailingState.SENDING, MailingState.DONE],
        created_at__gt=at - _LONGEST_WINDOW,
    ).exclude(deliveries__subscriber=subscriber)
    missing = [
        mailing
        for mailing in recent
        if _due_at(mailing, subscription) > at and _is_for(mailing, subscription)
    ]
    Delivery.objects.bulk_create(
        [build_delivery(mailing, subscription) for mailing in missing],
        ignore_conflicts=True,
    )
    again = Mailing.objects.filter(pk__in=[mailing.pk for mailing in missing])
    again.update(state=MailingState.SENDING, ended_at=None)


def _is_for(mailing: Mailing, subscription: Subscription) -> bool:
    try:
        return get_recipients(mailing).filter(pk=subscription.pk).exists()
    except PageNotPublic:
        return False


def _due_at(mailing: Mailing, subscription: Subscription) -> datetime:
    zone = subscription.subscriber.time_zone
    return next_digest_time(mailing.created_at, subscription.frequency, zone)
