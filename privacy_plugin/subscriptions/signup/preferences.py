"""Change a subscriber's preferences, and renew the consent."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.errors import NoticeError
from privacy_plugin.disclosure.notice import get_shown_version
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.processing import ActivityKey, UnknownActivity
from privacy_plugin.subscriptions.conf import subscriptions_conf
from privacy_plugin.subscriptions.delivery.rematch import update_queued_deliveries
from privacy_plugin.subscriptions.models import (
    Frequency,
    Kind,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.processing import ACTIVITIES
from privacy_plugin.subscriptions.signup.double_opt_in import set_topics


@dataclass(frozen=True, slots=True)
class SubscriptionStatus:
    """One subscription: name, end of the consent, and how to renew it.

    `disclosure` is the text in force; None if the activity is switched off.
    """

    subscription: Subscription
    name: str
    counts: bool
    valid_until: datetime | None
    disclosure: Disclosure | None

    @property
    def activity(self) -> ActivityKey:
        return ACTIVITIES[self.subscription.kind]


def get_subscription_status(
    subscription: Subscription, name: str, *, at: datetime
) -> SubscriptionStatus:
    activity = ACTIVITIES[subscription.kind]
    subject = SubjectKey(subscription.subscriber.subject_key)
    standing = next(
        (
            one
            for one in ledger.get_current_consents(subject, at=at)
            if one.activity == activity
        ),
        None,
    )
    controller = get_site_controller(subscription.subscriber.site_id)
    try:
        shown = disclose(activity, controller=controller)
    except UnknownActivity:
        shown = None
    return SubscriptionStatus(
        subscription=subscription,
        name=name,
        counts=standing is not None and standing.is_active,
        valid_until=standing.valid_until if standing else None,
        disclosure=shown,
    )


def get_preferences(subscriber: Subscriber) -> dict[str, object]:
    initial: dict[str, object] = {
        "language": subscriber.language,
        "time_zone": subscriber.time_zone,
    }
    posts = subscriber.subscriptions.filter(kind=Kind.POSTS).first()
    if posts is not None:
        initial["frequency"] = posts.frequency
        initial["topics"] = list(posts.topics.values_list("topic", flat=True))
    return initial


def update_preferences(
    subscriber: Subscriber, values: dict[str, Any], *, at: datetime
) -> None:
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
        set_topics(posts, values.get("topics", ()))
        posts.subscriber = subscriber
        update_queued_deliveries(posts, at=at)


def renew_consent(
    subscriber: Subscriber, key: str, digest: str, *, at: datetime
) -> None:
    """Renew the consent to the text that was shown; ignore any other text."""
    with transaction.atomic():
        Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        subscription = subscriber.subscriptions.filter(key=key).first()
        if subscription is None:
            return
        with suppress(NoticeError, UnknownActivity):
            controller = get_site_controller(subscription.subscriber.site_id)
            activity = ACTIVITIES[subscription.kind]
            version = get_shown_version(activity, digest, controller=controller)
            ledger.give(
                SubjectKey(subscriber.subject_key),
                version,
                method="button:renew",
                at=at,
                lifetime=subscriptions_conf.lifetime,
            )
            subscription.version = version
            subscription.save(update_fields=["version"])
