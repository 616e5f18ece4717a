"""An admin's text may say anything; its characters and placeholders are validated."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from privacy_plugin import HeldInMemory, ProcessingActivity
from tests.support import factories
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

KEY = "test.sending"
KEPT = factories.sending(
    retention=HeldInMemory(timedelta(days=7)),
    recipient=factories.recipient(kept_for="They keep it for 14 to 90 days."),
)


@pytest.fixture
def declared(db):
    """Declare the sending, with a period."""
    with factories.declared(KEPT):
        yield


def refused(**words: str) -> dict[str, list[str]]:
    """Return what is wrong with a text, by field."""
    text = texts.draft(**words)
    with pytest.raises(ValidationError) as caught:
        text.full_clean()
    return caught.value.message_dict


HOSTILE = ("<script>alert(1)</script>", "a <b>bold</b> word", "&lt;i&gt;", "</p>")


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_refused_and_would_be_shown_as_text(text: str, declared, client):
    assert "plain" in refused(lead=text)["lead"][0]

    texts.republish(texts.draft(language="de", lead=text))
    page = client.get("/de/privacy/").content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_an_unknown_placeholder_is_named_with_those_there_are(declared):
    (sentence,) = refused(explanation="We use {whatever}.")["explanation"]

    assert "{whatever}" in sentence
    assert "{controller}, {recipient}, {country}, {period}" in sentence
    texts.republish(texts.draft(language="de", lead="{whatever}"))
    assert disclose(KEY, language="de").wording.lead == "{whatever}"


def test_a_placeholder_without_a_fact_is_named(declared):
    with factories.declared(factories.activity()):
        found = refused(key="test.local", lead="To {recipient}.")

    assert "{recipient}" in found["lead"][0]


def test_characters_nobody_can_see_are_refused(declared):
    assert refused(title="A\u202etitle")["title"]
    texts.draft(language="de", notes="One\r\ntwo").full_clean()


def test_a_text_of_an_unknown_activity_says_so(declared):
    assert "any more" in refused(key="no.body")["activity"][0]


def with_period(days: int) -> ProcessingActivity:
    """Return the declaration after an upgrade that changed the period."""
    return factories.sending(retention=HeldInMemory(timedelta(days=days)))


TRUE_OF_THE_SITE = (
    "Our hoster, Example Hosting in Germany, keeps a log for 7 days.",
    "Nothing is sent to Google, to China or to api.elsewhere.com.",
    "Unser Hoster in Indien sichert alles 30 Tage; nichts geht an Dritte.",
)


@pytest.mark.parametrize("text", TRUE_OF_THE_SITE)
@pytest.mark.parametrize("language", ["en", "de"])
def test_published_words_may_name_anything_beside_the_facts(
    text: str, language: str, declared
):
    words = dict.fromkeys(("lead", "explanation", "notes"), text)
    before = disclose(KEY, language=language)

    texts.published(language=language, **words)

    shown = disclose(KEY, language=language)
    assert {shown.wording.words()[name] for name in words} == {text}
    assert shown.first_layer == before.first_layer
    assert shown.second_layer == before.second_layer


def test_changed_facts_stand_beside_words_written_before(declared):
    texts.published(lead="It is gone after 5 days.")

    with factories.declared(with_period(30)):
        shown = disclose(KEY)

    assert shown.wording.lead == "It is gone after 5 days."
    assert "30 days" in " ".join(row.text for row in shown.first_layer)


def test_placeholder_follows_the_facts(declared):
    texts.published(lead="It is gone after {period}.")

    with factories.declared(with_period(30)):
        assert disclose(KEY).wording.lead == "It is gone after 30 days."
