"""From an address somebody typed to a subscription its owner confirmed."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy_plugin.consent.ledger import permits
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.rights.retention import purge
from privacy_plugin.subscriptions.models import (
    PendingSubscription,
    Reason,
    Subscriber,
    Subscription,
    Suppression,
)
from privacy_plugin.subscriptions.processing import ENROLMENT, POSTS
from tests.support import factories
from tests.support.factories.disclosures import default_site_id
from tests.support.reader import Reader
from tests.support.servers.mailbox import html_of, link_in, text_of

FORM = "/subscriptions/"


def ask(reader, email="ada@example.org", form=FORM, **fields):
    """Fill in the form and send it."""
    page = reader.open(form)
    return reader.press(page, "Subscribe", tick=[POSTS], email=email, **fields)


def confirm(reader, mail):
    """Open the link of the mail and press the button."""
    page = reader.open(link_in(mail, "/confirm/"))
    return reader.press(page, "Yes, send me this")


def test_nobody_is_subscribed_before_they_have_confirmed(reader, box, work):
    answer = ask(reader)
    work()

    assert "check your mailbox" in answer.words
    assert not Subscriber.objects.exists()
    assert box.recipients == ["ada@example.org"]


def test_the_button_behind_the_link_subscribes(reader, box, work):
    ask(reader)
    work()

    page = confirm(reader, box.one())

    assert "It is confirmed" in page.words
    subscriber = Subscriber.objects.get()
    assert subscriber.email == "ada@example.org"
    assert permits(SubjectKey(subscriber.subject_key), POSTS, at=timezone.now())
    assert not PendingSubscription.objects.exists()
    assert not reader.cookies


def test_opening_the_link_does_nothing(reader, box, work):
    ask(reader)
    work()
    link = link_in(box.one(), "/confirm/")

    for _time in range(3):
        reader.open(link)

    assert not Subscriber.objects.exists()


def test_a_link_works_once(reader, box, work):
    ask(reader)
    work()
    link = link_in(box.one(), "/confirm/")
    page = reader.open(link)
    reader.press(page, "Yes, send me this")

    again = reader.press(page, "Yes, send me this")

    assert again.status == 410
    assert "has been used already" in again.words
    assert Subscription.objects.count() == 1


def test_a_link_expires_after_seven_days(reader, box, work, clock):
    ask(reader)
    work()
    clock.tick(days=7, seconds=1)

    assert reader.open(link_in(box.one(), "/confirm/")).status == 410


def test_what_nobody_confirmed_is_purged(reader, box, work, clock):
    ask(reader)
    work()
    clock.tick(days=6)
    purge(at=timezone.now())
    assert PendingSubscription.objects.exists()

    clock.tick(days=2)
    purge(at=timezone.now())

    assert not PendingSubscription.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_mail(
    reader, box, work
):
    factories.subscriber("known@example.org")

    known = ask(reader, "known@example.org")
    unknown = ask(reader, "unknown@example.org")
    work()

    assert known.html == unknown.html
    one, other = box.mails
    assert one["Subject"] == other["Subject"]
    same = [len(text_of(mail).splitlines()) for mail in (one, other)]
    assert same[0] == same[1]


def test_the_question_holds_nothing_but_the_question(reader, box, work):
    ask(reader)
    work()
    mail = box.one()

    assert mail["To"] == "ada@example.org"
    assert mail["List-Unsubscribe"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Mail about new posts" in text_of(mail)
    assert "http" in link_in(mail, "/refuse/")
    assert "<img" not in html_of(mail)
    assert list(Transmission.objects.values_list("activity", flat=True)) == [ENROLMENT]


def test_an_address_is_asked_once_an_hour(reader, box, work, clock):
    ask(reader)
    ask(reader, "ADA@Example.org")
    work()
    assert len(box.mails) == 1

    clock.tick(hours=2)
    ask(reader)
    work()

    assert len(box.mails) == 2


def work_done(reader, email):
    """Return what the database is asked for one request, without its values."""
    page = reader.open(FORM)
    with CaptureQueriesContext(connection) as queries:
        reader.press(page, "Subscribe", tick=[POSTS], email=email)
    return [re.sub(r"'[^']*'|\b[0-9]+\b|_x[0-9]+", "?", one["sql"]) for one in queries]


@pytest.mark.parametrize("known", ["asked", "refused", "subscribed"])
def test_the_time_an_answer_takes_says_nothing_about_an_address(
    known, reader, box, work, clock
):
    ask(reader, "known@example.org")
    work()
    if known == "refused":
        Suppression.objects.note("known@example.org", Reason.REFUSED, site_id=None)
    elif known == "subscribed":
        confirm(reader, box.one())

    unknown = work_done(reader, "other@example.org")

    assert work_done(reader, "known@example.org") == unknown


def test_a_request_that_is_one_too_many_is_not_kept(reader, box, work):
    ask(reader)
    work()
    ask(reader)
    work()

    assert PendingSubscription.objects.count() == 1
    assert len(box.mails) == 1


def test_one_connection_cannot_ask_for_many(reader, box, work):
    answers = [ask(reader, f"reader{number}@example.org") for number in range(7)]
    work()

    assert [answer.status for answer in answers].count(429) == 2
    assert len(box.mails) == 5


def test_whoever_says_no_is_not_asked_again(reader, box, work, clock):
    ask(reader)
    work()
    page = reader.open(link_in(box.one(), "/refuse/"))
    reader.press(page, "Never write")
    clock.tick(days=1)

    answer = ask(reader)
    work()

    assert "check your mailbox" in answer.words
    assert len(box.mails) == 1
    assert Suppression.objects.get().reason == Reason.REFUSED
    assert not PendingSubscription.objects.exists()


def test_who_has_left_can_come_back_by_confirming(reader, box, work):
    Suppression.objects.note("ada@example.org", Reason.LEFT, site_id=default_site_id())

    ask(reader)
    work()
    confirm(reader, box.one())

    assert Subscriber.objects.exists()
    assert not Suppression.objects.exists()


def test_a_text_that_has_changed_since_is_not_agreed_to(reader, box, work, settings):
    ask(reader)
    work()
    settings.PRIVACY_MAIL_PROVIDER = factories.recipient()

    page = confirm(reader, box.one())

    assert page.status == 409
    assert "has changed since you asked" in page.words
    assert not Subscriber.objects.exists()


def test_a_form_in_which_nothing_is_ticked_asks_for_nothing(reader):
    page = reader.open(FORM)

    answer = reader.press(page, "Subscribe", email="ada@example.org")

    assert answer.status == 422
    assert "Please tick" in answer.words
    assert not PendingSubscription.objects.exists()


def test_an_address_that_is_wrong_is_kept_in_the_form(reader):
    answer = ask(reader, "ada@@example.org")

    assert answer.status == 422
    assert answer.form_with("Subscribe").fields["email"] == "ada@@example.org"
    assert not PendingSubscription.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        '"ada@home"@example.org',
        "ada+blog@example.org",
        "o'hara@example.org",
        "ada@xn--bcher-kva.example",
    ],
)
def test_an_unusual_address_gets_its_mail(reader, box, work, email):
    ask(reader, email)
    work()

    assert box.recipients == [email]
    confirm(reader, box.one())
    assert Subscriber.objects.get().email == email


@pytest.mark.parametrize(
    "email",
    [
        "ada@example.org\r\nBcc: eve@example.org",
        "ada@example.org\nSubject: spam",
        "ada@example.org, eve@example.org",
        "Ada <ada@example.org>",
        "a" * 308 + "@example.org",
        "ädä@example.org",
        "ada@example.org\x00",
        '"ada\x01"@example.org',
        "@example.org",
    ],
)
def test_what_is_no_address_gets_nothing(reader, box, work, email):
    answer = ask(reader, email)
    work()

    assert answer.status == 422
    assert box.raw == []


def test_the_address_is_written_to_as_it_was_typed_but_for_its_host(reader, box, work):
    ask(reader, "Ada.Lovelace@EXAMPLE.org")
    work()

    assert box.recipients == ["Ada.Lovelace@example.org"]


def test_without_a_mail_server_nothing_is_lost(reader, box, work, clock):
    box.stop()
    ask(reader)
    work()
    assert PendingSubscription.objects.get().mailed_at is None

    box.start()
    clock.tick(minutes=2)
    work()

    assert box.recipients == ["ada@example.org"]


def test_one_mailbox_that_says_later_keeps_nobody_else_waiting(
    reader, box, work, clock
):
    box.temper.per_address["ada@example.org"] = "451 Greylisted"
    ask(reader)
    ask(reader, "bob@example.org")
    work()
    assert box.recipients == ["bob@example.org"]

    box.temper.per_address.clear()
    clock.tick(minutes=2)
    work()

    assert box.recipients == ["bob@example.org", "ada@example.org"]


def test_a_question_whose_answer_never_came_is_not_asked_twice(reader, box, work):
    box.temper.hangs_up_after = 1
    ask(reader)
    work()
    work()

    assert len(box.raw) == 1


def test_a_german_reader_is_asked_in_german(reader, box, work, german_front_page):
    page = reader.open("/de/subscriptions/")
    reader.press(page, "Abonnieren", tick=[POSTS], email="ada@example.org")
    work()

    assert "/de/subscriptions/confirm/" in link_in(box.one(), "/confirm/")
    assert "Irgendjemand" in text_of(box.one())


def test_a_foreign_site_cannot_send_the_form(index, clock, box):
    foreign = Reader(clock, headers={"sec-fetch-site": "cross-site"})

    answer = ask(foreign)

    assert answer.status == 403
    assert not PendingSubscription.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "detail", "mails"),
    [
        (Outcome.BEGUN, "", 1),  # permitted, not begun: certainly not sent
        (Outcome.BEGUN, "sending", 0),  # nobody knows, so it is never repeated
        (Outcome.ANSWERED, "", 0),
    ],
)
def test_confirmation_of_a_killed_worker_is_sent_only_if_it_never_left(  # noqa: PLR0913
    reader, box, work, clock, outcome, detail, mails
):
    ask(reader)
    work()
    box.clear()
    pending = PendingSubscription.objects.get()
    PendingSubscription.objects.update(
        due_at=None, claimed_at=clock.now, mailed_at=None
    )
    Transmission.objects.filter(pk=pending.transmission).update(
        outcome=outcome, detail=detail, begun_at=clock.now
    )
    clock.tick(minutes=11)
    work()
    work()

    assert len(box.mails) == mails
    assert PendingSubscription.objects.get().mailed_at is not None
