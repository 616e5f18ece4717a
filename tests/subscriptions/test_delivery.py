"""A post is told once to each subscriber, whatever the mail server does."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.subscriptions.models import (
    Delivery,
    Mailing,
    MailingState,
    Reason,
    Subscriber,
    Suppression,
)
from privacy_plugin.subscriptions.processing import POSTS
from privacy_plugin.subscriptions.subscribers import unsubscribe
from tests.support import factories
from tests.support.servers import mailbox
from tests.support.servers.mailbox import text_of


def states() -> dict[str, int]:
    """Return how many deliveries are in which state."""
    found: dict[str, int] = {}
    for state in Delivery.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_each_subscriber_is_told_of_a_new_post(readers, box, work):
    factories.post(title="About allotments")
    work()

    assert sorted(box.recipients) == [one.email for one in readers]
    assert {mail["Subject"] for mail in box.mails} == {"About allotments"}
    assert Mailing.objects.get().state == MailingState.DONE
    assert states() == {"sent": 3}


def test_nobody_gets_a_post_twice(readers, box, work, clock):
    post = factories.post()
    work()
    for _time in range(3):
        clock.tick(hours=1)
        post.title = "A better title"
        post.save_revision().publish()
        work()

    assert len(box.mails) == 3
    assert Mailing.objects.count() == 1


def test_a_post_that_is_taken_off_and_put_back_is_not_told_again(
    readers, box, work, clock
):
    post = factories.post()
    work()
    post.unpublish()
    clock.tick(days=1)
    post.save_revision().publish()
    work()

    assert len(box.mails) == 3


def test_a_draft_is_told_to_nobody_and_a_scheduled_post_when_its_time_has_come(
    readers, box, work, clock
):
    post = factories.post(live=False)
    post.go_live_at = clock.now + timedelta(days=1)
    post.save_revision().publish()
    work()
    assert box.mails == []

    clock.tick(days=1, minutes=1)
    call_command("publish_scheduled")
    work()

    assert len(box.mails) == 3


def test_a_post_from_elsewhere_is_told_to_nobody(readers, box, work, clock):
    post = factories.post(live=False)
    post.first_published_at = clock.now - timedelta(days=900)
    post.save_revision().publish()
    work()

    assert box.mails == []
    assert not Mailing.objects.exists()


def test_an_author_can_tell_nobody(readers, box, work):
    post = factories.post(live=False)
    post.announce = False
    post.save_revision().publish()
    work()

    assert box.mails == []


def test_a_hidden_post_is_told_to_nobody(readers, box, work):
    post = factories.post(live=False)
    PageViewRestriction.objects.create(
        page=post, restriction_type=PageViewRestriction.LOGIN
    )
    post.save_revision().publish()
    work()

    assert box.mails == []


def test_a_post_that_is_gone_before_its_mail_is_told_to_nobody(readers, box, work):
    post = factories.post()
    post.unpublish()
    work()

    assert box.mails == []
    assert Mailing.objects.get().state == MailingState.STOPPED


def test_who_subscribes_after_the_publication_is_not_told(readers, box, work, clock):
    factories.post()
    clock.tick(minutes=1)
    factories.subscriber("late@example.org")
    work()

    assert "late@example.org" not in box.recipients


def test_who_has_left_is_not_told_even_of_what_is_queued(readers, box, work):
    factories.post()
    unsubscribe.unsubscribe_from_everything(
        readers[0], method="test", at=timezone.now()
    )
    work()

    assert readers[0].email not in box.recipients
    assert len(box.mails) == 2


def test_a_consent_taken_back_on_the_receipt_stops_the_mail(readers, box, work):
    factories.post()
    subject = SubjectKey(readers[0].subject_key)
    ledger.withdraw(subject, POSTS, method="button:receipt", at=timezone.now())
    work()

    assert readers[0].email not in box.recipients
    assert not Subscriber.objects.filter(pk=readers[0].pk).exists()


def test_a_consent_that_has_run_out_stops_the_mail(readers, box, work, clock):
    clock.tick(days=731)
    factories.post()
    work()

    assert box.mails == []
    assert states() == {"failed": 3}
    assert set(Delivery.objects.values_list("detail", flat=True)) == {"no_consent"}


def test_a_subscription_counts_longer_than_another_consent(
    readers, box, work, clock, settings
):
    settings.PRIVACY_CONSENT_LIFETIME = timedelta(days=1)
    clock.tick(days=700)
    factories.post()
    work()

    assert len(box.mails) == 3


def test_german_readers_are_told_of_german_posts(index, box, work, clock):
    factories.subscriber("ada@example.org", language="en")
    factories.subscriber("bert@example.org", language="de")
    clock.tick(minutes=1)
    post = factories.post(title="English")
    work()
    assert box.recipients == ["ada@example.org"]

    box.clear()
    factories.german_post(post, title="Deutsch")
    work()

    assert box.recipients == ["bert@example.org"]
    assert "Du bekommst diese Mail" in text_of(box.one())


def test_each_sending_is_listed_without_the_address(readers, box, work):
    factories.post()
    work()

    listed = Transmission.objects.filter(activity=POSTS)
    assert listed.count() == 3
    assert {one.outcome for one in listed} == {Outcome.ANSWERED}
    assert {tuple(one.field_names) for one in listed} == {("content", "links", "to")}
    assert "example.org" not in str(list(listed.values()))


def test_an_address_that_is_refused_fails_alone(readers, box, work):
    box.temper.per_address[readers[1].email] = "550 No such user"
    factories.post()
    work()

    assert len(box.mails) == 2
    assert states() == {"sent": 2, "failed": 1}
    assert Delivery.objects.get(state="failed").detail == "smtp_550"


def test_an_address_that_is_always_refused_is_taken_off(readers, box, work, clock):
    box.temper.per_address[readers[1].email] = "550 No such user"
    for number in range(3):
        clock.tick(days=1)
        factories.post(title=f"Post {number}")
        work()

    assert not Subscriber.objects.filter(pk=readers[1].pk).exists()
    assert Suppression.objects.get().reason == Reason.UNDELIVERABLE


def test_what_is_refused_for_now_is_sent_later(readers, box, work, clock):
    box.temper.per_address[readers[1].email] = "451 Try again later"
    factories.post()
    work()
    assert states() == {"sent": 2, "queued": 1}

    box.temper.per_address.clear()
    clock.tick(minutes=6)
    work()

    assert sorted(box.recipients) == [one.email for one in readers]


def test_what_is_refused_for_ever_for_now_is_given_up(readers, box, work, clock):
    box.temper.per_address[readers[1].email] = "451 Try again later"
    factories.post()
    for _time in range(6 * 4):
        work()
        clock.tick(hours=5)

    assert "failed" not in states()
    for _time in range(6 * 4):
        work()
        clock.tick(hours=5)

    failed = Delivery.objects.get(state="failed")
    assert failed.tries == 35
    assert failed.detail == "smtp_451"


def test_a_server_that_takes_no_text_is_not_asked_for_ever(index, box, work, clock):
    for number in range(20):
        factories.subscriber(f"reader{number}@example.org")
    clock.tick(minutes=1)
    box.temper.at_data = "554 Looks like spam"
    factories.post()
    work()

    assert box.mails == []
    assert states() == {"failed": 5, "queued": 15}


def test_a_server_that_refuses_the_sender_costs_nobody_their_mail(readers, box, work):
    box.temper.at_sender = "530 Authentication required"
    factories.post()
    work()
    assert "failed" not in states()

    box.temper.at_sender = ""
    for _time in range(3):
        Delivery.objects.filter(state="queued").update(due_at=timezone.now())
        work()

    assert sorted(box.recipients) == [one.email for one in readers]


def test_a_server_that_hangs_up_leaves_one_mail_uncertain(readers, box, work, clock):
    box.temper.hangs_up_after = 2
    factories.post()
    work()
    for _time in range(3):
        clock.tick(hours=1)
        work()

    assert len(box.raw) == 3
    assert len(set(box.recipients)) == 3
    assert states() == {"sent": 2, "uncertain": 1}
    outcomes = set(Transmission.objects.values_list("outcome", flat=True))
    assert outcomes == {Outcome.ANSWERED, Outcome.UNCERTAIN}


def test_a_server_that_never_answers_is_not_waited_for(readers, work, clock):
    with mailbox.running(timeout=1) as silent:
        silent.temper.is_silent = True
        factories.post()
        work()
        silent.temper.is_silent = False
        clock.tick(hours=1)
        work()

        assert silent.mails == []
    assert states() == {"uncertain": 3}


def test_no_server_at_all_costs_nobody_their_mail(readers, box, work, clock):
    box.stop()
    factories.post()
    work()
    assert states() == {"queued": 3}

    box.start()
    clock.tick(minutes=1)
    work()

    assert states() == {"sent": 3}


def test_a_paused_mailing_waits_and_a_stopped_one_ends(readers, box, work):
    factories.post()
    Mailing.objects.update(state=MailingState.PAUSED)
    work()
    assert box.mails == []

    Mailing.objects.update(state=MailingState.PREPARING)
    work()

    assert len(box.mails) == 3


def test_a_rate_is_kept(index, box, work, clock, settings):
    settings.PRIVACY_SUBSCRIPTIONS_EMAILS_PER_MINUTE = 4
    for number in range(10):
        factories.subscriber(f"reader{number}@example.org")
    clock.tick(minutes=1)
    factories.post()
    counts = []
    for _minute in range(3):
        work()
        counts.append(len(box.mails))
        clock.tick(seconds=61)

    assert counts == [4, 8, 10]
