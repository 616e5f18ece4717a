"""Double opt-in: from a typed address to a confirmed subscription.

The response and the mail are the same for every address. Only the button on the page
behind the mail's link creates a subscriber. Source: § 7(2) no. 2 UWG; BGH, 10.02.2011,
I ZR 164/09; GDPR Art. 7(1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Site

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.disclosure.activities import find_missing
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.errors import NoticeError
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.notice import get_shown_version
from privacy_plugin.egress.mail.email_addresses import canonical, normalize
from privacy_plugin.http.rate_limit import is_rate_limited
from privacy_plugin.processing import ActivityKey, UnknownActivity
from privacy_plugin.rights.storage_reserve import uses_storage_reserve
from privacy_plugin.subscriptions import tasks
from privacy_plugin.subscriptions.conf import subscriptions_conf
from privacy_plugin.subscriptions.emails.links import build_subscription_key
from privacy_plugin.subscriptions.errors import (
    DisclosureChanged,
    DisclosureMissing,
    LinkUsed,
    RateLimited,
)
from privacy_plugin.subscriptions.models import (
    Frequency,
    PendingSubscription,
    Reason,
    Subscriber,
    Subscription,
    Suppression,
)
from privacy_plugin.subscriptions.processing import (
    ACTIVITIES,
    BACKGROUND,
    ENROLMENT,
    REQUEST_WINDOW,
)
from privacy_plugin.subscriptions.signals import subscription_confirmed


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionChoice:
    """One ticked box; `digest` is that of the text beside it."""

    kind: str
    digest: str
    target: str = ""
    frequency: str = Frequency.AT_ONCE
    topics: tuple[str, ...] = ()

    @property
    def activity(self) -> ActivityKey:
        return ACTIVITIES[self.kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionRequest:
    """The data of one form; `address` is the client IP, for the rate limit only."""

    email: str
    choices: tuple[SubscriptionChoice, ...]
    language: str
    site: Site
    address: str = ""

    def __repr__(self) -> str:
        """Say nothing about the person: this ends in tracebacks."""
        return "<Request>"


def request_subscription(request: SubscriptionRequest, *, at: datetime) -> None:
    """Note a request and order the mail that asks for a confirmation.

    Does the same, and returns nothing, for known and unknown addresses.
    Raises RateLimited, DisclosureMissing.
    """
    _require_disclosed()
    if is_rate_limited(
        "privacy_subscriptions.flood",
        request.address,
        limit=subscriptions_conf.rate_limit,
        period=REQUEST_WINDOW,
        at=at,
    ):
        raise RateLimited
    with transaction.atomic():
        _save_request(request, None, at=at)


def request_address_change(subscriber: Subscriber, email: str, *, at: datetime) -> None:
    """Note a new address of a subscriber, and ask there whether it is theirs.

    Does nothing for a subscriber of a site that is gone. Raises DisclosureMissing.
    """
    _require_disclosed()
    site = subscriber.site
    if site is None:
        return
    request = SubscriptionRequest(
        email=email, choices=(), language=subscriber.language, site=site
    )
    with transaction.atomic():
        _save_request(request, subscriber, at=at)


def get_pending(subject_key: str) -> PendingSubscription:
    """Return what waits for a confirmation; raise LinkUsed where nothing does."""
    return _get_pending(PendingSubscription.objects.all(), subject_key)


def get_choices(pending: PendingSubscription) -> tuple[SubscriptionChoice, ...]:
    return tuple(
        SubscriptionChoice(**choice | {"topics": tuple(choice["topics"])})
        for choice in pending.choices
    )


def confirm_subscription(subject_key: str, *, at: datetime) -> Subscriber:
    """Confirm the subscription; the link cannot be used again.

    Raises LinkUsed, DisclosureChanged, DisclosureMissing.
    """
    _require_disclosed()
    with transaction.atomic():
        pending = _lock_pending(subject_key)
        if pending.subscriber_id is not None:
            return _change_address(pending)
        shown = partial(
            get_shown_version, controller=get_site_controller(pending.site_id)
        )
        try:
            agreed = [
                (choice, shown(choice.activity, choice.digest))
                for choice in get_choices(pending)
            ]
        except (NoticeError, UnknownActivity):
            raise DisclosureChanged from None
        subscriber = _get_or_create_subscriber(pending, at=at)
        for choice, version in agreed:
            create_subscription(
                subscriber, choice, version, requested_at=pending.requested_at, at=at
            )
        _remove_suppression(pending)
        pending.delete()
    return subscriber


def _require_disclosed() -> None:
    """Raise DisclosureMissing where a part of a subscription is not in force."""
    if find_missing((ENROLMENT, *BACKGROUND)):
        raise DisclosureMissing


@uses_storage_reserve
def decline_subscription(subject_key: str) -> None:
    """Note that this address wants no mail at all, not even the question."""
    with transaction.atomic():
        pending = _lock_pending(subject_key)
        Suppression.objects.note(pending.email, Reason.REFUSED, site_id=pending.site_id)
        PendingSubscription.objects.filter(
            mailbox=pending.mailbox, site=pending.site_id
        ).delete()


def create_subscription(
    subscriber: Subscriber,
    choice: SubscriptionChoice,
    version: DisclosureVersion,
    *,
    requested_at: datetime,
    at: datetime,
) -> Subscription:
    """Write the consent into the ledger and the subscription beside it."""
    ledger.give(
        SubjectKey(subscriber.subject_key),
        version,
        method="link:confirmed",
        at=at,
        lifetime=subscriptions_conf.lifetime,
    )
    subscription, is_new = Subscription.objects.update_or_create(
        subscriber=subscriber,
        kind=choice.kind,
        target=choice.target,
        defaults={"frequency": choice.frequency, "version": version},
        create_defaults={
            "key": _build_link_key(subscriber, choice, version),
            "frequency": choice.frequency,
            "version": version,
            "requested_at": requested_at,
            "confirmed_at": at,
        },
    )
    set_topics(subscription, choice.topics)
    if is_new:
        subscription_confirmed.send_after_commit(
            Subscription, subscription_id=subscription.pk
        )
    return subscription


def _build_link_key(
    subscriber: Subscriber, choice: SubscriptionChoice, version: DisclosureVersion
) -> str:
    """Return the key that the links in mails carry, the same as the last time.

    Somebody whose address was another's before gets a new one: that one keeps theirs.
    """
    key = build_subscription_key(
        subscriber.mailbox, choice.kind, choice.target, site_id=version.site_id
    )
    return new_subject_key() if Subscription.objects.filter(key=key).exists() else key


def set_topics(subscription: Subscription, topics: Iterable[str]) -> None:
    """Limit a subscription to these topics; to none of them means all."""
    subscription.topics.all().delete()
    for topic in dict.fromkeys(topics):
        subscription.topics.create(topic=topic)


def _save_request(
    request: SubscriptionRequest, subscriber: Subscriber | None, *, at: datetime
) -> None:
    email = normalize(request.email)
    pending = PendingSubscription.objects.create(
        email=email,
        mailbox=canonical(email),
        choices=[asdict(choice) for choice in request.choices],
        language=request.language,
        site=request.site,
        subscriber=subscriber,
        requested_at=at,
        due_at=at,
    )
    run_after_commit(tasks.enqueue_confirmation_email, pending.pk)


def _lock_pending(subject_key: str) -> PendingSubscription:
    rows = PendingSubscription.objects.select_for_update(of=("self",))
    return _get_pending(rows, subject_key)


def _get_pending(
    rows: QuerySet[PendingSubscription], subject_key: str
) -> PendingSubscription:
    found = rows.filter(subject_key=subject_key, site__isnull=False).first()
    if found is None:
        raise LinkUsed
    return found


def _get_or_create_subscriber(
    pending: PendingSubscription, *, at: datetime
) -> Subscriber:
    subscriber, _made = Subscriber.objects.select_for_update().get_or_create(
        mailbox=pending.mailbox,
        site=pending.site,
        defaults={
            "email": pending.email,
            "subject_key": pending.subject_key,
            "language": pending.language,
            "confirmed_at": at,
        },
    )
    return subscriber


def _change_address(pending: PendingSubscription) -> Subscriber:
    subscriber = pending.subscriber
    taken = Subscriber.objects.filter(mailbox=pending.mailbox, site=pending.site_id)
    if subscriber is None or taken.exclude(pk=subscriber.pk).exists():
        raise LinkUsed
    subscriber.email = pending.email
    subscriber.mailbox = pending.mailbox
    subscriber.failures = 0
    subscriber.save(update_fields=["email", "mailbox", "failures"])
    _remove_suppression(pending)
    pending.delete()
    return subscriber


def _remove_suppression(pending: PendingSubscription) -> None:
    """Let the address be written to again by the site that was confirmed."""
    if pending.site_id is not None:
        noted = Suppression.objects.of(pending.email, site_id=pending.site_id)
        noted.delete()
