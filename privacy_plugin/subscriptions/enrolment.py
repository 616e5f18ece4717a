"""From an address somebody typed to a subscription its owner confirmed: double opt-in.

What is answered is the same for every address, and so is the one mail that goes out.
Only the button on the page behind its link makes a subscriber. Source: § 7(2) no. 2
UWG; BGH, 10.02.2011, I ZR 164/09; GDPR Art. 7(1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.errors import NoticeError
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.notice import recognise
from privacy_plugin.egress.flood import is_one_too_many
from privacy_plugin.processing import ActivityKey, UnknownActivity
from privacy_plugin.subscriptions import tasks
from privacy_plugin.subscriptions.addresses import mailbox_of, tidy
from privacy_plugin.subscriptions.models import (
    Enrolment,
    Frequency,
    Reason,
    Subscriber,
    Subscription,
    Suppression,
)
from privacy_plugin.subscriptions.processing import ACTIVITIES, REQUEST_WINDOW
from privacy_plugin.subscriptions.refusals import FactsChanged, Flood, LinkUsed

_MAILS_PER_COOLDOWN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """Hold one thing that was ticked: `digest` is that of the text beside the box."""

    kind: str
    digest: str
    target: str = ""
    frequency: str = Frequency.AT_ONCE
    topics: tuple[str, ...] = ()

    @property
    def activity(self) -> ActivityKey:
        """Return the activity that was agreed to."""
        return ACTIVITIES[self.kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """Hold what one form said; `address` is the connection's, used only to count."""

    email: str
    wishes: tuple[Wish, ...]
    language: str
    site: Site | None = None
    address: str = ""

    def __repr__(self) -> str:
        """Say nothing about the person: this ends in tracebacks."""
        return "<Request>"


def ask(request: Request, *, at: datetime) -> None:
    """Note a request and order the mail that asks for a confirmation.

    Does the same, and returns nothing, for known and unknown addresses. Raises Flood.
    """
    _require_calm(request.address, at=at)
    with transaction.atomic():
        _note(request, None, at=at)


def ask_for_change(subscriber: Subscriber, email: str, *, at: datetime) -> None:
    """Note a new address of a subscriber, and ask there whether it is theirs."""
    request = Request(email=email, wishes=(), language=subscriber.language)
    with transaction.atomic():
        _note(request, subscriber, at=at)


def open_request(subject_key: str) -> Enrolment:
    """Return what waits for a confirmation; raise LinkUsed where nothing does."""
    found = Enrolment.objects.filter(subject_key=subject_key).first()
    if found is None:
        raise LinkUsed
    return found


def wishes_of(enrolment: Enrolment) -> tuple[Wish, ...]:
    """Return what was ticked."""
    return tuple(
        Wish(**wish | {"topics": tuple(wish["topics"])}) for wish in enrolment.wishes
    )


def confirm(subject_key: str, *, at: datetime) -> Subscriber:
    """Make a subscriber of whoever pressed the button; the link is spent.

    Raises LinkUsed, FactsChanged.
    """
    with transaction.atomic():
        enrolment = _locked(subject_key)
        if enrolment.subscriber_id is not None:
            return _change_address(enrolment)
        try:
            agreed = [
                (wish, _version(wish, enrolment)) for wish in wishes_of(enrolment)
            ]
        except (NoticeError, UnknownActivity):
            raise FactsChanged from None
        subscriber = _subscriber_for(enrolment, at=at)
        for wish, version in agreed:
            add(subscriber, wish, version, requested_at=enrolment.requested_at, at=at)
        Suppression.objects.of(enrolment.email).delete()
        enrolment.delete()
    return subscriber


def refuse(subject_key: str) -> None:
    """Note that this address wants no mail at all, not even the question."""
    with transaction.atomic():
        enrolment = _locked(subject_key)
        Suppression.objects.note(enrolment.email, Reason.REFUSED)
        Enrolment.objects.filter(mailbox=enrolment.mailbox).delete()


def add(
    subscriber: Subscriber,
    wish: Wish,
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
        lifetime=conf.subscriptions_lifetime,
    )
    subscription, _made = Subscription.objects.update_or_create(
        subscriber=subscriber,
        kind=wish.kind,
        target=wish.target,
        defaults={"frequency": wish.frequency, "version": version},
        create_defaults={
            "frequency": wish.frequency,
            "version": version,
            "requested_at": requested_at,
            "confirmed_at": at,
        },
    )
    limit_to(subscription, wish.topics)
    return subscription


def limit_to(subscription: Subscription, topics: Iterable[str]) -> None:
    """Limit a subscription to these topics; to none of them means all."""
    subscription.topics.all().delete()
    for topic in dict.fromkeys(topics):
        subscription.topics.create(topic=topic)


def _require_calm(address: str, *, at: datetime) -> None:
    if is_one_too_many(
        "privacy_subscriptions.flood",
        address,
        limit=conf.subscriptions_requests,
        period=REQUEST_WINDOW,
        at=at,
    ):
        raise Flood


def _note(request: Request, subscriber: Subscriber | None, *, at: datetime) -> None:
    email = tidy(request.email)
    wishes = [asdict(wish) | {"topics": list(wish.topics)} for wish in request.wishes]
    recent = Enrolment.objects.filter(
        mailbox=mailbox_of(email), requested_at__gt=at - conf.subscriptions_cooldown
    )
    asked = list(recent.values_list("wishes", flat=True))
    is_enough = wishes in asked or len(asked) >= _MAILS_PER_COOLDOWN
    if is_enough or Suppression.objects.blocks(email):
        return
    enrolment = Enrolment.objects.create(
        email=email,
        mailbox=mailbox_of(email),
        wishes=wishes,
        language=request.language,
        site=request.site,
        subscriber=subscriber,
        requested_at=at,
        due_at=at,
    )
    transaction.on_commit(lambda: tasks.enqueue_question(enrolment.pk))


def _locked(subject_key: str) -> Enrolment:
    enrolments = Enrolment.objects.select_for_update(of=("self",))
    found = enrolments.filter(subject_key=subject_key).first()
    if found is None:
        raise LinkUsed
    return found


def _version(wish: Wish, enrolment: Enrolment) -> DisclosureVersion:
    controller = controller_of_site(enrolment.site_id)
    return recognise(wish.activity, wish.digest, controller=controller)


def _subscriber_for(enrolment: Enrolment, *, at: datetime) -> Subscriber:
    subscriber, _made = Subscriber.objects.select_for_update().get_or_create(
        mailbox=enrolment.mailbox,
        defaults={
            "email": enrolment.email,
            "subject_key": enrolment.subject_key,
            "language": enrolment.language,
            "confirmed_at": at,
        },
    )
    return subscriber


def _change_address(enrolment: Enrolment) -> Subscriber:
    subscriber = enrolment.subscriber
    taken = Subscriber.objects.filter(mailbox=enrolment.mailbox)
    if subscriber is None or taken.exclude(pk=subscriber.pk).exists():
        raise LinkUsed
    subscriber.email = enrolment.email
    subscriber.mailbox = enrolment.mailbox
    subscriber.failures = 0
    subscriber.save(update_fields=["email", "mailbox", "failures"])
    Suppression.objects.of(enrolment.email).delete()
    enrolment.delete()
    return subscriber
