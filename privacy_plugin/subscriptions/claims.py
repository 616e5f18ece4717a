"""Claim a mail with everything it takes, and write down what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from wagtail.models import Site

from privacy_plugin.consent.models import ConsentEvent
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


def claim(delivery_id: int, masters: Masters, *, at: datetime) -> Claim | None:
    """Claim a delivery that is due, with all that go into the same digest.

    Returns None where nothing is to be sent: it is somebody else's, its subscriber has
    left, or what it tells cannot be read any more.
    """
    with transaction.atomic():
        owner = Delivery.objects.filter(pk=delivery_id).values("subscriber")
        subscribers = Subscriber.objects.select_for_update(skip_locked=True)
        subscriber = subscribers.filter(pk__in=owner).first()
        due = Delivery.objects.due(at).select_related("mailing__site", "subscription")
        first = due.filter(pk=delivery_id).first()
        if subscriber is None or first is None:
            return None
        together = _together(first, subscriber, at=at)
        told = [one for one in together if masters.item_for(one.mailing)]
        gone = [one.pk for one in together if one not in told]
        _close(gone, DeliveryState.FAILED, "gone", at=at)
        if not told:
            return None
        return _permitted(told, subscriber, masters, at=at)


def end(claim: Claim, state: DeliveryState, detail: str, *, at: datetime) -> None:
    """Write down what became of a claim, even if it was given up for lost meanwhile."""
    mine = Delivery.objects.filter(
        pk__in=claim.keys,
        transmission=claim.permit.transmission_id,
        state__in=[DeliveryState.CLAIMED, DeliveryState.UNCERTAIN],
    )
    mine.update(state=state, detail=detail[:60], ended_at=at)
    if state == DeliveryState.SENT:
        failing = Subscriber.objects.filter(pk=claim.subscriber_id, failures__gt=0)
        failing.update(failures=0)


def settle(claim: Claim, error: EgressError, *, at: datetime) -> None:
    """Write down what an error means for a claim."""
    if isinstance(error, MailUnavailable | MailDeferred):
        _put_off(claim, error.code, at=at)
    elif isinstance(error, MailUncertain):
        end(claim, DeliveryState.UNCERTAIN, error.code, at=at)
    elif isinstance(error, MailRejected):
        end(claim, DeliveryState.FAILED, error.code, at=at)
        if error.is_about_address:
            _note_failure(claim.subscriber_id, at=at)
    else:
        end(claim, DeliveryState.FAILED, "refused", at=at)


def _put_off(claim: Claim, code: str, *, at: datetime) -> None:
    """Let what the server has certainly not taken wait, ever longer; then give up."""
    if claim.tries >= MOST_TRIES:
        end(claim, DeliveryState.FAILED, code, at=at)
        return
    mine = Delivery.objects.filter(
        pk__in=claim.keys,
        transmission=claim.permit.transmission_id,
        state=DeliveryState.CLAIMED,
    )
    pause = FIRST_PAUSE * 2 ** (claim.tries - 1)
    mine.update(state=DeliveryState.QUEUED, detail=code[:60], due_at=at + pause)


def _together(
    first: Delivery, subscriber: Subscriber, *, at: datetime
) -> list[Delivery]:
    """Return the delivery, or all that are due in the same digest."""
    if not first.is_digest:
        return [first]
    due = Delivery.objects.due(at).select_related("mailing__site", "subscription")
    return list(
        due.filter(subscriber=subscriber, is_digest=True).select_for_update(
            of=("self",)
        )
    )


def _permitted(
    told: list[Delivery], subscriber: Subscriber, masters: Masters, *, at: datetime
) -> Claim | None:
    subscription = told[0].subscription
    activity = ACTIVITIES[subscription.kind]
    subject = SubjectKey(subscriber.subject_key)
    token = leave_token(subscription.key)
    keys = tuple(one.pk for one in told)
    try:
        permit = gateway.authorize(
            activity,
            subject=subject,
            values={ADDRESS: subscriber.email, LINKS: token, CONTENT: "news"},
            at=at,
        )
    except (ConsentMissing, UnknownActivity):
        _close(keys, DeliveryState.FAILED, "no_consent", at=at)
        return None
    tries = max(one.tries for one in told) + 1
    Delivery.objects.filter(pk__in=keys).update(
        state=DeliveryState.CLAIMED,
        claimed_at=at,
        tries=tries,
        transmission=permit.transmission_id,
    )
    mailings = [one.mailing for one in told]
    master = masters.get(mailings, subscriber.language, is_digest=told[0].is_digest)
    own = _own(subscriber, subscription, token, mailings[0].site)
    return Claim(keys, subscriber.pk, tries, permit, master.letter_for(own))


def _own(
    subscriber: Subscriber,
    subscription: Subscription,
    token: str,
    site: Site | None,
) -> letters.Own:
    subject = SubjectKey(subscriber.subject_key)
    language = subscriber.language
    events = ConsentEvent.objects.filter(
        record__subject_key=subject, record__activity=ACTIVITIES[subscription.kind]
    )
    until = events.order_by("-pk").values_list("valid_until", flat=True).first()
    return letters.Own(
        leave_url=address_of("leave", token, language=language, site=site),
        manage_url=manage_address(subject, language=language, site=site),
        until=letters.day_of(until, language),
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


def _close(
    keys: list[int] | tuple[int, ...],
    state: DeliveryState,
    detail: str,
    *,
    at: datetime,
) -> None:
    Delivery.objects.filter(pk__in=keys).update(state=state, detail=detail, ended_at=at)


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
