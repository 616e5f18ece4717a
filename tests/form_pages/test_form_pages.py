"""A form built in Wagtail's admin discloses, asks, takes in and forgets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from blog.models import ContactPage
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey, unsign
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.form_pages.forms import SHOWN_FIELD
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.form_pages.processing import KEPT_FOR, MESSAGE
from privacy_plugin.form_pages.spam_heuristics import HONEYPOT_FIELD
from privacy_plugin.rights.erasure import erase
from privacy_plugin.rights.export import export
from privacy_plugin.rights.people.lookup import get_subject_keys
from tests.form_pages.conftest import ASKED
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose
from tests.support.reader import Page, Reader, box_of

__all__ = ["clock"]


@pytest.fixture
def reader(clock: Clock) -> Reader:
    return Reader(clock)


FIELDS = {"message", "address", HONEYPOT_FIELD, SHOWN_FIELD}


def write(reader: Reader, page: ContactPage, **fields: Any) -> Page:
    """Fill the form in as a browser would, as fast as a person can, and send it."""
    shown = reader.open(page.url)
    return reader.press(shown, "Send", **fields)


def test_what_happens_stands_beside_the_form(page: ContactPage, reader: Reader):
    shown = reader.open(page.url)

    assert f'data-activity="{MESSAGE}"' in shown.html
    assert "180 days" in shown.words
    assert set(shown.form_with("Send").fields) == FIELDS
    assert not reader.cookies


def test_a_message_arrives_and_its_writer_gets_a_private_link(
    page: ContactPage, reader: Reader
):
    thanks = write(reader, page, message="Hello", address="ada@example.com")

    stored = Submission.objects.get()
    assert thanks.status == 200
    assert "Your message has arrived." in thanks.words
    assert stored.form_data == {"message": "Hello", "address": None}
    assert stored.email == "ada@example.com"
    assert stored.get_data()["address"] == "ada@example.com"
    assert unsign(thanks.address.split("/")[-2]) == stored.subject_key
    assert not reader.cookies
    assert "Hello" not in str(stored)


def test_what_is_missing_is_said_and_nothing_is_lost(page: ContactPage, reader: Reader):
    again = write(reader, page, message="", address="no address")

    assert again.status == 422
    assert 'value="no address"' in again.html
    assert f'data-activity="{MESSAGE}"' in again.html
    assert not Submission.objects.exists()


def test_a_form_from_elsewhere_is_not_taken(page: ContactPage, clock: Clock):
    foreign = Reader(clock, headers={"sec-fetch-site": "cross-site"})

    answer = foreign.send(f"/forms/{page.pk}/send/", {"message": "Hello"})

    assert answer.status == 403
    assert not Submission.objects.exists()


def test_a_page_that_is_no_form_takes_nothing(page: ContactPage, reader: Reader):
    post = factories.post()
    page.unpublish()

    for pk in (post.pk, page.pk, 0):
        answer = reader.send(f"/forms/{pk}/send/", {"message": "Hello"})
        assert answer.status == 404


def test_nothing_is_asked_where_nobody_is_responsible(
    page: ContactPage, reader: Reader
):
    ControllerSettings.objects.update(email="")

    shown = reader.open(page.url)
    answer = reader.send(f"/forms/{page.pk}/send/", {"message": "Hello"})

    assert "<form" not in shown.html.split("<main")[1].split("</main")[0]
    assert "does not say who is responsible" in shown.words
    assert answer.status == 503
    assert not Submission.objects.exists()


def test_a_consent_is_asked_for_and_never_required(asking: ContactPage, reader: Reader):
    shown = reader.open(asking.url)
    assert "checked" not in shown.html
    assert f'data-activity="{ASKED}"' in shown.html

    write(reader, asking, message="Without")
    write(reader, asking, message="With", tick=[ASKED])

    without, ticked = Submission.objects.order_by("pk")
    now = timezone.now()
    assert not ledger.permits(SubjectKey(without.subject_key), ASKED, at=now)
    assert ledger.permits(SubjectKey(ticked.subject_key), ASKED, at=now)
    assert set(ticked.form_data) == {"message", "address"}


def test_a_consent_to_other_facts_is_asked_for_again(
    asking: ContactPage, reader: Reader
):
    shown = reader.open(asking.url)
    digest = shown.form_with("Send").boxes[box_of(ASKED)]
    texts.published(ASKED, title="It means more now", change="material")

    fields = {"message": "Hello", "address": "", box_of(ASKED): digest}
    answer = reader.send(f"/forms/{asking.pk}/send/", fields)

    assert answer.status == 422
    assert "has changed since" in answer.words
    assert "Hello" in answer.html
    assert not Submission.objects.exists()


def test_the_receipt_shows_and_withdraws(asking: ContactPage, reader: Reader):
    thanks = write(reader, asking, message="With", tick=[ASKED])

    receipt = reader.open(thanks.link("What you were shown"))
    assert "Recipient Ltd may read my text." in receipt.words
    reader.press(receipt, "Withdraw")

    subject = SubjectKey(Submission.objects.get().subject_key)
    assert not ledger.permits(subject, ASKED, at=timezone.now())


def test_a_message_is_found_exported_and_erased(page: ContactPage, reader: Reader):
    write(reader, page, message="Hello", address="ada@example.com")

    (subject,) = get_subject_keys("ADA@example.com")
    exported = export(subject)["privacy_form_pages.Submission"]
    assert exported[0]["form_data"]["message"] == "Hello"
    assert exported[0]["email"] == "ada@example.com"

    erase(subject, method="test", at=timezone.now())
    assert not Submission.objects.exists()


def test_a_message_goes_when_its_time_is_over(
    page: ContactPage, reader: Reader, clock: Clock
):
    write(reader, page, message="Hello")
    clock.now += KEPT_FOR - timedelta(hours=1)
    call_command("privacy_purge")
    assert Submission.objects.exists()

    clock.tick(hours=2)
    call_command("privacy_purge")

    assert not Submission.objects.exists()


def test_a_private_link_to_a_message_that_is_gone(page: ContactPage, reader: Reader):
    thanks = write(reader, page, message="Hello")
    Submission.objects.all().delete()

    assert reader.open(thanks.address).status == 410


def test_an_admin_s_words_and_button_stand_on_the_page(
    page: ContactPage, reader: Reader
):
    texts.published(
        MESSAGE, title="We read it", button_agree="Off it goes", notes="Promised."
    )

    shown = reader.open(page.url)

    assert "We read it" in shown.words
    details = reader.open(f"/forms/{page.pk}/privacy/")
    assert "Promised." in details.words
    assert shown.form_with("Off it goes").fields.keys() == FIELDS
    assert disclose(MESSAGE).title == "We read it"


def test_a_preview_stores_nothing(page: ContactPage):
    response = page.make_preview_request()

    html = response.content.decode()
    assert 'action="/privacy/"' in html
    assert f'data-activity="{MESSAGE}"' in html
