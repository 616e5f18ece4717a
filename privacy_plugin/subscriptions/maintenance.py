"""Maintenance jobs of subscriptions; each is safe to repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import Exists, OuterRef

from privacy_plugin.background.jobs import register_job
from privacy_plugin.consent.models import ConsentEvent, ConsentState
from privacy_plugin.subscriptions.delivery import worker
from privacy_plugin.subscriptions.delivery.confirmation_email import mailer
from privacy_plugin.subscriptions.models import Subscriber, Subscription
from privacy_plugin.subscriptions.processing import ACTIVITIES
from privacy_plugin.subscriptions.subscribers import unsubscribe

HAS_COMMENTS = apps.is_installed("privacy_plugin.comments")
if HAS_COMMENTS:
    from privacy_plugin.subscriptions.mailings import comments

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Done:
    recovered: int
    asked: int
    left: int
    erased: int
    sent: int


@register_job
def run_maintenance(*, at: datetime) -> Done:
    """Recover stale claims, send confirmations and deliveries, delete ended rows."""
    if HAS_COMMENTS:
        comments.create_comment_mailings(at=at)
    return Done(
        recovered=worker.recover_stale_deliveries(at=at) + mailer.recover_stale(at=at),
        asked=mailer.send_due(at=at),
        left=end_withdrawn_subscriptions(at=at),
        erased=end_on_deleted_sites(at=at),
        sent=worker.send_due_emails().sent,
    )


def end_on_deleted_sites(*, at: datetime) -> int:
    """End what was agreed to for a site that is gone; return for how many people.

    Their consents named its controller, and nobody else may write to them.
    """
    gone = list(Subscriber.objects.filter(site=None).order_by("pk")[:_AT_ONCE])
    for subscriber in gone:
        unsubscribe.unsubscribe_from_everything(
            subscriber, method="maintenance:site_deleted", at=at
        )
    return len(gone)


def end_withdrawn_subscriptions(*, at: datetime) -> int:
    """End the subscriptions whose consent was taken back elsewhere; return how many.

    The receipt's page withdraws a consent and knows nothing of subscriptions.
    """
    ended = 0
    for kind, activity in ACTIVITIES.items():
        events = ConsentEvent.objects.filter(
            record__subject_key=OuterRef("subscriber__subject_key"),
            record__activity=activity,
        )
        newest = events.order_by("-pk").values("state")[:1]
        withdrawn = Subscription.objects.filter(
            Exists(events.filter(state=ConsentState.WITHDRAWN)), kind=kind
        ).alias(newest=newest)
        withdrawn = withdrawn.filter(newest=ConsentState.WITHDRAWN)
        for key in list(withdrawn.values_list("key", flat=True)):
            ended += unsubscribe.unsubscribe(key, method="maintenance:withdrawn", at=at)
    return ended
