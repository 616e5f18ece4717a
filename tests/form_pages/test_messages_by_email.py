"""A message is mailed to the people responsible, as declared, and never lost."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.contrib.forms.models import AbstractEmailForm

from blog.models import ContactPage
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.render.document import disclose_all
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.form_pages import maintenance
from privacy_plugin.form_pages.disclosures import get_page_disclosures
from privacy_plugin.form_pages.email_copy.send import mailer
from privacy_plugin.form_pages.models import DisclosedFormMixin, EmailCopy, Submission
from privacy_plugin.rights.erasure import erase
from tests.form_pages.conftest import contact_page
from tests.support import factories, raw_mail
from tests.support.clock import Clock, clock
from tests.support.factories.disclosures import default_controller
from tests.support.factories.second_site import SecondSite
from tests.support.reader import Page, Reader
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.mailbox import text_of as raw_text_of

__all__ = ["clock"]

OWNER = "owner@mailbox.example"
KEY = "form_pages.email_copy@mailbox.example"


def text_of(mail: EmailMessage) -> str:
    return raw_text_of(mail).replace("\r\n", "\n")


@pytest.fixture
def reader(clock: Clock) -> Reader:
    return Reader(clock)


@pytest.fixture
def mailed(db: None) -> ContactPage:
    """Return a page whose messages are mailed to its owner."""
    return contact_page(to_address=OWNER, subject="A letter")


def write(reader: Reader, page: ContactPage, **values: Any) -> Page:
    shown = reader.open(page.url)
    return reader.press(shown, "Send", **values)


def work(clock: Clock, **later: float) -> int:
    """Do what the worker would do some time later; return how many mails left."""
    clock.tick(**(later or {"seconds": 30}))
    return maintenance.mail_messages(at=timezone.now())


def test_a_message_is_mailed_as_declared(
    mailed: ContactPage, reader: Reader, clock: Clock, box: Mailbox
):
    shown = reader.open(mailed.url)
    assert "Getting your message by e-mail at mailbox.example" in shown.words
    write(reader, mailed, message="Hello\nyou", address="ada@example.com")
    assert not box.raw, "the reader does not wait for the mail server"

    assert work(clock) == 1

    mail = box.one()
    assert box.recipients == [OWNER]
    assert mail["To"] == OWNER
    assert mail["Subject"] == "A letter"
    assert mail["Reply-To"] == "ada@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = text_of(mail)
    assert "Message:\n  Hello\n  you" in text
    assert "Address: ada@example.com" in text
    assert mailed.full_url in text
    raw_mail.require_valid(box.raw[0][1])
    assert not EmailCopy.objects.exists()
    sent = Transmission.objects.get()
    assert (sent.activity, sent.outcome) == (KEY, Outcome.ANSWERED)
    assert sent.recipient == "mailbox.example"
    assert sent.field_names == ["content", "form", "reply_to", "sent_at", "to"]
    assert sent.subject_key == Submission.objects.get().subject_key
    assert work(clock, hours=1) == 0


def test_without_an_address_nothing_is_mailed_or_disclosed(
    page: ContactPage, reader: Reader, clock: Clock, box: Mailbox
):
    write(reader, page, message="Hello")

    assert work(clock) == 0
    assert not EmailCopy.objects.exists()
    assert "mailbox" not in reader.open(page.url).words
    keys = [one.key for one in disclose_all(controller=default_controller())]
    assert not [key for key in keys if "email_copy" in key]


def test_an_away_mail_server_loses_nothing(
    mailed: ContactPage, reader: Reader, clock: Clock, box: Mailbox
):
    box.stop()
    assert write(reader, mailed, message="Hello").status == 200

    assert work(clock) == 0
    assert work(clock, minutes=5) == 0
    box.start()
    box.temper.to_all = "451 later"
    assert work(clock, hours=2) == 0
    box.temper.to_all = ""

    assert work(clock, hours=2) == 1
    assert "Hello" in text_of(box.one())


def test_what_the_server_refuses_stays_in_the_list(
    mailed: ContactPage, reader: Reader, clock: Clock, box: Mailbox, caplog
):
    box.temper.to_all = "550 nobody here"
    write(reader, mailed, message="Hello", address="ada@example.com")

    work(clock)
    box.temper.to_all = ""

    assert work(clock, days=1) == 0
    assert Submission.objects.get().form_data["message"] == "Hello"
    assert "could not be mailed" in caplog.text
    assert "ada@" not in caplog.text
    assert OWNER not in caplog.text


def test_a_server_that_hangs_up_gets_nothing_twice(
    mailed: ContactPage, reader: Reader, clock: Clock, box: Mailbox
):
    box.temper.hangs_up_after = 1
    write(reader, mailed, message="Hello")

    work(clock)
    work(clock, days=1)

    assert len(box.raw) == 1
    assert Transmission.objects.get().outcome == Outcome.UNCERTAIN


def test_a_killed_worker_s_mail_is_settled(
    mailed: ContactPage, reader: Reader, clock: Clock, box: Mailbox
):
    write(reader, mailed, message="Hello")
    copy = EmailCopy.objects.get()
    assert mailer._claim(copy.pk, at=timezone.now()) is not None

    assert work(clock) == 0
    work(clock, minutes=11)
    work(clock)

    assert len(box.raw) == 1
    assert not EmailCopy.objects.exists()


def test_mail_goes_where_the_writer_was_told_and_the_editor_still_wants(
    mailed: ContactPage, reader: Reader, clock: Clock, box: Mailbox
):
    write(reader, mailed, message="Hello")
    mailed.to_address = "other@elsewhere.example"
    mailed.save_revision().publish()

    assert work(clock) == 0

    assert not box.raw
    assert not EmailCopy.objects.exists()


def test_an_erased_message_is_mailed_no_more(
    mailed: ContactPage, reader: Reader, clock: Clock, box: Mailbox
):
    write(reader, mailed, message="Hello")
    subject = SubjectKey(Submission.objects.get().subject_key)

    erase(subject, method="test", at=timezone.now())

    assert work(clock) == 0
    assert not box.raw


def test_the_proof_shows_that_the_message_is_mailed(
    mailed: ContactPage, reader: Reader
):
    write(reader, mailed, message="Hello")

    shown = DisclosureVersion.objects.filter(digest__in=Submission.objects.get().shown)
    assert {one.activity for one in shown} == {"form_pages.message", KEY}


def test_several_mailboxes_are_disclosed_by_host_and_each_gets_one_mail(
    db, reader: Reader, clock: Clock, box: Mailbox
):
    page = contact_page(
        to_address=f"{OWNER}, second@mailbox.example,office@straße.example,{OWNER}"
    )
    keys = [one.key for one in get_page_disclosures(page, default_controller())]

    write(reader, page, message="Hello")
    work(clock)

    assert keys[1:-1] == [KEY, "form_pages.email_copy@xn--strae-oqa.example"]
    assert sorted(box.recipients) == [
        "office@xn--strae-oqa.example", OWNER, "second@mailbox.example",
    ]  # fmt: skip


def test_a_mail_provider_is_named_too(mailed: ContactPage, settings):
    settings.PRIVACY_MAIL_PROVIDER = factories.recipient(name="Mailer GmbH")

    with override("de"):
        copy = get_page_disclosures(mailed, default_controller())[1]

    (where,) = [row.text for row in copy.first_layer if row.term == "where"]
    assert "Mailer GmbH" in where
    assert "mailbox.example" in copy.title
    assert "Postfach bei mailbox.example" in copy.wording.lead


def test_each_site_names_its_own_mailbox(mailed: ContactPage, second_site: SecondSite):
    there = ContactPage(
        title="Kontakt", slug="kontakt", to_address="chef@nebenan.example"
    )
    there.locale = second_site.index.locale
    second_site.index.add_child(instance=there)

    def hosts(controller) -> list[str]:
        keys = [one.key for one in disclose_all(controller=controller)]
        return [key.partition("@")[2] for key in keys if "email_copy" in key]

    assert hosts(default_controller()) == ["mailbox.example"]
    assert hosts(second_site.controller) == ["nebenan.example"]


@pytest.mark.parametrize("host", ["[127.0.0.1]", f"{'x' * 60}.{'y' * 60}.example"])
def test_an_address_that_cannot_be_disclosed_is_refused_and_never_mailed(
    db, reader: Reader, clock: Clock, box: Mailbox, host: str
):
    page, address = contact_page(), f"a@{host}"
    page.to_address = address
    with pytest.raises(ValidationError, match="cannot say where"):
        page.clean()
    ContactPage.objects.filter(pk=page.pk).update(to_address=address)

    write(reader, page, message="Hello")

    assert work(clock) == 0
    assert not EmailCopy.objects.exists()
    assert Submission.objects.exists()


@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=2000),
    local=st.one_of(
        st.just('"a\\"b c"'), st.just("ä"), st.just('"\x07"'), st.just("ada")
    ),
    subject=st.text(
        st.characters(codec="utf-8", exclude_characters="\0"), max_size=255
    ),
)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_was_typed_a_mail_is_valid(
    mailed: ContactPage, box: Mailbox, text: str, local: str, subject: str
):
    box.clear()
    ContactPage.objects.update(subject=subject)
    stored = Submission.objects.create(
        page=mailed,
        form_data={"message": text, "address": None},
        email=f"{local}@example.com",
        subject_key="key",
    )
    EmailCopy.objects.create(submission=stored, to_address=OWNER, due_at=timezone.now())

    mailer.send_due(at=timezone.now() + timedelta(minutes=1))

    headers = raw_mail.require_valid(box.raw[0][1])
    assert headers["To"] == OWNER
    assert set(headers) <= {
        "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From",
        "To", "Date", "Message-ID", "Auto-Submitted", "Reply-To",
    }  # fmt: skip
    if local == "ada":
        assert headers["Reply-To"] == "ada@example.com"


def test_injected_headers_stay_text(
    mailed: ContactPage, reader: Reader, clock: Clock, box: Mailbox
):
    evil = "Hello\r\nBcc: everybody@example.org\r\n\r\n.\r\nMAIL FROM:<x@example.org>"

    again = write(reader, mailed, message="x", address="a@example.com\r\nBcc: b@c.de")
    assert again.status == 422
    write(reader, mailed, message=evil, address="ada@example.com")
    work(clock)

    assert box.recipients == [OWNER]
    assert "Bcc" not in raw_mail.headers_of(box.raw[0][1])
    assert "  Bcc: everybody@example.org" in text_of(box.one())


def test_wagtail_s_own_mail_is_never_sent(mailed: ContactPage):
    with pytest.raises(EgressRefused):
        mailed.send_mail(None)


def test_bases_in_the_wrong_order_would_mail_past_the_gateway():
    with pytest.raises(ImproperlyConfigured, match="comes before"):
        type("Mailing", (AbstractEmailForm, DisclosedFormMixin), {"__module__": "blog"})
