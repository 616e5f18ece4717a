"""Claim a mail with everything it takes, and write down what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q
from wagtail.models import Site

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
from privacy_plugin.egress.mail import ADDRESS, CONTENT, LINKS, Letter
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.subscriptions import leaving, letters
from privacy_plugin.subscriptions.announceable import NothingToAnnounce, find_page
from privacy_plugin.subscriptions.links import (
    address_of,
    leave_token,
    manage_address,
)
from privacy_plugin.subscriptions.models import (
    Delivery,
    DeliveryQuerySet,
    DeliveryState,
    Kind,
    Mailing,
    Reason,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.processing import ACTIVITIES
from privacy_plugin.subscriptions.telling import is_whole_on, item_of

MOST_TRIES = 5
FIRST_PAUSE = timedelta(minutes=5)
_FAILURES = 3  # after so many refusals in a row an address is taken off


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold the deliveries that go into one mail, the permit for it, and the mail."""

    keys: tuple[int, ...]
    subscriber_id: int
    has_failed: bool
    tries: int
    permit: gateway.Permit
    letter: Letter


class Masters:
    """Keep the mails made during one run, by what they tell and in which language."""

    def __init__(self) -> None:
        """Begin with none."""
        self._made: dict[tuple[object, ...], letters.Master] = {}
        self._items: dict[int, letters.Item | None] = {}

    def item_for(self, mailing: Mailing) -> letters.Item | None:
        """Return what a mailing tells, None if it cannot be read any more."""
        if mailing.pk not in self._items:
            self._items[mailing.pk] = _item(mailing)
        return self._items[mailing.pk]

    def get(
        self, mailings: list[Mailing], language: str, *, is_digest: bool
    ) -> letters.Master:
        """Return the mail about these mailings."""
        key = (tuple(mailing.pk for mailing in mailings), language, is_digest)
        if key not in self._made:
            items = [item for one in mailings if (item := self.item_for(one))]
            self._made[key] = letters.news(
                mailings[0].kind,
                items,
                language=language,
                site=mailings[0].site,
                is_digest=is_digest,
            )
        return self._made[key]


def claim(
    delivery_ids: Sequence[int], masters: Masters, *, at: datetime
) -> list[Claim]:
    """Claim deliveries that are due, and all that go into the same digests.

    Leaves out what is somebody else's, whose subscriber has left, and what tells of
    something that cannot be read any more. Takes as many queries for one as for many,
    and makes the mails when nobody has to wait for the database.
    """
    told_of = Mailing.objects.filter(deliveries__in=delivery_ids).distinct()
    for mailing in told_of.select_related("site"):
        masters.item_for(mailing)
    with transaction.atomic():
        owners = Delivery.objects.filter(pk__in=delivery_ids).values("subscriber")
        free = Subscriber.objects.select_for_update(skip_locked=True).order_by("pk")
        subscribers = {one.pk: one for one in free.filter(pk__in=owners)}
        due = Delivery.objects.due(at).select_related("mailing__site", "subscription")
        due = due.filter(
            Q(pk__in=delivery_ids) | Q(is_digest=True), subscriber__in=subscribers
        )
        held = list(due.select_for_update(of=("self",), skip_locked=True))
        gone = [one.pk for one in held if not masters.item_for(one.mailing)]
        _close(gone, DeliveryState.FAILED, "gone", at=at)
        told = [one for one in held if one.pk not in gone]
        bundles = [
            _Bundle(subscribers[together[0].subscriber_id], together)
            for together in _together(told)
        ]
        permitted = [
            found
            for kind in ACTIVITIES
            if (same := [one for one in bundles if one.subscription.kind == kind])
            for found in _permitted(same, kind, at=at)
        ]
    return [_claimed(bundle, permit, masters) for bundle, permit in permitted]


def is_standing(claim: Claim) -> bool:
    """Say whether a claim has not been taken away since, by who left or a deadline."""
    mine = Delivery.objects.filter(pk__in=claim.keys, state=DeliveryState.CLAIMED)
    return mine.filter(transmission=claim.permit.transmission_id).exists()


