"""The queue of deliveries: claim them with their permits, record the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import (
    ConsentMissing,
    EgressError,
    MailDeferred,
    MailRejected,
    MailUnavailable,
    MailUncertain,
)
from privacy_plugin.egress.mail.connection import ADDRESS, CONTENT, LINKS
from privacy_plugin.egress.mail.message import EmailContent
from privacy_plugin.egress.permit import Permit
from privacy_plugin.prepared_query import PreparedQuery
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.subscriptions.delivery.email_cache import (
    EmailCache,
    get_mailing_site,
)
from privacy_plugin.subscriptions.emails import render
from privacy_plugin.subscriptions.emails.links import (
    build_manage_url,
    build_url,
    sign_unsubscribe_token,
)
from privacy_plugin.subscriptions.models import (
    Delivery,
    DeliveryQuerySet,
    DeliveryState,
    Mailing,
    Reason,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.processing import ACTIVITIES
from privacy_plugin.subscriptions.subscribers import unsubscribe
from privacy_plugin.work_queue import Backoff

BACKOFF = Backoff(  # five days in all: RFC 5321, section 4.5.4.1
    first=timedelta(minutes=5), longest=timedelta(hours=4), max_tries=35
)
_MAX_FAILURES = 3  # after so many refusals in a row an address is unsubscribed


@dataclass(frozen=True, slots=True)
class Claim:
    """The deliveries in one email, its permit and its content."""

    keys: tuple[int, ...]
    subscriber_id: int
    has_failed: bool
    tries: int
    permit: Permit
    content: EmailContent


def claim(
    delivery_ids: Sequence[int], cache: EmailCache, *, at: datetime
) -> list[Claim]:
    """Claim deliveries that are due, and all that go into the same digests.

    Leaves out those of other workers, of who has unsubscribed, and of what cannot be
    read any more. Takes as many queries for one as for many; emails are rendered when
    nobody has to wait for the database.
    """
    mailings = Mailing.objects.filter(deliveries__in=delivery_ids).distinct()
    for mailing in mailings.select_related("site"):
        cache.get_item(mailing)
    with transaction.atomic():
        owners = Delivery.objects.filter(pk__in=delivery_ids).values("subscriber")
        free = Subscriber.objects.select_for_update(skip_locked=True).order_by("pk")
        subscribers = {one.pk: one for one in free.filter(pk__in=owners)}
        due = Delivery.objects.due(at).filter(
            Q(pk__in=delivery_ids) | Q(is_digest=True), subscriber__in=subscribers
        )
        locked = list(due.select_related("mailing__site", "subscription").lock())
        gone = [one.pk for one in locked if not cache.get_item(one.mailing)]
        _finish(gone, "gone", at=at)
        emails = _group_by_email(
            (one for one in locked if one.pk not in gone), subscribers
        )
        permitted = [
            pair
            for kind in ACTIVITIES
            if (same := [one for one in emails if one.subscription.kind == kind])
            for pair in _claim_permitted(same, kind, at=at)
        ]
    return [_build_claim(email, permit, cache) for email, permit in permitted]


def is_current(claim: Claim) -> bool:
    """Say whether a claim has not been lost since, to an unsubscriber or the lease."""
    key = claim.permit.transmission_id
    return bool(_ask_claimed(keys=claim.keys, transmission=key))


def _build_claimed(keys: tuple[int, ...], transmission: UUID) -> DeliveryQuerySet:
    own = Delivery.objects.filter(pk__in=keys, transmission=transmission)
    return own.claimed().only("pk")


_ask_claimed: PreparedQuery[Delivery] = PreparedQuery(_build_claimed)


def release(claims: Sequence[Claim], *, at: datetime) -> None:
    """Let others have what was claimed and certainly not handed over."""
    if claims:
        with transaction.atomic():
            gateway.release(claim.permit for claim in claims)
            _get_own(claims).claimed().release(at=at, state=DeliveryState.QUEUED)


def finish_sent(claims: Sequence[Claim], *, at: datetime) -> None:
    if not claims:
        return
    _finish_claims(claims, DeliveryState.SENT, "", at=at)
    failing = [claim.subscriber_id for claim in claims if claim.has_failed]
    if failing:
        Subscriber.objects.filter(pk__in=failing).update(failures=0)


def settle_error(claim: Claim, error: EgressError, *, at: datetime) -> None:
    """Note what an error means for a claim: retry, unknown, or failed."""
    if isinstance(error, MailUnavailable | MailDeferred):
        _retry(claim, error.code, at=at)
    elif isinstance(error, MailUncertain):
        _finish_claims([claim], DeliveryState.UNCERTAIN, error.code, at=at)
    elif isinstance(error, MailRejected):
        _finish_claims([claim], DeliveryState.FAILED, error.code, at=at)
        if error.is_about_address:
            _count_failure(claim.subscriber_id, at=at)
    else:
        detail = "no_consent" if isinstance(error, ConsentMissing) else "refused"
        _finish_claims([claim], DeliveryState.FAILED, detail, at=at)


def _retry(claim: Claim, code: str, *, at: datetime) -> None:
    """Retry what the server has certainly not taken, ever later; then give up."""
    due_at = BACKOFF.next_try(claim.tries, at=at)
    if due_at is None:
        _finish_claims([claim], DeliveryState.FAILED, code, at=at)
    else:
        _get_own([claim]).claimed().retry(
            due_at=due_at, state=DeliveryState.QUEUED, detail=code[:60]
        )


def _get_own(claims: Sequence[Claim]) -> DeliveryQuerySet:
    keys = [key for claim in claims for key in claim.keys]
    permits = [claim.permit.transmission_id for claim in claims]
    return Delivery.objects.filter(pk__in=keys, transmission__in=permits)


def _finish_claims(
    claims: Sequence[Claim], state: DeliveryState, detail: str, *, at: datetime
) -> None:
    """Note what became of claims, even of those whose lease has ended meanwhile."""
    unfinished = [DeliveryState.CLAIMED, DeliveryState.UNCERTAIN]
    _get_own(claims).filter(state__in=unfinished).finish(
        state=state, detail=detail[:60], ended_at=at
    )


@dataclass(frozen=True, slots=True)
class _Email:
    """The deliveries to one subscriber that go into one email."""

    subscriber: Subscriber
    deliveries: list[Delivery]

    @property
    def subscription(self) -> Subscription:
        return self.deliveries[0].subscription

    @property
    def keys(self) -> tuple[int, ...]:
        return tuple(one.pk for one in self.deliveries)

    def build_request(self) -> gateway.TransmissionRequest:
        values = {
            ADDRESS: self.subscriber.email,
            LINKS: sign_unsubscribe_token(self.subscription.key),
            CONTENT: "news",
        }
        return gateway.TransmissionRequest(
            SubjectKey(self.subscriber.subject_key), values
        )


def _group_by_email(
    deliveries: Iterable[Delivery], subscribers: dict[int, Subscriber]
) -> list[_Email]:
    """Return the deliveries by the email they go into: all of a digest in one."""
    emails: dict[tuple[bool, int], _Email] = {}
    for one in deliveries:
        key = (one.is_digest, one.subscriber_id if one.is_digest else one.pk)
        email = emails.setdefault(key, _Email(subscribers[one.subscriber_id], []))
        email.deliveries.append(one)
    return list(emails.values())


def _claim_permitted(
    emails: list[_Email], kind: str, *, at: datetime
) -> list[tuple[_Email, Permit]]:
    """Ask for the permits, and claim the deliveries that have one."""
    requests = [email.build_request() for email in emails]
    try:
        permits = gateway.authorize_each(ACTIVITIES[kind], requests, at=at)
    except UnknownActivity:
        permits = [None] * len(emails)
    pairs = list(zip(emails, permits, strict=True))
    permitted = [(email, permit) for email, permit in pairs if permit is not None]
    refused = [key for email, permit in pairs if permit is None for key in email.keys]
    _finish(refused, "no_consent", at=at)
    claimed = []
    for email, permit in permitted:
        for delivery in email.deliveries:
            delivery.transmission = permit.transmission_id
            claimed.append(delivery)
    Delivery.objects.bulk_update(claimed, ["transmission"])
    keys = [one.pk for one in claimed]
    Delivery.objects.filter(pk__in=keys).claim(at=at, state=DeliveryState.CLAIMED)
    return permitted


def _build_claim(email: _Email, permit: Permit, cache: EmailCache) -> Claim:
    subscriber, first = email.subscriber, email.deliveries[0]
    mailings = [one.mailing for one in email.deliveries]
    template = cache.get_email(mailings, subscriber.language, is_digest=first.is_digest)
    language, site = subscriber.language, get_mailing_site(first.mailing)
    links = render.PersonalLinks(
        leave_url=build_url(
            "unsubscribe", permit.payload[LINKS], language=language, site=site
        ),
        manage_url=build_manage_url(
            SubjectKey(subscriber.subject_key), language=language, site=site
        ),
        until=render.format_date(permit.until, language),
    )
    return Claim(
        keys=email.keys,
        subscriber_id=subscriber.pk,
        has_failed=subscriber.failures > 0,
        tries=max(one.tries for one in email.deliveries) + 1,
        permit=permit,
        content=template.build_content(links),
    )


def _finish(keys: list[int], detail: str, *, at: datetime) -> None:
    """Note that these deliveries are not sent at all."""
    if keys:
        rows = Delivery.objects.filter(pk__in=keys)
        rows.finish(state=DeliveryState.FAILED, detail=detail, ended_at=at)


def _count_failure(subscriber_id: int, *, at: datetime) -> None:
    """Unsubscribe an address that has been refused again and again."""
    with transaction.atomic():
        subscribers = Subscriber.objects.select_for_update()
        subscriber = subscribers.filter(pk=subscriber_id).first()
        if subscriber is None:
            return
        subscriber.failures += 1
        subscriber.save(update_fields=["failures"])
        if subscriber.failures >= _MAX_FAILURES:
            unsubscribe.unsubscribe_from_everything(
                subscriber,
                method="mail:refused",
                at=at,
                reason=Reason.UNDELIVERABLE,
            )
