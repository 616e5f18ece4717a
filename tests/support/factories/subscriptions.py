"""Make what belongs to subscriptions; the package offers it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord, ConsentState
from privacy_plugin.consent.subject import new_subject_key
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.egress.mail.email_addresses import canonical
from privacy_plugin.subscriptions.models import (
    Kind,
    PendingSubscription,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.processing import POSTS
from privacy_plugin.subscriptions.signup.double_opt_in import (
    SubscriptionChoice,
    create_subscription,
)
from tests.support.factories.disclosures import disclose


def subscriber(
    email: str = "ada@example.org",
    *,
    kind: str = Kind.POSTS,
    target: str = "",
    frequency: str = "at_once",
    topics: tuple[str, ...] = (),
    at: datetime | None = None,
    site: Site | None = None,
    **changes: Any,
) -> Subscriber:
    """Return a confirmed subscriber with one subscription, by default of our site."""
    at = at or timezone.now()
    site = site or Site.objects.get(is_default_site=True)
    made, _new = Subscriber.objects.get_or_create(
        mailbox=canonical(email),
        site=site,
        defaults={
            "email": email,
            "subject_key": new_subject_key(),
            "language": "en",
            "confirmed_at": at,
        }
        | changes,
    )
    choice = SubscriptionChoice(
        kind=kind, digest="", target=target, frequency=frequency, topics=topics
    )
    controller = get_site_controller(site.pk)
    version = save_version(
        disclose(choice.activity, controller=controller, language=made.language)
    )
    create_subscription(made, choice, version, requested_at=at, at=at)
    return made


def pending_subscription(
    email: str = "ada@example.org", *, kind: str, target: str
) -> PendingSubscription:
    """Return a request that nobody has confirmed yet and whose mail has left."""
    now = timezone.now()
    return PendingSubscription.objects.create(
        email=email,
        mailbox=canonical(email),
        choices=[asdict(SubscriptionChoice(kind=kind, digest="", target=target))],
        language="en",
        site=Site.objects.get(is_default_site=True),
        requested_at=now,
        mailed_at=now,
    )


def many_subscribers(count: int, *, at: datetime) -> None:
    """Make subscribers to new posts in bulk, each with a consent in the ledger."""
    version = save_version(disclose(POSTS, language="en"))
    numbers, site = range(count), Site.objects.get(is_default_site=True)
    subscribers = Subscriber.objects.bulk_create(
        [
            Subscriber(
                email=f"reader{number}@example.org",
                mailbox=f"reader{number}@example.org",
                site=site,
                language="en",
                confirmed_at=at,
            )
            for number in numbers
        ],
        batch_size=500,
    )
    Subscription.objects.bulk_create(
        [
            Subscription(
                subscriber=one,
                kind=Kind.POSTS,
                version=version,
                requested_at=at,
                confirmed_at=at,
            )
            for one in subscribers
        ],
        batch_size=500,
    )
    records = ConsentRecord.objects.bulk_create(
        [
            ConsentRecord(
                subject_key=one.subject_key,
                activity=POSTS,
                version=version,
                created_at=at,
            )
            for one in subscribers
        ],
        batch_size=500,
    )
    ConsentEvent.objects.bulk_create(
        [_given(record, at) for record in records], batch_size=500
    )


def _given(record: ConsentRecord, at: datetime) -> ConsentEvent:
    until = at + timedelta(days=730)
    event = ConsentEvent(
        record=record,
        state=ConsentState.GIVEN,
        at=at,
        method="link:confirmed",
        valid_until=until,
        ended_at=until,
    )
    event.hash = ledger._hash(event)
    return event