def release(claims: Sequence[Claim]) -> None:
    """Let others have what was claimed and certainly not handed over."""
    if not claims:
        return
    with transaction.atomic():
        gateway.give_back(claim.permit for claim in claims)
        mine = _rows_of(claims).filter(state=DeliveryState.CLAIMED)
        requeue(mine, claimed_at=None, tries=F("tries") - 1)


def requeue(deliveries: DeliveryQuerySet, **changes: object) -> None:
    """Let deliveries wait again, each with a number of its own for its next try.

    Parts of one digest had one number; they may go out apart the next time.
    """
    with transaction.atomic():
        keys = list(deliveries.values_list("pk", flat=True))
        waiting = Delivery.objects.filter(pk__in=keys)
        waiting.update(state=DeliveryState.QUEUED, **changes)
        for key in keys:
            waiting.filter(pk=key).update(transmission=uuid4())


def end_sent(claims: Sequence[Claim], *, at: datetime) -> None:
    """Write down that the mail server took all these."""
    if not claims:
        return
    _end(claims, DeliveryState.SENT, "", at=at)
    failing = [claim.subscriber_id for claim in claims if claim.has_failed]
    if failing:
        Subscriber.objects.filter(pk__in=failing).update(failures=0)


def _end(
    claims: Sequence[Claim], state: DeliveryState, detail: str, *, at: datetime
) -> None:
    """Write down what became of claims, even if they were given up for lost since."""
    mine = _rows_of(claims).filter(
        state__in=[DeliveryState.CLAIMED, DeliveryState.UNCERTAIN]
    )
    mine.update(state=state, detail=detail[:60], ended_at=at)


def _rows_of(claims: Sequence[Claim]) -> DeliveryQuerySet:
    """Return the deliveries that are still these claims' own."""
    keys = [key for claim in claims for key in claim.keys]
    permits = [claim.permit.transmission_id for claim in claims]
    return Delivery.objects.filter(pk__in=keys, transmission__in=permits)


def settle(claim: Claim, error: EgressError, *, at: datetime) -> None:
    """Write down what an error means for a claim."""
    if isinstance(error, MailUnavailable | MailDeferred):
        _put_off(claim, error.code, at=at)
    elif isinstance(error, MailUncertain):
        _end([claim], DeliveryState.UNCERTAIN, error.code, at=at)
    elif isinstance(error, MailRejected):
        _end([claim], DeliveryState.FAILED, error.code, at=at)
        if error.is_about_address:
            _note_failure(claim.subscriber_id, at=at)
    elif isinstance(error, ConsentMissing):
        _end([claim], DeliveryState.FAILED, "no_consent", at=at)
    else:
        _end([claim], DeliveryState.FAILED, "refused", at=at)


