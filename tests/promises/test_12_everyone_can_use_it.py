"""Promise 12: for every reader, in German as in English.

What needs a browser (contrast, keyboard, 320 px, zoom, forced colours) is looked at in
``tests/browser``; here it is the words and their order.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.disclosure.activities import get_activities
from tests.support import factories
from tests.support.factories.disclosures import disclose
from tests.support.reader import words_of


@pytest.fixture
def shown(reader, post, server):
    """Return every page around a comment, in both languages."""
    german = factories.german_post(post)
    answer = reader.write(post.url, "A word", tick=[SPAM_CHECK])
    mine = reader.mine()
    return [
        reader.open(post.url),
        reader.open(german.url),
        reader.write(post.url, "", name="n" * 90),
        answer,
        mine,
        reader.open(mine.link("Receipt")),
        reader.open("/privacy/"),
        reader.open("/de/privacy/"),
    ]


def test_every_field_has_a_label(shown):
    for page in shown:
        labels = {label.get("for") for label in page.all("label")}
        for tag in ("input", "textarea", "select"):
            for field in page.all(tag):
                if field.get("type") != "hidden":
                    assert field.get("id") in labels or field.get("aria-label")


def test_what_is_wrong_with_a_field_is_told_at_the_field(reader, post, server):
    page = reader.write(post.url, "", name="n" * 90)

    for name in ("text", "name"):
        (field,) = [f for f in page.tree.iter() if f.get("name") == name]
        assert field.get("aria-invalid") == "true"
        told = field.get("aria-describedby", "").split()
        found = [page.one(f"*[@id='{key}']") for key in told]
        assert any(words_of(element) for element in found)


def test_every_page_has_one_headline_and_skips_no_level(shown):
    for page in shown:
        levels = [
            int(e.tag[1])
            for e in page.tree.iter()
            if e.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}
        ]
        assert levels.count(1) == 1, page.address
        for before, after in pairwise(levels):
            assert after <= before + 1, (page.address, levels)


def test_every_page_says_its_language_and_its_name(shown):
    for page in shown:
        language = page.tree.get("lang")
        assert language == ("de" if page.address.startswith("/de/") else "en")
        assert words_of(page.one("title"))


def test_no_two_things_on_a_page_have_one_name(shown):
    for page in shown:
        names = [e.get("id") for e in page.tree.iter() if e.get("id")]
        assert len(names) == len(set(names)), page.address


def test_every_link_says_where_it_leads(shown):
    for page in shown:
        for link in page.all("a"):
            assert words_of(link) or link.get("aria-label"), page.address


@pytest.mark.parametrize("text", ["Ein Wort", "مرحبا", "שלום"])
def test_what_a_reader_wrote_has_its_own_direction_and_no_language(
    reader, server, clock, text
):
    """Nobody asked in which language he writes, and the page's is a mere guess."""
    german = factories.german_post(factories.post(title="An open post", policy="open"))
    reader.write(german.url, text, name=text)

    page = reader.open(german.url)

    (shown,) = page.all("div[@class='comment__text']")
    assert (shown.get("dir"), shown.get("lang")) == ("auto", "")
    assert [words_of(name) for name in page.all("bdi") if words_of(name) == text]
    for tag, name in (("textarea", "text"), ("input", "name")):
        (field,) = [one for one in page.all(tag) if one.get("name") == name]
        assert field.get("dir") == "auto"


def test_every_disclosure_is_complete_in_german(db, server):
    for activity in get_activities():
        english = disclose(activity.key, language="en").as_dict()
        german = disclose(activity.key, language="de").as_dict()
        assert german["title"] != english["title"], activity.key
        for layer in ("first_layer", "second_layer"):
            for one, other in zip(german[layer], english[layer], strict=True):
                assert one["term"] == other["term"]
                is_name = one["text"] in {"", english["title"]} or one["term"] in {
                    "who",
                    "controller",
                }
                assert is_name or one["text"] != other["text"], (
                    activity.key,
                    one["term"],
                )
