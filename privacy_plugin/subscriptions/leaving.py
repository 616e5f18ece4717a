"""Leave: one thing or everything, effective at once, also for what is still queued.

Source: GDPR Art. 7(3), 17(1)(b); RFC 8058.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from privacy_plugin.consent import ledger
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.subscriptions.models import (
    Kind,
    Reason,
    Subscriber,
    Subscription,
    Suppression,
)
from privacy_plugin.subscriptions.processing import ACTIVITIES


def leave(key: str, *, method: str, at: datetime) -> bool:
    """End the subscription with this key; say whether there was one.

    With the last one the subscriber goes. Effective when this returns.
    """
    with transaction.atomic():
        owner = Subscriber.objects.filter(subscriptions__key=key)
        subscriber = Subscriber.objects.select_for_update().filter(pk__in=owner).first()
        subscription = Subscription.objects.filter(key=key).first()
        if subscriber is None or subscription is None:
            return False
        kind = subscription.kind
        subscription.delete()
        if not subscriber.subscriptions.filter(kind=kind).exists():
            _withdraw(subscriber, kind, method=method, at=at)
        if not subscriber.subscriptions.exists():
            Subscriber.objects.filter(pk=subscriber.pk).erase()
    return True


def leave_all(
    subscriber: Subscriber,
    *,
    method: str,
    at: datetime,
    reason: Reason = Reason.LEFT,
) -> None:
    """End everything a subscriber gets; only the trace of the address stays."""
    with transaction.atomic():
        held = Subscriber.objects.select_for_update().filter(pk=subscriber.pk)
        if not held:
            return
        for kind in Kind.values:
            _withdraw(subscriber, kind, method=method, at=at)
        Suppression.objects.note(subscriber.email, reason)
        held.erase()


def _withdraw(subscriber: Subscriber, kind: str, *, method: str, at: datetime) -> None:
    subject = SubjectKey(subscriber.subject_key)
    with suppress(NothingToWithdraw):
        ledger.withdraw(subject, ACTIVITIES[kind], method=method, at=at)
