"""A box is ticked to say something, not to answer: its label is a statement."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from privacy_plugin import Consent
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.facts import get_declared_facts
from privacy_plugin.disclosure.render.language import translate_text
from tests.support import factories
from tests.support.declarations import EVERY

STATEMENTS = {
    key: one.legal_basis.statement
    for key, one in EVERY.items()
    if isinstance(one.legal_basis, Consent)
}
ANSWER = re.compile(r"(yes|no|ja|nein)\b", re.IGNORECASE)
FIRST_PERSON = {
    "en": re.compile(r"\b(I|my|me)\b"),
    "de": re.compile(r"\b(ich|mein\w*|mir|mich)\b", re.IGNORECASE),
}
KEY = "test.sending"
OLD = "Yes, Recipient Ltd may read my text."
NEW = "Recipient Ltd may read my text."


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("key", STATEMENTS)
def test_each_label_is_a_statement_in_the_first_person(key: str, language: str):
    with override(language):
        statement = translate_text(STATEMENTS[key])

    assert statement.endswith(".")
    assert "?" not in statement
    assert not ANSWER.match(statement)
    assert FIRST_PERSON[language].search(statement)


@pytest.mark.parametrize("key", STATEMENTS)
def test_a_statement_is_no_fact_a_consent_rests_on(key: str, db):
    other = replace(EVERY[key], legal_basis=Consent("They may."))
    we = Controller(name="We")

    assert get_declared_facts(other, we) == get_declared_facts(EVERY[key], we)


def words_on_the_receipt(client: Client, subject: str) -> str:
    address = reverse("privacy:receipt", args=[sign(SubjectKey(subject))])
    return client.get(address).content.decode()


def test_a_consent_to_other_words_counts_and_its_proof_shows_them(client: Client, db):
    with factories.declared(factories.sending(legal_basis=Consent(OLD))):
        before = factories.consent()

    with factories.declared(factories.sending(legal_basis=Consent(NEW))):
        after = factories.consent()

        for record, statement in ((before, OLD), (after, NEW)):
            subject = SubjectKey(record.subject_key)
            shown = words_on_the_receipt(client, subject)
            assert ledger.permits(subject, KEY, at=timezone.now())
            assert f">{statement}<" in shown
    assert before.version.facts_digest == after.version.facts_digest
    assert before.version.digest != after.version.digest
