"""Hear from the mail service which addresses bounce, and who complains.

Loaded only where django-anymail is installed. What is heard ends a subscription; who
opened a mail is never asked, and a start-up check sees to that.
"""

from __future__ import annotations

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.utils import timezone

from privacy_plugin.subscriptions import leaving
from privacy_plugin.subscriptions.addresses import mailbox_of
from privacy_plugin.subscriptions.models import Reason, Subscriber, Suppression

_FOR_GOOD = {RejectReason.BOUNCED, RejectReason.INVALID, RejectReason.BLOCKED}
_MOST_FAILURES = 3


def listen() -> None:
    """Connect to anymail's signal, once."""
    tracking.connect(_hear, dispatch_uid="privacy_subscriptions")


def _hear(event: AnymailTrackingEvent, **_kwargs: Any) -> None:
    email = event.recipient or ""
    reason = _reason_of(event)
    if reason is not None:
        _take_off(email, reason)
    elif event.event_type in {EventType.BOUNCED, EventType.REJECTED}:
        _count_failure(email)


def _reason_of(event: AnymailTrackingEvent) -> Reason | None:
    """Return why an address is to be taken off now; None where it is not."""
    if event.event_type == EventType.COMPLAINED:
        return Reason.COMPLAINED
    if event.event_type == EventType.UNSUBSCRIBED:
        return Reason.LEFT
    is_refused = event.event_type in {EventType.BOUNCED, EventType.REJECTED}
    if is_refused and event.reject_reason in _FOR_GOOD:
        return Reason.UNDELIVERABLE
    return None


def _take_off(email: str, reason: Reason) -> None:
    subscriber = Subscriber.objects.filter(mailbox=mailbox_of(email)).first()
    method = f"mail:{reason}"
    if subscriber is not None:
        leaving.leave_all(subscriber, method=method, at=timezone.now(), reason=reason)
    elif email:
        Suppression.objects.note(email, reason)


def _count_failure(email: str) -> None:
    """Count a mailbox that is full or away; take it off when that does not end."""
    subscriber = Subscriber.objects.filter(mailbox=mailbox_of(email)).first()
    if subscriber is None:
        return
    subscriber.failures += 1
    subscriber.save(update_fields=["failures"])
    if subscriber.failures >= _MOST_FAILURES:
        _take_off(email, Reason.UNDELIVERABLE)
