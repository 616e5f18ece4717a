"""Unsubscribe from one thing or everything, at once, including queued mails.

Source: GDPR Art. 7(3), 17(1)(b); RFC 8058 (one-click unsubscribe).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.consent import ledger
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.revocation_log import (
    Revocation,
    log_revocation,
    register_verb,
)
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.rights.storage_reserve import uses_storage_reserve
from privacy_plugin.subscriptions.models import (
    Kind,
    Reason,
    Subscriber,
    Subscription,
    Suppression,
)
from privacy_plugin.subscriptions.processing import ACTIVITIES


@uses_storage_reserve
def unsubscribe(key: str, *, method: str, at: datetime) -> bool:
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
        log_revocation("leave", key, at=at)
        if not subscriber.subscriptions.filter(kind=kind).exists():
            _withdraw_consent(subscriber, kind, method=method, at=at)
        if not subscriber.subscriptions.exists():
            Subscriber.objects.filter(pk=subscriber.pk).erase()
    return True


@uses_storage_reserve
def unsubscribe_from_everything(
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
            _withdraw_consent(subscriber, kind, method=method, at=at)
        if subscriber.site_id is not None:
            site_id = subscriber.site_id
            Suppression.objects.note(subscriber.email, reason, site_id=site_id)
        held.erase()
        log_revocation("erase", SubjectKey(subscriber.subject_key), at=at)


@register_verb("leave")
def _reapply_unsubscribe(revocation: Revocation) -> bool:
    method = "command:privacy_reapply"
    return unsubscribe(revocation.key, method=method, at=timezone.now())


@register_verb("suppress")
def _reapply_suppression(revocation: Revocation) -> bool:
    reason, _colon, site = revocation.detail.partition(":")
    site_id = int(site) if site else None
    if site_id is not None and not Site.objects.filter(pk=site_id).exists():
        return False  # a site that is gone writes to nobody
    return Suppression.objects.note_digest(
        revocation.key, Reason(reason), site_id=site_id
    )


def _withdraw_consent(
    subscriber: Subscriber, kind: str, *, method: str, at: datetime
) -> None:
    subject = SubjectKey(subscriber.subject_key)
    with suppress(NothingToWithdraw):
        ledger.withdraw(subject, ACTIVITIES[kind], method=method, at=at)
