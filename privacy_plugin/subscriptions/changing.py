"""Change what a subscriber gets, and agree to it anew before it runs out."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from privacy_plugin.conf import conf
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.document import Disclosure, disclose
from privacy_plugin.disclosure.errors import NoticeError
from privacy_plugin.disclosure.notice import recognise
from privacy_plugin.processing import ActivityKey, UnknownActivity
from privacy_plugin.subscriptions.enrolment import limit_to
from privacy_plugin.subscriptions.models import (
    Delivery,
    DeliveryState,
    Frequency,
    Kind,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.processing import ACTIVITIES
from privacy_plugin.subscriptions.windows import next_window


@dataclass(frozen=True, slots=True)
class Entry:
    """Show one subscription: its name, until when it counts, and how to agree anew.

    `disclosure` is the text now in force; None where the activity is switched off.
    """

    subscription: Subscription
    name: str
    counts: bool
    valid_until: datetime | None
    disclosure: Disclosure | None

    @property
    def activity(self) -> ActivityKey:
        """Return the activity it rests on."""
        return ACTIVITIES[self.subscription.kind]


def entry(subscription: Subscription, name: str, *, at: datetime) -> Entry:
    """Return how one subscription stands."""
    activity = ACTIVITIES[subscription.kind]
    subject = SubjectKey(subscription.subscriber.subject_key)
    standing = next(
        (one for one in ledger.standing(subject, at=at) if one.activity == activity),
        None,
    )
    controller = controller_of_site(subscription.version.site_id)
    try:
        shown = disclose(activity, controller=controller)
    except UnknownActivity:
        shown = None
    return Entry(
        subscription=subscription,
        name=name,
        counts=standing is not None and standing.counts,
        valid_until=standing.valid_until if standing else None,
        disclosure=shown,
    )


def chosen(subscriber: Subscriber) -> dict[str, object]:
    """Return what a subscriber has chosen, as a form shows it."""
    initial: dict[str, object] = {
        "language": subscriber.language,
        "time_zone": subscriber.time_zone,
    }
    posts = subscriber.subscriptions.filter(kind=Kind.POSTS).first()
    if posts is not None:
        initial["frequency"] = posts.frequency
        initial["topics"] = list(posts.topics.values_list("topic", flat=True))
    return initial


def change(subscriber: Subscriber, values: dict[str, Any]) -> None:
    """Change how mail about new posts comes; what waits already moves along."""
    with transaction.atomic():
        Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        subscriber.language = values["language"]
        subscriber.time_zone = values["time_zone"]
        subscriber.save(update_fields=["language", "time_zone"])
        posts = subscriber.subscriptions.filter(kind=Kind.POSTS).first()
        if posts is None:
            return
        posts.frequency = values["frequency"] or Frequency.AT_ONCE
        posts.save(update_fields=["frequency"])
        limit_to(posts, values.get("topics", ()))
        waiting = Delivery.objects.filter(
            subscription=posts, is_digest=True, state=DeliveryState.QUEUED
        ).select_related("mailing")
        for one in waiting:
            told_at = one.mailing.created_at
            one.due_at = next_window(told_at, posts.frequency, subscriber.time_zone)
            one.save(update_fields=["due_at"])


def renew(subscriber: Subscriber, key: str, digest: str, *, at: datetime) -> None:
    """Agree anew in the words that were shown; nothing happens for other words."""
    with transaction.atomic():
        Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        subscription = subscriber.subscriptions.filter(key=key).first()
        if subscription is None:
            return
        with suppress(NoticeError, UnknownActivity):
            controller = controller_of_site(subscription.version.site_id)
            activity = ACTIVITIES[subscription.kind]
            version = recognise(activity, digest, controller=controller)
            ledger.give(
                SubjectKey(subscriber.subject_key),
                version,
                method="button:renew",
                at=at,
                lifetime=conf.subscriptions_lifetime,
            )
            subscription.version = version
            subscription.save(update_fields=["version"])
