"""Each activity says in plain words what it does; who agreed is not asked again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.utils import timezone
from django.utils.translation import override

from privacy_plugin import Phrase, ProcessingActivity
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import get_default_wording
from privacy_plugin.disclosure.wording import Wording, find_unknown_placeholders
from tests.support import factories
from tests.support.declarations import EVERY
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

LANGUAGES = ("en", "de")
LONGEST_LEAD = 100
LONGEST_SENTENCE = 21  # words; guides to plain language allow 15 to 25
LONGEST_ON_AVERAGE = 14
OF_LAWYERS = re.compile(
    r"\b(?:GDPR|DSGVO|Art\.|controllers?|processors?|processing|data subjects?|"
    r"personal data|legal basis|legitimate|recipients?|consents?|retention|pursuant|"
    r"hereby|Verantwortliche\w*|Auftragsverarbeit\w*|Verarbeitung\w*|betroffen\w*|"
    r"personenbezogen\w*|Rechtsgrundlage\w*|berechtigt\w*|Empfänger\w*|"
    r"Einwilligung\w*|Speicherdauer\w*|gemäß|hiermit)\b",
    re.IGNORECASE,
)

FACT_IN_WORDS = re.compile(
    r"\d+|\b\w+\.(?:com|org|net|example)\b|"
    r"\b(?:United States|USA|Germany|Vereinigte\w* Staaten|Deutschland)\b"
)
RECIPIENTS = {one.recipient.name for one in EVERY.values() if one.recipient}


def words_of(activity: ProcessingActivity, language: str) -> Wording:
    """Return the short sentence and the explanation as readers get them."""
    with override(language):
        shipped = get_default_wording(activity, Controller("Ada's Blog"), language)
    return Wording(lead=shipped.lead, explanation=shipped.explanation)


def sentences_of(words: Wording) -> list[str]:
    """Return each sentence; what stands after a colon is one of its own."""
    text = f"{words.lead} {words.explanation}"
    return [one for one in re.split(r"(?<=[.?!:])[”“]?\s+", text) if one]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", EVERY)
def test_each_activity_says_what_it_does_in_plain_words(key: str, language: str):
    words = words_of(EVERY[key], language)

    assert words.lead
    assert words.explanation
    assert len(words.lead) <= LONGEST_LEAD
    assert words.lead not in words.explanation
    too_long = [
        sentence
        for sentence in sentences_of(words)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]
    assert too_long == []
    assert OF_LAWYERS.findall(f"{words.lead} {words.explanation}") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_on_average(language: str):
    sentences = [
        sentence
        for activity in EVERY.values()
        for sentence in sentences_of(words_of(activity, language))
    ]

    words = sum(len(sentence.split()) for sentence in sentences)
    assert words / len(sentences) <= LONGEST_ON_AVERAGE


@pytest.mark.parametrize("key", EVERY)
def test_each_language_has_words_of_its_own(key: str):
    english, german = (words_of(EVERY[key], language) for language in LANGUAGES)

    assert english.lead != german.lead
    assert english.explanation != german.explanation


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", EVERY)
def test_each_placeholder_of_a_shipped_text_is_filled(key: str, language: str):
    words = words_of(EVERY[key], language)

    assert find_unknown_placeholders(f"{words.lead} {words.explanation}") == ()
    assert "{" not in f"{words.lead} {words.explanation}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", EVERY)
def test_no_shipped_text_repeats_a_fact(key: str, language: str):
    """Names are taken out before one looks: they are put in from the declaration."""
    activity = EVERY[key]
    plain = replace(
        activity, lead=without_names(activity.lead),
        explanation=without_names(activity.explanation),
    )  # fmt: skip
    with override(language):
        words = words_of(plain, language)
    text = f"{words.lead} {words.explanation}"
    if activity.recipient is not None:
        text = text.replace(activity.recipient.name, "")

    assert FACT_IN_WORDS.findall(text) == []
    assert [name for name in RECIPIENTS if name in text] == []


def without_names(text: str) -> str:
    """Return a phrase with nothing but dashes for names."""
    if not isinstance(text, Phrase):
        return text
    return Phrase(text.template, **dict.fromkeys(text.names, "–"))


SAID = {"lead": "Another sentence.", "explanation": "More of it.", "buttons": ()}


@pytest.mark.parametrize("name", SAID)
def test_other_words_ask_nobody_again_and_are_another_text(name: str, db):
    with factories.declared(
        factories.sending(lead="One sentence.", explanation="Some.")
    ):
        consent = factories.consent()
        before = disclose("test.sending")

    said = {"lead": "One sentence.", "explanation": "Some.", name: SAID[name]}
    with factories.declared(factories.sending(**said)):
        after = disclose("test.sending")
        subject = SubjectKey(consent.subject_key)
        assert ledger.permits(subject, "test.sending", at=timezone.now())

    assert after.facts_digest == before.facts_digest
    assert (after.digest == before.digest) == (name == "buttons")


def test_an_admin_s_words_replace_the_shipped_ones(db):
    shipped = factories.sending(
        lead="{recipient} reads it.", explanation="All of it, in {country}."
    )
    with factories.declared(shipped):
        assert disclose("test.sending").wording == Wording(
            lead="Recipient Ltd reads it.", explanation="All of it, in United States."
        )
        texts.published(lead="They read it.", explanation="")

        shown = disclose("test.sending")
        assert shown.wording.lead == "They read it."
        assert shown.wording.explanation == "All of it, in United States."
        assert shown.as_dict()["words"] == {
            "title": "Our title",
            "lead": "They read it.",
            "explanation": "All of it, in United States.",
        }


def test_a_declaration_may_have_no_words_of_its_own(db):
    with factories.declared(factories.sending()):
        assert disclose("test.sending").wording == Wording()


def test_words_nobody_can_see_are_no_part_of_the_text(db):
    with factories.declared(factories.activity(buttons=())):
        before = disclose("test.local").digest
        texts.published(
            "test.local", title="", question="May we?", button_agree="Do it"
        )

        assert disclose("test.local").digest == before
