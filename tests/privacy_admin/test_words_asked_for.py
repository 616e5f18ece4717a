"""An editor sees the words that stand now, and is asked for those somebody will see."""

from __future__ import annotations

import pytest
from wagtail.models import Site

from privacy_plugin.disclosure.texts.models import DisclosureText
from tests.privacy_admin.conftest import Enter
from tests.privacy_admin.test_texts import ADD, KEY, WORDS, edit, publish
from tests.support.factories import texts

pytestmark = pytest.mark.usefixtures("declared")

ASKED_FOR = {
    "": set(),
    KEY: {"question", "button_agree", "button_without"},
    "comments.publication": {"button_agree"},
    "comments.quarantine": set(),
    "subscriptions.posts": {"question"},
    "subscriptions.enrolment": {"button_agree"},
    "form_pages.message": {"button_agree"},
    "embeds.youtube": {"button_agree", "button_always", "button_without"},
}


@pytest.mark.parametrize("key", ASKED_FOR)
def test_an_editor_is_asked_only_for_words_that_somebody_sees(enter: Enter, key: str):
    client = enter("editor")
    always = {"title", "lead", "explanation", "notes", "change"}

    new = client.get(f"{ADD}&activity={key}").content.decode()
    pages = [new]
    if key:
        pages.append(client.get(edit(texts.draft(key))).content.decode())

    for page in pages:
        asked = {name for name in WORDS if f'name="{name}"' in page}
        assert asked == always | ASKED_FOR[key]


def test_a_word_nobody_is_asked_for_is_not_stored(enter: Enter, site: Site):
    client = enter("editor")

    sent = {"activity": "comments.quarantine", "button_agree": "No button is there"}
    publish(client, ADD, site, question="May we?", lead="Seen.", change="", **sent)

    text = DisclosureText.objects.get()
    assert text.wording.words() == {"lead": "Seen."}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "First you get one single mail with a link."),
        ("de", "Zuerst bekommst du eine einzige Mail mit einem Link."),
    ],
)
def test_the_editor_shows_what_stands_there_now(enter: Enter, language: str, said: str):
    client = enter("editor")
    text = texts.draft("subscriptions.enrolment", title="", language=language)
    empty = texts.draft(title="", language=language)

    page = client.get(edit(text)).content.decode()

    assert page.count(said) >= 3  # as shipped, in the empty field, and as of now
    assert f'placeholder="{said}' in page
    assert "privacy-admin__shipped" in client.get(edit(empty)).content.decode()
