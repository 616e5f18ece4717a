"""What is claimed is sent once, or given back; a dead worker leaves one in doubt."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from django.utils import timezone

from privacy_plugin.egress.errors import ConsentMissing, MailDeferred
from privacy_plugin.egress.mail.connection import MailConnection
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.subscriptions import maintenance
from privacy_plugin.subscriptions.delivery import expand, queue
from privacy_plugin.subscriptions.delivery.email_cache import EmailCache
from privacy_plugin.subscriptions.models import (
    Delivery,
    DeliveryState,
    Kind,
    Mailing,
    MailingState,
    Subscription,
)
from privacy_plugin.subscriptions.newsletter_page import get_page_reference
from privacy_plugin.subscriptions.subscribers import unsubscribe
from tests.support import factories


def lose_a_claim(outcome: Outcome, detail: str, at: datetime) -> Delivery:
    """Let a worker die after this was written down about one of its mails."""
    lost = Delivery.objects.earliest("pk")
    Delivery.objects.filter(pk=lost.pk).update(
        state=DeliveryState.CLAIMED, due_at=None, claimed_at=at, ended_at=None
    )
    assert lost.transmission is not None
    sendings = Transmission.objects.filter(pk=lost.transmission)
    assert sendings.update(outcome=outcome, detail=detail, begun_at=at) == 1
    Mailing.objects.update(state=MailingState.SENDING)
    return lost


@pytest.mark.parametrize(
    ("outcome", "detail", "state", "mails"),
    [
        (Outcome.BEGUN, "sending", "uncertain", 0),
        (Outcome.UNCERTAIN, "interrupted", "uncertain", 0),
        (Outcome.FAILED, "not_sent", "uncertain", 0),
        (Outcome.ANSWERED, "", "sent", 0),
        (Outcome.BEGUN, "", "sent", 1),
        (Outcome.REJECTED, "smtp_451", "sent", 1),
    ],
)
def test_what_a_dead_worker_claimed_is_sent_again_only_if_it_never_left(  # noqa: PLR0913
    readers, box, work, clock, outcome, detail, state, mails
):
    factories.post()
    work()
    box.clear()
    lost = lose_a_claim(outcome, detail, clock.now)
    clock.tick(minutes=11)
    work()
    work()

    lost.refresh_from_db()
    assert lost.state == state
    assert len(box.mails) == mails


def test_who_leaves_while_their_mail_is_claimed_gets_none(index, box, work, clock):
    first, last = (
        factories.subscriber(f"{name}@example.org") for name in ("ada", "bert")
    )
    clock.tick(minutes=1)
    factories.post()
    expand.expand_mailings(until=time.monotonic() + 60)
    keys = list(Delivery.objects.values_list("pk", flat=True))
    held = queue.claim(keys, EmailCache(), at=timezone.now())
    unsubscribe.unsubscribe_from_everything(last, method="test", at=timezone.now())

    claim = {one.subscriber_id: one for one in held}
    assert queue.is_current(claim[first.pk])
    assert not queue.is_current(claim[last.pk])
    with MailConnection() as line, pytest.raises(ConsentMissing):
        line.send(claim[last.pk].permit, claim[last.pk].content)
    assert box.mails == []


def test_what_there_is_no_time_for_is_free_for_others_at_once(readers, box, work):
    factories.post()
    expand.expand_mailings(until=time.monotonic() + 60)
    keys = list(Delivery.objects.values_list("pk", flat=True))
    held = queue.claim(keys, EmailCache(), at=timezone.now())
    assert queue.claim(keys, EmailCache(), at=timezone.now()) == []

    queue.release(held, at=timezone.now())
    assert not Transmission.objects.exists()
    work()

    assert sorted(box.recipients) == [one.email for one in readers]
    assert set(Delivery.objects.values_list("tries", flat=True)) == {1}


def test_many_are_claimed_in_as_many_queries_as_one(
    index, clock, django_assert_max_num_queries
):
    for number in range(20):
        factories.subscriber(f"reader{number}@example.org")
    clock.tick(minutes=1)
    factories.post()
    expand.expand_mailings(until=time.monotonic() + 60)
    keys = list(Delivery.objects.values_list("pk", flat=True))
    masters = EmailCache()
    assert len(queue.claim(keys[:1], masters, at=timezone.now())) == 1

    with django_assert_max_num_queries(14):
        held = queue.claim(keys[1:], masters, at=timezone.now())

    assert len(held) == 19


def test_who_leaves_while_their_mail_is_being_prepared_stops_nobody(
    readers, box, work, monkeypatch
):
    factories.post()
    new_delivery = expand.build_delivery

    def leave_then(mailing, subscription):
        if subscription.subscriber_id == readers[1].pk:
            unsubscribe.unsubscribe_from_everything(
                readers[1], method="test", at=timezone.now()
            )
        return new_delivery(mailing, subscription)

    monkeypatch.setattr(expand, "build_delivery", leave_then)
    work()

    assert sorted(box.recipients) == [readers[0].email, readers[2].email]


@pytest.mark.parametrize("way", ["put off", "released", "lost"])
def test_parts_of_a_digest_that_did_not_leave_may_leave_apart(index, box, clock, way):
    factories.subscriber("ada@example.org", frequency="daily")
    clock.tick(minutes=1)
    for number in range(2):
        factories.post(title=f"Post {number}")
    expand.expand_mailings(until=time.monotonic() + 60)
    clock.tick(days=2)
    keys = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
    (held,) = queue.claim(keys[:1], EmailCache(), at=timezone.now())
    assert sorted(held.keys) == keys
    if way == "put off":
        queue.settle_error(held, MailDeferred("smtp_451"), at=timezone.now())
    elif way == "released":
        queue.release([held], at=timezone.now())
    clock.tick(hours=1)
    Mailing.objects.filter(deliveries=keys[0]).update(state=MailingState.PAUSED)
    maintenance.run_maintenance(at=timezone.now())
    Mailing.objects.update(state=MailingState.SENDING)
    maintenance.run_maintenance(at=timezone.now())

    assert {one.state for one in Delivery.objects.all()} == {DeliveryState.SENT}
    assert len(box.mails) == 2


def test_who_leaves_one_thread_while_its_mails_leave_gets_none_of_it(
    index, box, clock, monkeypatch
):
    told, kept = (
        get_page_reference(factories.post(title=title)) for title in ("Told", "Kept")
    )
    for number in range(3):
        for target in (told, kept):
            email = f"reader{number}@example.org"
            factories.subscriber(email, kind=Kind.THREAD, target=target)
    clock.tick(minutes=1)
    Mailing.objects.create(
        kind=Kind.THREAD,
        source=f"comment:{factories.comment(state='approved').pk}",
        target=told,
        title="Told",
        url="http://localhost/told/",
        created_at=timezone.now(),
        site=index.get_site(),
    )
    send = MailConnection.send

    def send_and_leave(line, permit, letter):
        send(line, permit, letter)
        left = Subscription.objects.filter(
            target=told, deliveries__state=DeliveryState.CLAIMED
        ).exclude(deliveries__transmission=permit.transmission_id)
        for key in list(left.values_list("key", flat=True)):
            unsubscribe.unsubscribe(key, method="test", at=timezone.now())

    monkeypatch.setattr(MailConnection, "send", send_and_leave)
    maintenance.run_maintenance(at=timezone.now())

    assert len(box.mails) == 2  # one alone; of the next two claimed together, the first
    assert Subscription.objects.filter(target=told).count() == 2
    assert Subscription.objects.filter(target=kept).count() == 3
