"""Make what belongs to subscriptions; ``make`` hands it on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord, ConsentState
from privacy_plugin.consent.subject import mint
from privacy_plugin.disclosure.document import disclose
from privacy_plugin.disclosure.notice import publish
from privacy_plugin.subscriptions.addresses import mailbox_of
from privacy_plugin.subscriptions.enrolment import Wish, add
from privacy_plugin.subscriptions.models import Kind, Subscriber, Subscription
from privacy_plugin.subscriptions.processing import POSTS


def subscriber(
    email: str = "ada@example.org",
    *,
    kind: str = Kind.POSTS,
    target: str = "",
    frequency: str = "at_once",
    topics: tuple[str, ...] = (),
    at: datetime | None = None,
    **changes: Any,
) -> Subscriber:
    """Return a confirmed subscriber with one subscription."""
    at = at or timezone.now()
    made, _new = Subscriber.objects.get_or_create(
        mailbox=mailbox_of(email),
        defaults={
            "email": email,
            "subject_key": mint(),
            "language": "en",
            "confirmed_at": at,
        }
        | changes,
    )
    wish = Wish(kind=kind, digest="", target=target, frequency=frequency, topics=topics)
    version = publish(disclose(wish.activity, language=made.language))
    add(made, wish, version, requested_at=at, at=at)
    return made


def many_subscribers(count: int, *, at: datetime) -> None:
    """Make subscribers to new posts in bulk, each with a consent in the ledger."""
    version = publish(disclose(POSTS, language="en"))
    numbers = range(count)
    subscribers = Subscriber.objects.bulk_create(
        [
            Subscriber(
                email=f"reader{number}@example.org",
                mailbox=f"reader{number}@example.org",
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
