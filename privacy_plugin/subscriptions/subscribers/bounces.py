"""Handle bounces and complaints reported by the mail service's webhook.

Loaded only if django-anymail is installed. Both end a subscription; opens and clicks
are never tracked, which a check enforces.
"""

from __future__ import annotations

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db.models import F
from django.utils import timezone

from privacy_plugin.egress.mail.email_addresses import canonical
from privacy_plugin.subscriptions.models import Reason, Subscriber, Suppression
from privacy_plugin.subscriptions.subscribers import unsubscribe

_FOR_GOOD = {RejectReason.BOUNCED, RejectReason.INVALID, RejectReason.BLOCKED}
_MOST_FAILURES = 3


def connect() -> None:
    tracking.connect(_handle_tracking_event, dispatch_uid="privacy_subscriptions")


def _handle_tracking_event(event: AnymailTrackingEvent, **_kwargs: Any) -> None:
    email = event.recipient or ""
    reason = _reason_of(event)
    if reason is not None:
        _unsubscribe_address(email, reason)
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


def _unsubscribe_address(email: str, reason: Reason) -> None:
    """End what every site sends there: the event does not say whose mail it was."""
    method = f"mail:{reason}"
    subscribers = list(Subscriber.objects.filter(mailbox=canonical(email)))
    for subscriber in subscribers:
        unsubscribe.unsubscribe_from_everything(
            subscriber, method=method, at=timezone.now(), reason=reason
        )
    if email and not subscribers:
        Suppression.objects.note(email, reason, site_id=None)


def _count_failure(email: str) -> None:
    """Count a mailbox that is full or away; take it off when that does not end."""
    subscribers = Subscriber.objects.filter(mailbox=canonical(email))
    subscribers.update(failures=F("failures") + 1)
    if subscribers.filter(failures__gte=_MOST_FAILURES).exists():
        _unsubscribe_address(email, Reason.UNDELIVERABLE)
