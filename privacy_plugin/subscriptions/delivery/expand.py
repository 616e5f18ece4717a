"""Create the deliveries of a mailing: one per subscriber at the time of publication.

Rows are written in batches together with the position, so another worker can resume.
"""

from __future__ import annotations

import time
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from privacy_plugin.background.schedule import next_occurrence
from privacy_plugin.subscriptions.conf import subscriptions_conf
from privacy_plugin.subscriptions.delivery.comment_lookup import (
    exclude_author,
    is_published,
)
from privacy_plugin.subscriptions.models import (
    Delivery,
    Frequency,
    Kind,
    Mailing,
    MailingState,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.newsletter_page import (
    NewsletterPageMixin,
    PageNotPublic,
    get_public_page,
)

PORTION = 200


def expand_mailings(*, until: float) -> None:
    """Write the deliveries of every new mailing, until the time is over."""
    new = Mailing.objects.filter(state=MailingState.PREPARING).order_by("pk")
    for key in list(new.values_list("pk", flat=True)):
        while expand_mailing(key):
            if time.monotonic() >= until:
                return


def expand_mailing(mailing_id: int) -> bool:
    """Write one portion of a mailing's deliveries; say whether more are to come.

    What is to be written is found first, so that nobody waits long for the database.
    """
    mailing = Mailing.objects.filter(
        pk=mailing_id, state=MailingState.PREPARING
    ).first()
    if mailing is None:
        return False
    try:
        found = get_recipients(mailing)
    except PageNotPublic:
        _stop_mailing(mailing, "gone", at=timezone.now())
        return False
    portion = list(found.filter(pk__gt=mailing.prepared_to)[:PORTION])
    rows = [build_delivery(mailing, one) for one in portion]
    with transaction.atomic():
        held = Mailing.objects.filter(
            pk=mailing_id,
            state=MailingState.PREPARING,
            prepared_to=mailing.prepared_to,
        )
        if held.select_for_update(skip_locked=True).first() is None:
            return False  # another worker does it
        if not rows:
            count = mailing.deliveries.count()
            held.update(recipient_count=count, state=MailingState.SENDING)
            return False
        there = _lock_current_subscriptions(portion)
        Delivery.objects.bulk_create(
            [row for row in rows if row.subscription_id in there],
            ignore_conflicts=True,
        )
        held.update(prepared_to=portion[-1].pk)
    return True


def _lock_current_subscriptions(subscriptions: list[Subscription]) -> set[int]:
    """Return which of them nobody has ended since; who leaves now has to wait."""
    owners = [one.subscriber_id for one in subscriptions]
    held = Subscriber.objects.select_for_update().filter(pk__in=owners).order_by("pk")
    staying = [subscriber.pk for subscriber in held]
    keys = [one.pk for one in subscriptions]
    there = Subscription.objects.filter(pk__in=keys, subscriber__in=staying)
    return set(there.values_list("pk", flat=True))


def get_recipients(mailing: Mailing) -> QuerySet[Subscription]:
    """Return the subscriptions a mailing is for, in the order of their numbers.

    They belong to the site that sends it. Raises NothingToAnnounce.
    """
    if mailing.site_id is None:
        raise PageNotPublic(mailing.source)
    found = Subscription.objects.filter(
        confirmed_at__lte=mailing.created_at, subscriber__site=mailing.site_id
    )
    found = found.select_related("subscriber").order_by("pk")
    if mailing.kind != Kind.POSTS:
        if not is_published(mailing.source):
            raise PageNotPublic(mailing.source)
        follows = Q(kind=Kind.THREAD, target=mailing.target)
        if mailing.answers:
            follows |= Q(kind=Kind.REPLIES, target=mailing.answers)
        return exclude_author(found.filter(follows), mailing)
    found = found.filter(kind=Kind.POSTS, subscriber__language=mailing.language)
    page = get_public_page(mailing.source)
    topics = (
        [topic.key for topic in page.newsletter_topics()]
        if isinstance(page, NewsletterPageMixin)
        else []
    )
    return found.filter(Q(topics__isnull=True) | Q(topics__topic__in=topics)).distinct()


def build_delivery(mailing: Mailing, subscription: Subscription) -> Delivery:
    """Return the row that is to be written, with the moment at which it is due."""
    is_digest = (
        mailing.kind == Kind.POSTS and subscription.frequency != Frequency.AT_ONCE
    )
    due_at = mailing.created_at
    if is_digest:
        zone = subscription.subscriber.time_zone
        due_at = next_digest_time(due_at, subscription.frequency, zone)
    return Delivery(
        mailing=mailing,
        subscriber=subscription.subscriber,
        subscription=subscription,
        is_digest=is_digest,
        due_at=due_at,
    )


def next_digest_time(after: datetime, frequency: str, zone_name: str = "") -> datetime:
    """Return the first moment later than `after` at which a digest leaves, in UTC.

    `zone_name` is by default the site's time zone.
    """
    if frequency == Frequency.AT_ONCE:
        return after
    is_daily = frequency == Frequency.DAILY
    return next_occurrence(
        subscriptions_conf.digest_hour,
        after=after,
        zone_name=zone_name,
        weekday=None if is_daily else subscriptions_conf.digest_weekday,
    )


def _stop_mailing(mailing: Mailing, reason: str, *, at: datetime) -> None:
    mailing.state = MailingState.STOPPED
    mailing.reason = reason
    mailing.ended_at = at
    mailing.save(update_fields=["state", "reason", "ended_at"])
