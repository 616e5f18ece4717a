"""Whose mailbox gets a message is what only an admin knows: it is said, or missed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Site

from blog.models import ContactPage
from privacy_plugin.admin.notices import get_site_fact_notices
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.record.build import build_record
from privacy_plugin.disclosure.site_facts.models import (
    Processor,
    SiteFacts,
    validate_domains,
)
from privacy_plugin.egress.models import Transmission
from privacy_plugin.form_pages import maintenance
from privacy_plugin.form_pages.disclosures import get_page_disclosures
from privacy_plugin.form_pages.models import Submission
from tests.form_pages.conftest import contact_page
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.factories.disclosures import default_controller
from tests.support.factories.second_site import SecondSite
from tests.support.reader import Reader
from tests.support.servers.mailbox import Mailbox

__all__ = ["clock"]

KEY = "form_pages.email_copy@mailbox.example"
UNKNOWN = "mailbox.example (we have not said yet who runs it, or in which country)"
KEEPER = "Post & Söhne GmbH"


@pytest.fixture
def mailed(db: None) -> ContactPage:
    return contact_page(to_address="owner@mailbox.example")


@pytest.fixture
def reader(clock: Clock) -> Reader:
    return Reader(clock)


def facts_of(site: Site | None = None, **values: Any) -> SiteFacts:
    site = site or Site.objects.get(is_default_site=True)
    facts, _created = SiteFacts.objects.update_or_create(site=site, defaults=values)
    return facts


def keeper(domains: str = "mailbox.example", **values: Any) -> Processor:
    """Store a company that keeps mailboxes at these domains."""
    values = {"name": KEEPER, "country": "DE", "task": "mail", "sort_order": 0} | values
    values |= {"contract_date": date(2026, 3, 1), "mail_domains": domains}
    return Processor.objects.create(facts=facts_of(), **values)


def copy_of(page: ContactPage):
    """Return what is disclosed about mailing messages of the page."""
    return {one.key: one for one in get_page_disclosures(page, default_controller())}[
        KEY
    ]


def mailbox_gaps() -> list[str]:
    users = get_user_model().objects
    notices = get_site_fact_notices(users.first() or factories.editor())
    return [one.sentence for one in notices if "mailbox.example" in one.sentence]


def every_word(page: ContactPage, client: Client) -> dict[str, str]:
    """Return the words of each place that says where messages are mailed."""
    site_id = default_controller().site_id
    record = build_record(
        get_site_controller(site_id), language="en", at=timezone.now()
    )
    return {
        path: client.get(path).content.decode()
        for path in (page.url, f"/forms/{page.pk}/privacy/", "/privacy/")
    } | {
        "json": client.get("/privacy/privacy.json").content.decode(),
        "record": str([row for row in record.rows if row["activity"] == KEY]),
    }


def test_nothing_said_is_named_to_readers_and_admins(
    mailed: ContactPage, client: Client
):
    shown = copy_of(mailed)

    assert UNKNOWN in shown.as_dict()["summary"]
    assert UNKNOWN in str(shown.first_layer)
    (gap,) = mailbox_gaps()
    assert "mailbox.example" in gap
    for place, words in every_word(mailed, client).items():
        assert "mailbox.example" in words, place


@pytest.mark.parametrize(
    "domains", ["mailbox.example", "other.example, @MAILBOX.example."]
)
def test_company_is_named_wherever_its_mailbox_is(
    mailed: ContactPage, client: Client, domains: str
):
    before = copy_of(mailed)
    keeper(domains)

    after = copy_of(mailed)

    for place, words in every_word(mailed, client).items():
        assert "Post &amp; Söhne" in words or KEEPER in words, place
        assert "Germany" in words, place
        assert "have not said yet" not in words, place
        assert "not known" not in words, place
    assert after.facts_digest == before.facts_digest, "no fact a consent rests on"
    assert after.digest != before.digest, "a proof shows who it was"
    assert mailbox_gaps() == []


def test_a_country_outside_the_eea_stands_out_with_what_protects_the_data(
    mailed: ContactPage,
):
    keeper(country="US", safeguard="Standard contractual clauses.")

    shown = copy_of(mailed)

    assert [part.text for part in shown.summary if part.is_surprising] == ["USA"]
    rows = {row.term: row.text for row in (*shown.first_layer, *shown.second_layer)}
    assert rows["where"] == f"To {KEEPER}, United States."
    assert "Standard contractual clauses." in rows["transfer"]


def test_a_mailbox_of_one_s_own_stays_with_the_controller(
    mailed: ContactPage, client: Client, reader: Reader, clock: Clock, box: Mailbox
):
    facts_of(own_mail_domains="mailbox.example")

    shown = copy_of(mailed)

    assert shown.activity.recipient is None
    assert "outside this website" in str(shown.first_layer)
    assert "stays in our mailbox there until we delete it" in str(shown.first_layer)
    assert mailbox_gaps() == []
    for place, words in every_word(mailed, client).items():
        assert "have not said yet" not in words, place
    form = reader.open(mailed.url)
    reader.press(form, "Send", message="Hello")
    assert maintenance.mail_messages(at=timezone.now()) == 1
    assert box.recipients == ["owner@mailbox.example"]
    assert Transmission.objects.get().activity == KEY


def test_a_form_from_before_is_shown_again_with_who_keeps_the_mailbox(
    mailed: ContactPage, reader: Reader, clock: Clock
):
    form = reader.open(mailed.url)
    keeper()

    again = reader.press(form, "Send", message="Hello")

    assert again.status == 422
    assert KEEPER in again.words
    assert "Hello" in again.html
    assert not Submission.objects.exists()
    assert reader.press(again, "Send").status == 200
    assert Submission.objects.get().form_data["message"] == "Hello"


def test_another_site_s_company_keeps_no_mailbox_here(
    mailed: ContactPage, second_site: SecondSite
):
    facts = facts_of(second_site.site, own_mail_domains="mailbox.example")
    Processor.objects.create(facts=facts, name=KEEPER, mail_domains="mailbox.example")

    assert UNKNOWN in copy_of(mailed).as_dict()["summary"]
    assert len(mailbox_gaps()) == 1


def test_a_company_without_a_country_is_a_gap_of_its_own(mailed: ContactPage):
    keeper(country="")

    assert "country unknown" in copy_of(mailed).as_dict()["summary"]
    assert mailbox_gaps() == []


def test_german_readers_are_told_in_german(mailed: ContactPage):
    with override("de"):
        assert "noch nicht" in copy_of(mailed).as_dict()["summary"]
        (gap,) = mailbox_gaps()
    assert "Postfach" in gap


@pytest.mark.parametrize("text", ["not a domain!", "example", "1.2.3.4", "-.example"])
def test_what_is_no_domain_is_refused(text: str):
    with pytest.raises(Exception, match="behind the @"):
        validate_domains(text)


def test_what_a_program_stored_instead_of_a_domain_breaks_nothing(mailed: ContactPage):
    keeper("not a domain!")

    assert UNKNOWN in copy_of(mailed).as_dict()["summary"]
