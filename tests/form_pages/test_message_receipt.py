"""The receipt of a message shows what stood beside the form when it was sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from blog.models import ContactPage
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.form_pages.processing import MESSAGE
from privacy_plugin.rights.erasure import erase
from privacy_plugin.rights.people.findings import Findings
from privacy_plugin.rights.people.report import as_html, as_json
from tests.form_pages.conftest import contact_page
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.factories.disclosures import default_controller
from tests.support.factories.texts import published
from tests.support.reader import Reader

__all__ = ["clock"]

COPY = "form_pages.email_copy@mailbox.example"
HEADING = "What stood beside the form when you sent it"


@pytest.fixture
def reader(clock: Clock) -> Reader:
    return Reader(clock)


@pytest.fixture
def sent(reader: Reader, db: None) -> SubjectKey:
    """Return the key of a message that is mailed, too."""
    return send(reader, contact_page(to_address="owner@mailbox.example"))


def send(reader: Reader, page: ContactPage, **values: Any) -> SubjectKey:
    form = reader.open(page.url)
    assert reader.press(form, "Send", **{"message": "Hello"} | values).status == 200
    return SubjectKey(Submission.objects.latest("pk").subject_key)


def receipt_of(subject: SubjectKey, language: str = "en") -> BeautifulSoup:
    path = reverse("privacy:receipt", args=[sign(subject)])
    prefix = "" if language == "en" else f"/{language}"
    html = Client().get(f"{prefix}{path}").content
    return BeautifulSoup(html, "html.parser")


def notices_of(subject: SubjectKey) -> dict[str, DisclosureVersion]:
    digests = Submission.objects.get(subject_key=subject).shown
    found = DisclosureVersion.objects.filter(digest__in=digests)
    return {one.activity: one for one in found}


def every_text(value: object) -> list[str]:
    """Return each text of a frozen document that stands on a page."""
    if isinstance(value, dict):
        return [
            text
            for name, one in value.items()
            if name in {"summary", "lead", "heading", "text", "label", "items"}
            or isinstance(one, dict | list)
            for text in every_text(one)
        ]
    if isinstance(value, list):
        return [text for one in value for text in every_text(one)]
    return [" ".join(str(value).split())] if value else []


def plain(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split()).replace(" ,", ",")


def test_receipt_shows_each_stored_notice_in_full(sent: SubjectKey):
    page = receipt_of(sent)

    assert HEADING in plain(page)
    notices = notices_of(sent)
    assert set(notices) == {MESSAGE, COPY}
    for notice in notices.values():
        summaries = [one.get_text() for one in page.select("h3 + p")]
        assert notice.document["summary"] in summaries, "in sight"
        assert notice.digest in plain(page)
        for text in every_text(notice.document):
            assert text in plain(page), text


def test_receipt_keeps_the_words_and_the_language_that_were_shown(
    sent: SubjectKey, reader: Reader
):
    page = ContactPage.objects.get()
    before = plain(receipt_of(sent))
    published(MESSAGE, lead="Quite other words.")
    page.form_fields.first().delete()
    page.to_address = ""
    page.save_revision().publish()

    after = receipt_of(sent, "de")

    assert "Quite other words." not in plain(after)
    assert "mailbox.example" in plain(after)
    for notice in notices_of(sent).values():
        assert notice.language == "en"
        assert notice.document["summary"] in before
        (summary,) = [
            one
            for one in after.select("h3 + p")
            if one.get_text() == notice.document["summary"]
        ]
        assert summary["lang"] == "en"


def test_receipt_is_that_of_one_message(sent: SubjectKey, reader: Reader):
    page = ContactPage.objects.get()
    page.to_address = ""
    page.save_revision().publish()
    other = send(reader, page)

    assert "mailbox.example" in plain(receipt_of(sent))
    assert "mailbox.example" not in plain(receipt_of(other))


def test_consent_given_with_a_message_stands_once(asking: ContactPage, reader: Reader):
    subject = send(reader, asking, tick=[factories.sending().key])

    page = receipt_of(subject)

    titles = [one.get_text() for one in page.select("h2, h3")]
    assert titles.count(factories.sending().title) == 1
    assert HEADING in titles


def test_receipt_as_data_holds_the_same(sent: SubjectKey):
    path = reverse("privacy:receipt_json", args=[sign(sent)])

    notices = Client().get(path).json()["dpv:hasNotice"]

    assert {one["dct:identifier"]: one["dct:description"] for one in notices} == {
        one.digest: one.document for one in notices_of(sent).values()
    }


def test_copy_of_a_person_s_data_holds_what_they_were_shown(sent: SubjectKey):
    found = Findings([sent])

    data = json.loads(as_json(found, at=timezone.now(), language="de"))
    page = as_html(found, default_controller(), at=timezone.now(), language="de")

    notices = notices_of(sent).values()
    assert {one["digest"]: one["document"] for one in data["shown"]} == {
        one.digest: one.document for one in notices
    }
    for notice in notices:
        assert notice.document["summary"] in plain(BeautifulSoup(page, "html.parser"))


def test_copy_holds_the_words_of_a_consent(db):
    with factories.declared(factories.sending()):
        record = factories.consent()
    found = Findings([SubjectKey(record.subject_key)])

    (shown,) = json.loads(as_json(found, at=timezone.now(), language="en"))["shown"]

    assert shown["document"] == record.version.document


def test_erased_message_leaves_nothing_on_its_receipt(sent: SubjectKey):
    erase(sent, method="test", at=timezone.now())

    assert HEADING not in plain(receipt_of(sent))
