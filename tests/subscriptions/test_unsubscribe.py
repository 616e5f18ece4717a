"""Leave: by one press, by the mail program's own button, and for good."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from privacy_plugin.consent.ledger import permits
from privacy_plugin.consent.models import ConsentEvent
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.rights.erasure import erase
from privacy_plugin.rights.export import export, get_subject_keys
from privacy_plugin.subscriptions.models import (
    Kind,
    Reason,
    Subscriber,
    Subscription,
    Suppression,
)
from privacy_plugin.subscriptions.processing import POSTS
from tests.support import factories
from tests.support.servers.mailbox import link_in


@pytest.fixture
def ada(index, clock):
    """Return a subscriber to new posts."""
    made = factories.subscriber("ada@example.org")
    clock.tick(minutes=1)
    return made


@pytest.fixture
def mail(ada, box, work):
    """Return a mail she got."""
    factories.post(title="About allotments")
    work()
    return box.one()


def one_click(mail, client=None):
    """Do what a mail program does when its user presses its own button."""
    (address,) = re.findall(r"^<(https?://[^>]+)>$", mail["List-Unsubscribe"].strip())
    client = client or Client(enforce_csrf_checks=True)
    name, _equals, value = mail["List-Unsubscribe-Post"].partition("=")
    return client.post(
        urlsplit(address).path, {name: value}, headers={"host": "localhost"}
    )


def mine(ada) -> str:
    """Return the address of her own page."""
    return f"/subscriptions/mine/{sign(SubjectKey(ada.subject_key))}/"


def test_one_click_ends_it_without_a_cookie_or_a_redirect(ada, mail):
    client = Client(enforce_csrf_checks=True)

    answer = one_click(mail, client)

    assert answer.status_code == 200
    assert not client.cookies
    assert not Subscription.objects.exists()
    assert not permits(SubjectKey(ada.subject_key), POSTS, at=timezone.now())
    assert ConsentEvent.objects.latest("pk").method == "mail:one-click"


def test_one_click_can_be_repeated(mail):
    answers = [one_click(mail) for _time in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    assert "has already ended" in answers[-1].content.decode()


def test_opening_the_link_ends_nothing(reader, mail):
    page = reader.open(link_in(mail, "/leave/"))

    assert page.status == 200
    assert "ada@example.org" not in page.html
    assert Subscription.objects.exists()


def test_the_button_behind_the_link_ends_it(reader, mail):
    page = reader.open(link_in(mail, "/leave/"))

    answer = reader.press(page, "Unsubscribe")

    assert "You are unsubscribed" in answer.words
    assert not Subscriber.objects.exists()


def test_link_in_an_older_mail_ends_what_was_subscribed_again(ada, mail, clock):
    one_click(mail)
    clock.tick(days=1)
    factories.subscriber("Ada@Example.org")

    answer = one_click(mail)

    assert "You are unsubscribed" in answer.content.decode()
    assert not Subscription.objects.exists()


def test_link_in_an_older_mail_ends_nothing_else(ada, mail, index):
    one_click(mail)
    target = f"wagtailcore.page:{index.pk}"
    factories.subscriber("ada@example.org", kind=Kind.THREAD, target=target)
    factories.subscriber("bob@example.org")

    one_click(mail)

    assert Subscription.objects.count() == 2


def test_link_whose_subscription_is_unknown_says_so(reader, ada, mail):
    Subscription.objects.update(key="made by an earlier version")
    link = link_in(mail, "/leave/")

    page = reader.open(link)

    assert page.status == 200
    assert "You are unsubscribed" not in page.words
    assert "The link at the end of the newest mail ends that" in page.words
    assert one_click(mail).status_code == 200
    assert Subscription.objects.exists()


def test_link_to_her_old_page_says_which_subscription_it_was_for(reader, ada, mail):
    one_click(mail)
    factories.subscriber("ada@example.org")

    page = reader.open(mine(ada))

    assert page.status == 410
    assert "The link was for: New posts. That ended on" in page.words
    assert "the newest mail" in page.words


def test_old_address_of_somebody_can_subscribe_anew(ada, mail):
    Subscriber.objects.update(email="new@example.org", mailbox="new@example.org")
    factories.subscriber("ada@example.org")

    one_click(mail)

    assert Subscriber.objects.get().email == "ada@example.org"


def test_the_last_thing_ended_leaves_a_trace_and_nothing_else(ada, mail):
    one_click(mail)

    assert not Subscriber.objects.exists()
    trace = Suppression.objects.get()
    assert trace.reason == Reason.LEFT
    assert "ada" not in str(vars(trace))


def test_a_forged_link_ends_nothing(reader, mail):
    link = urlsplit(link_in(mail, "/leave/")).path

    page = reader.open(link.replace("~", "~x"))

    assert page.status == 410
    assert Subscription.objects.exists()


def test_her_page_shows_what_she_gets_and_is_kept_secret(reader, ada):
    page = reader.open(mine(ada))

    assert "ada@example.org" in page.words
    assert "New posts (at once)" in page.words
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not reader.cookies


def test_she_changes_how_often_and_in_which_language(reader, ada):
    page = reader.open(mine(ada))

    reader.press(
        page, "Save", frequency="weekly", language="de", time_zone="Asia/Tokyo"
    )

    ada.refresh_from_db()
    assert (ada.language, ada.time_zone) == ("de", "Asia/Tokyo")
    assert Subscription.objects.get().frequency == "weekly"


def test_a_digest_that_waits_comes_at_once_if_she_wants_it_so(
    reader, index, box, work, clock
):
    ada = factories.subscriber("ada@example.org", frequency="weekly")
    clock.tick(minutes=1)
    factories.post()
    work()
    assert box.mails == []

    reader.press(reader.open(mine(ada)), "Save", frequency="at_once")
    work()

    assert len(box.mails) == 1


def test_a_new_address_has_to_be_confirmed_there(reader, ada, box, work):
    page = reader.open(mine(ada))
    reader.press(page, "Send a confirmation mail", email="lovelace@example.org")
    work()
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"

    question = reader.open(link_in(box.one(), "/confirm/"))
    reader.press(question, "Yes, use this address")

    ada.refresh_from_db()
    assert box.recipients == ["lovelace@example.org"]
    assert ada.email == "lovelace@example.org"
    assert Subscription.objects.count() == 1


def test_she_ends_one_of_two_things(reader, index):
    ada = factories.subscriber("ada@example.org")
    post = factories.post()
    target = f"wagtailcore.page:{post.pk}"
    factories.subscriber("ada@example.org", kind=Kind.THREAD, target=target)

    page = reader.press(reader.open(mine(ada)), "Unsubscribe")

    assert "New posts" not in page.words
    assert "Comments on “A post”" in page.words
    assert Subscription.objects.get().kind == Kind.THREAD
    assert not permits(SubjectKey(ada.subject_key), POSTS, at=timezone.now())


def test_she_agrees_anew_before_it_runs_out(reader, ada, clock):
    clock.tick(days=729)
    page = reader.press(reader.open(mine(ada)), "Renew your consent")
    clock.tick(days=10)

    assert page.status == 200
    assert permits(SubjectKey(ada.subject_key), POSTS, at=timezone.now())


def test_she_takes_everything_with_her(reader, ada):
    page = reader.open(mine(ada))

    document = json.loads(reader.open(page.link("Everything")).html)

    (subscriber,) = document["privacy_subscriptions.Subscriber"]
    assert subscriber["email"] == "ada@example.org"
    assert document["privacy.ConsentRecord"]


def test_she_deletes_everything(reader, ada, mail):
    page = reader.press(reader.open(mine(ada)), "Yes, delete it")

    assert "You are unsubscribed" in page.words
    assert not Subscriber.objects.exists()
    assert reader.open(mine(ada)).status == 410


def test_an_owner_finds_and_erases_her_by_her_address(ada, mail):
    (subject,) = get_subject_keys("ADA@example.org")
    assert "privacy_subscriptions.Delivery" in export(subject)

    erase(subject, method="command", at=timezone.now())

    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().reason == Reason.LEFT


def test_her_receipt_shows_the_text_and_what_was_sent(reader, ada, mail):
    page = reader.open(reader.open(mine(ada)).link("Receipt"))

    assert "I would like a mail about new posts." in page.words
    assert "to your own mailbox (answered)" in page.words
