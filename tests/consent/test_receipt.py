"""What a person sees, keeps and takes back with their private link."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy_plugin import LegitimateInterest
from privacy_plugin.consent import ledger
from privacy_plugin.consent.receipt import CONFORMS_TO, as_json_ld, receipt
from privacy_plugin.consent.subject import SubjectKey, new_subject_key, sign
from privacy_plugin.egress.gateway import authorize
from tests.support import factories

KEY = "test.sending"
pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> SubjectKey:
    """Return somebody who agreed, and of whom something was sent."""
    subject = SubjectKey(factories.consent().subject_key)
    with transaction.atomic():
        authorize(KEY, subject=subject, values={"text": "x"}, at=timezone.now())
    return subject


def address(name: str, subject: SubjectKey) -> str:
    """Return the address of a page under a private link."""
    return reverse(f"privacy:{name}", args=[sign(subject)])


def document(subject: SubjectKey) -> dict[str, Any]:
    """Return the receipt as a machine reads it."""
    issued = receipt(subject, at=timezone.now())
    kept: dict[str, Any] = json.loads(
        json.dumps(as_json_ld(issued, withdraw_at="https://here/"))
    )
    return kept


def test_the_page_shows_text_history_and_sendings(client: Client, reader: SubjectKey):
    response = client.get(address("receipt", reader))

    page = BeautifulSoup(response.content, "html.parser")
    words = " ".join(page.get_text(" ").split())
    assert response.status_code == 200
    assert "Recipient Ltd may read my text." in words
    assert factories.version().digest in words
    assert [str(one["data-state"]) for one in page.select("[data-state]")] == ["given"]
    assert "to Recipient Ltd (begun)" in words
    assert [code.text for code in page.select(".receipt__fields code")] == ["text"]
    assert "tampered" not in words


def test_the_page_is_for_one_person_only(client: Client, reader: SubjectKey):
    for name in ("receipt", "receipt_json"):
        response = client.get(address(name, reader))

        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies


def test_who_agreed_to_nothing_has_a_receipt_that_says_so(client: Client):
    response = client.get(address("receipt", new_subject_key()))

    assert response.status_code == 200
    assert b"You agreed to nothing" in response.content
    # Of somebody about whom nothing is stored nobody knows what there was before.
    assert b"Nothing is on record as sent" in response.content


def test_withdrawing_takes_one_press_and_counts_at_once(
    client: Client, reader: SubjectKey
):
    page = BeautifulSoup(client.get(address("receipt", reader)).content, "html.parser")
    form = page.select_one('form[action*="withdraw"]')
    assert form is not None
    data = {str(one["name"]): str(one["value"]) for one in form.select("input")}

    response = client.post(str(form["action"]), data, follow=True)

    assert response.status_code == 200
    assert not ledger.permits(reader, KEY, at=timezone.now())
    after = BeautifulSoup(response.content, "html.parser")
    assert after.select_one('form[action*="withdraw"]') is None
    assert not response.cookies


def test_only_a_post_withdraws(client: Client, reader: SubjectKey):
    for method in (client.get, client.head, client.put, client.delete, client.options):
        response = method(address("withdraw", reader), {"activity": KEY})
        assert response.status_code == 405

    assert client.post(address("receipt", reader)).status_code == 405
    assert ledger.permits(reader, KEY, at=timezone.now())


@pytest.mark.parametrize(
    "activity", ["", "no.body", "\x00", "a" * 9999, "é", "test.sending\x00"]
)
def test_what_does_not_stand_cannot_be_withdrawn(
    activity: str, client: Client, reader: SubjectKey
):
    response = client.post(address("withdraw", reader), {"activity": activity})

    assert response.status_code == 409
    assert b"nothing to withdraw" in response.content
    assert ledger.permits(reader, KEY, at=timezone.now())


def test_a_second_press_says_that_nothing_is_left(client: Client, reader: SubjectKey):
    for status in (302, 409):
        response = client.post(address("withdraw", reader), {"activity": KEY})
        assert response.status_code == status


@pytest.mark.parametrize("name", ["receipt", "receipt_json", "withdraw"])
def test_a_broken_link_says_so_and_an_old_one_too(
    name: str, client: Client, reader: SubjectKey, settings
):
    method = client.post if name == "withdraw" else client.get
    forged = reverse(f"privacy:{name}", args=[sign(reader)[:-3]])
    response = method(forged, {"activity": KEY})
    assert response.status_code == 403
    assert b"This link is not valid" in response.content

    settings.PRIVACY_LINK_LIFETIME = timedelta(seconds=-1)
    response = method(address(name, reader), {"activity": KEY})
    assert response.status_code == 410
    assert b"This link has expired" in response.content
    settings.PRIVACY_LINK_LIFETIME = timedelta(days=1)
    assert ledger.permits(reader, KEY, at=timezone.now())


def test_the_page_speaks_german(client: Client, reader: SubjectKey):
    response = client.get("/de" + address("receipt", reader))

    assert response.status_code == 200
    assert b'lang="de"' in response.content


def test_a_receipt_for_machines_can_be_kept(client: Client, reader: SubjectKey):
    response = client.get(address("receipt_json", reader))

    assert response["Content-Type"] == "application/ld+json"
    assert "attachment" in response["Content-Disposition"]
    kept = json.loads(response.content)
    record = kept["dpv:hasConsentRecord"][0]
    page = client.get(record["dpv:hasConsentControl"]["dct:source"])
    assert page.status_code == 200


def test_a_receipt_names_what_iec_27560_asks_for(reader: SubjectKey):
    kept = document(reader)

    # Receipt: schema version and receipt id.
    assert kept["dct:hasVersion"]
    assert kept["dct:identifier"] == reader
    assert kept["dct:conformsTo"] == CONFORMS_TO
    (record,) = kept["dpv:hasConsentRecord"]
    # Record: header.
    assert record["dct:hasVersion"]
    assert record["dct:identifier"]
    assert record["dpv:hasDataSubject"]["dct:identifier"] == reader
    # Processing: notice, language, purpose, data, storage, retention, jurisdiction.
    notice = record["dpv:hasNotice"]
    assert notice["dct:identifier"] == factories.version().digest
    assert notice["dct:language"] == "en"
    assert notice["dct:description"] == factories.version().document
    process = record["dpv:hasProcess"]
    assert process["dpv:hasPurpose"]["dct:description"]
    assert [one["dct:title"] for one in process["dpv:hasPersonalData"]] == [
        "text",
        "name",
    ]
    assert process["dpv:hasStorageCondition"]["dpv:hasLocation"]
    assert process["dpv:hasStorageCondition"]["dct:description"]["kind"] == "NotStored"
    assert record["dpv:hasJurisdiction"]


def test_a_receipt_names_parties_and_events(reader: SubjectKey):
    ledger.withdraw(reader, KEY, method="button", at=timezone.now())
    (record,) = document(reader)["dpv:hasConsentRecord"]
    process = record["dpv:hasProcess"]

    # Parties: controller, recipients, and how to withdraw.
    assert "dct:title" in process["dpv:hasDataController"]
    assert process["dpv:hasRecipient"]["dct:title"] == "Recipient Ltd"
    assert process["dpv:hasRecipient"]["dpv:hasLocation"] == "US"
    assert process["dpv:hasLegalBasis"] == "eu-gdpr:A6-1-a"
    assert "eu-gdpr:A7-3" in process["dpv:hasRight"]
    assert record["dpv:hasConsentControl"]["dct:source"] == "https://here/"
    # Events: time, state, type, expression, how long it holds.
    given, withdrawn = record["dpv:hasConsentStatus"]
    assert given["@type"] == "dpv:ConsentGiven"
    assert given["dct:type"] == "dpv:ExpressedConsent"
    assert given["dct:date"] < given["dct:valid"]
    assert given["dpv:hasIndicationMethod"] == "form"
    assert withdrawn["@type"] == "dpv:ConsentWithdrawn"
    assert withdrawn["dct:valid"] is None


def test_every_prefix_in_a_receipt_is_explained(reader: SubjectKey):
    kept = document(reader)

    def prefixes(value: object) -> set[str]:
        if isinstance(value, dict):
            own = {key.partition(":")[0] for key in value if ":" in key}
            return own.union(*map(prefixes, value.values()))
        if isinstance(value, list):
            return set().union(*map(prefixes, value))
        return set()

    assert prefixes(kept["dpv:hasConsentRecord"]) <= set(kept["@context"])


def test_a_receipt_without_recipient_or_transfer_is_one():
    for change in (
        {"recipient": factories.recipient(transfer=None)},
        {"recipient": None, "data": factories.activity().data, "not_personal": ()},
    ):
        with factories.declared(factories.sending(**change)):
            kept = document(SubjectKey(factories.consent().subject_key))
            process = kept["dpv:hasConsentRecord"][0]["dpv:hasProcess"]
            assert not process["dpv:hasRecipient"] or (
                process["dpv:hasRecipient"]["dpv:hasLocation"] == ""
            )


def test_a_receipt_shows_the_old_text_after_the_declaration_changed(
    client: Client, reader: SubjectKey
):
    changed = factories.sending(
        title="Something else", legal_basis=LegitimateInterest("We want it.")
    )
    with factories.declared(changed):
        response = client.get(address("receipt", reader))

    assert b"Recipient Ltd may read my text." in response.content
    assert b"Something else" not in response.content


def test_what_stands_on_a_receipt_is_text(client: Client):
    hostile = "<img src=x onerror=alert(1)>"
    with factories.declared(
        factories.sending(title=hostile, recipient=factories.recipient(name=hostile))
    ):
        subject = SubjectKey(factories.consent().subject_key)
        with transaction.atomic():
            authorize(KEY, subject=subject, values={"text": "x"}, at=timezone.now())
        response = client.get(address("receipt", subject))

    assert b"<img src=x" not in response.content
    assert b"&lt;img src=x" in response.content
