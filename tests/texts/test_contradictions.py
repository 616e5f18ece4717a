"""A text that says something else than the declaration is found, in its very words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from privacy_plugin import HeldInMemory, ProcessingActivity
from privacy_plugin.disclosure.contradictions import Kind, contradictions
from privacy_plugin.disclosure.document import activities_in_force, disclose
from privacy_plugin.disclosure.wording import Wording
from tests import make, make_texts

KEY = "test.sending"
KEPT = make.sending(
    retention=HeldInMemory(timedelta(days=7)),
    recipient=make.recipient(kept_for="They keep it for 14 to 90 days."),
)
FOUND = {
    "another host": ("en", "It goes to api.elsewhere.com.", "api.elsewhere.com"),
    "a host in German": ("de", "Es geht an daten.fremd.de weiter.", "daten.fremd.de"),
    "another period": ("en", "We keep it for 30 days.", "30 days"),
    "a period in words": ("en", "It is gone after five years.", "five years"),
    "a period in German": ("de", "Nach 3 Monaten ist es weg.", "3 Monaten"),
    "a German number": ("de", "Wir löschen es nach einem Jahr.", "einem Jahr"),
    "another recipient": ("en", "Google reads it as well.", "Google"),
    "a declared one": ("en", "Akismet reads it as well.", "Akismet"),
    "another country": ("en", "Your text goes to China.", "China"),
    "a country in German": ("de", "Sie gehen nach Indien.", "Indien"),
    "nothing leaves": ("en", "Nothing is sent anywhere.", "Nothing is sent"),
    "nothing leaves, in German": (
        "de", "Es wird nicht an Dritte weitergegeben.", "nicht an Dritte weitergegeben"
    ),
    "nothing is kept": ("en", "Nothing is stored.", "Nothing is stored"),
}  # fmt: skip
BORNE_OUT = {
    "its host": ("en", "It goes to recipient.example."),
    "its policy": ("en", "See recipient.example/privacy."),
    "its period": ("en", "It is gone after 7 days."),
    "the same period": ("en", "It is gone after a week, one week."),
    "what it says of others": ("en", "They keep it for up to 90 days."),
    "how long a consent counts": ("en", "Your consent counts for 182 days."),
    "its recipient": ("en", "Recipient Ltd gets it, Recipient for short."),
    "its country": ("en", "They are in the United States, in the USA."),
    "in German": ("de", "Sie sind in den Vereinigte Staaten, nach 7 Tagen ist es weg."),
    "what looks like a host": ("de", "Z.B. Ihr Text, d.h. was Sie schreiben.Der Rest."),
    "an address": ("en", "Write to ada@blog.example."),
    "a number": ("en", "Of 3 people 2 agree."),
    "a word within a word": ("en", "The applets of Chinatown."),
    "nothing at all": ("en", ""),
}


@pytest.mark.parametrize(("language", "text", "words"), FOUND.values(), ids=FOUND)
def test_what_contradicts_is_quoted(language: str, text: str, words: str):
    with make.declared(KEPT):
        (one,) = contradictions(KEPT, Wording(explanation=text), language)

    assert (one.field, one.words) == ("explanation", words)
    assert words in one.sentence


@pytest.mark.parametrize(("language", "text"), BORNE_OUT.values(), ids=BORNE_OUT)
def test_what_is_declared_may_be_said(language: str, text: str):
    with make.declared(KEPT):
        assert contradictions(KEPT, Wording(explanation=text), language) == ()


def test_every_field_is_read():
    words = Wording(**dict.fromkeys(Wording.__slots__, "Google gets it."))

    found = contradictions(KEPT, words, "en")

    assert {one.field for one in found} == set(Wording.__slots__)
    assert {one.kind for one in found} == {Kind.RECIPIENT}


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_declaration_contradicts_itself(language: str, db, settings):
    settings.PRIVACY_AKISMET_KEY = "s3cretkey0f12"
    for activity in activities_in_force():
        shown = disclose(activity.key, language=language)
        rows = [*shown.first_layer, *shown.second_layer]
        text = " ".join(
            row.text for row in rows if row.term not in {"controller", "complaint"}
        )

        assert contradictions(activity, Wording(explanation=text), language) == ()


@pytest.fixture
def declared(db):
    """Declare the sending, with a period."""
    with make.declared(KEPT):
        yield


def refused(**words: str) -> dict[str, list[str]]:
    """Return what is wrong with a text, by field."""
    text = make_texts.draft(**words)
    with pytest.raises(ValidationError) as caught:
        text.full_clean()
    return caught.value.message_dict


HOSTILE = ("<script>alert(1)</script>", "a <b>bold</b> word", "&lt;i&gt;", "</p>")


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_refused_and_would_be_shown_as_text(text: str, declared, client):
    assert "plain" in refused(lead=text)["lead"][0]

    make_texts.republish(make_texts.draft(language="de", lead=text))
    page = client.get("/de/privacy/").content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_an_unknown_placeholder_is_named_with_those_there_are(declared):
    (sentence,) = refused(explanation="We use {whatever}.")["explanation"]

    assert "{whatever}" in sentence
    assert "{controller}, {recipient}, {country}, {period}" in sentence
    make_texts.republish(make_texts.draft(language="de", lead="{whatever}"))
    assert disclose(KEY, language="de").wording.lead == "{whatever}"


def test_a_placeholder_without_a_fact_is_named(declared):
    with make.declared(make.activity()):
        found = refused(key="test.local", lead="To {recipient}.")

    assert "{recipient}" in found["lead"][0]


def test_characters_nobody_can_see_are_refused(declared):
    assert refused(title="A\u202etitle")["title"]
    make_texts.draft(language="de", notes="One\r\ntwo").full_clean()


def test_a_text_of_an_unknown_activity_says_so(declared):
    assert "any more" in refused(key="no.body")["activity"][0]


def with_period(days: int) -> ProcessingActivity:
    """Return the declaration after an upgrade that changed the period."""
    return make.sending(retention=HeldInMemory(timedelta(days=days)))


def test_words_that_a_new_version_makes_untrue_are_not_shown_any_more(declared):
    with make.declared(with_period(5)):
        make_texts.published(lead="It is gone after 5 days.")
        assert disclose(KEY).wording.lead

    with make.declared(with_period(30)):
        assert disclose(KEY).wording.lead == ""
        assert disclose(KEY).title == "Counting readers"


def test_words_that_stay_true_stay(declared):
    make_texts.published(lead="It is gone after {period}.")

    with make.declared(with_period(30)):
        assert disclose(KEY).wording.lead == "It is gone after 30 days."