def _put_off(claim: Claim, code: str, *, at: datetime) -> None:
    """Let what the server has certainly not taken wait, ever longer; then give up."""
    if claim.tries >= MOST_TRIES:
        _end([claim], DeliveryState.FAILED, code, at=at)
        return
    mine = _rows_of([claim]).filter(state=DeliveryState.CLAIMED)
    pause = FIRST_PAUSE * 2 ** (claim.tries - 1)
    requeue(mine, detail=code[:60], due_at=at + pause)


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Hold the deliveries to one subscriber that go into one mail."""

    subscriber: Subscriber
    deliveries: list[Delivery]

    @property
    def subscription(self) -> Subscription:
        """Return what they belong to."""
        return self.deliveries[0].subscription

    @property
    def tries(self) -> int:
        """Return the how-manieth try this is."""
        return max(one.tries for one in self.deliveries) + 1

    def join(self) -> None:
        """Let the parts of a digest be known by one number."""
        first, *others = self.deliveries
        if others:
            parts = Delivery.objects.filter(pk__in=[one.pk for one in others])
            parts.update(transmission=first.transmission)

    def wish(self) -> gateway.Wish:
        """Return what is to be sent, and for whom."""
        values = {
            ADDRESS: self.subscriber.email,
            LINKS: leave_token(self.subscription.key),
            CONTENT: "news",
        }
        return gateway.Wish(
            SubjectKey(self.subscriber.subject_key),
            values,
            self.deliveries[0].transmission,
        )


def _together(deliveries: list[Delivery]) -> list[list[Delivery]]:
    """Return the deliveries by the mail they go into: all of a digest in one."""
    mails: dict[tuple[bool, int], list[Delivery]] = {}
    for one in deliveries:
        key = (True, one.subscriber_id) if one.is_digest else (False, one.pk)
        mails.setdefault(key, []).append(one)
    return list(mails.values())


def _permitted(
    bundles: list[_Bundle], kind: str, *, at: datetime
) -> list[tuple[_Bundle, gateway.Permit]]:
    """Ask for the permits, and write down which deliveries are claimed by them."""
    try:
        permits = gateway.authorize_each(
            ACTIVITIES[kind], [bundle.wish() for bundle in bundles], at=at
        )
    except UnknownActivity:
        permits = [None] * len(bundles)
    found = []
    for bundle, permit in zip(bundles, permits, strict=True):
        if permit is not None:
            found.append((bundle, permit))
            bundle.join()
    refused = [
        one.pk
        for bundle, permit in zip(bundles, permits, strict=True)
        for one in bundle.deliveries
        if permit is None
    ]
    _close(refused, DeliveryState.FAILED, "no_consent", at=at)
    claimed = [one.pk for bundle, _permit in found for one in bundle.deliveries]
    Delivery.objects.filter(pk__in=claimed).update(
        state=DeliveryState.CLAIMED, claimed_at=at, tries=F("tries") + 1
    )
    return found


def _claimed(bundle: _Bundle, permit: gateway.Permit, masters: Masters) -> Claim:
    subscriber = bundle.subscriber
    mailings = [one.mailing for one in bundle.deliveries]
    is_digest = bundle.deliveries[0].is_digest
    master = masters.get(mailings, subscriber.language, is_digest=is_digest)
    own = _own(bundle, permit, mailings[0].site)
    return Claim(
        keys=tuple(one.pk for one in bundle.deliveries),
        subscriber_id=subscriber.pk,
        has_failed=subscriber.failures > 0,
        tries=bundle.tries,
        permit=permit,
        letter=master.letter_for(own),
    )


def _own(bundle: _Bundle, permit: gateway.Permit, site: Site | None) -> letters.Own:
    subject = SubjectKey(bundle.subscriber.subject_key)
    language = bundle.subscriber.language
    token = permit.payload[LINKS]
    return letters.Own(
        leave_url=address_of("leave", token, language=language, site=site),
        manage_url=manage_address(subject, language=language, site=site),
        until=letters.day_of(permit.until, language),
    )


def _item(mailing: Mailing) -> letters.Item | None:
    is_post = mailing.kind == Kind.POSTS
    try:
        page = find_page(mailing.source if is_post else mailing.target)
    except NothingToAnnounce:
        return None
    if not is_post:
        return letters.Item(mailing.title, mailing.url)
    return item_of(page, url=mailing.url, is_whole=is_whole_on(mailing.site))


def _close(keys: list[int], state: DeliveryState, detail: str, *, at: datetime) -> None:
    rows = Delivery.objects.filter(pk__in=keys)
    if keys:
        rows.update(state=state, detail=detail, ended_at=at)


def _note_failure(subscriber_id: int, *, at: datetime) -> None:
    """Take an address off that has been refused again and again."""
    with transaction.atomic():
        subscribers = Subscriber.objects.select_for_update()
        subscriber = subscribers.filter(pk=subscriber_id).first()
        if subscriber is None:
            return
        subscriber.failures += 1
        subscriber.save(update_fields=["failures"])
        if subscriber.failures >= _FAILURES:
            reason = Reason.UNDELIVERABLE
            leaving.leave_all(subscriber, method="mail:refused", at=at, reason=reason)
