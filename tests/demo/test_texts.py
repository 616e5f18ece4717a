"""The demo's texts are complete, and say the same things in both languages."""

from __future__ import annotations

import pytest

from blog.demo import texts

both = pytest.mark.parametrize("language", texts.LANGUAGES)


def words(text: texts.Text) -> int:
    return len(str(text.blocks).split())


def kinds(language: str) -> set[str]:
    return {
        block["type"] for text in texts.get_posts(language) for block in text.blocks
    }


@both
def test_there_are_at_least_six_essays_worth_the_name(language):
    posts = texts.get_posts(language)

    assert len(posts) >= 6
    assert all(words(text) >= 400 for text in posts)


@both
def test_the_essays_use_every_block_a_reader_should_see(language):
    assert kinds(language) == {
        *("paragraph", "heading", "quote", "code", "table", "embed"),
    }


def test_each_essay_has_its_twin_with_the_same_blocks():
    english, german = (texts.get_posts(language) for language in ("en", "de"))

    for one, other in zip(english, german, strict=True):
        assert one.key == other.key
        assert [b["type"] for b in one.blocks] == [b["type"] for b in other.blocks]
        for same in ("author", "days_ago", "category", "picture"):
            assert one.header[same] == other.header[same]
        assert one.header["slug"] != other.header["slug"]


@both
def test_each_picture_is_there_small_and_described(language):
    pictures = texts.get_site_data(language)["pictures"]

    assert {text.header["picture"] for text in texts.get_posts(language)} == set(
        pictures
    )
    for name, facts in pictures.items():
        assert (texts.PICTURES / f"{name}.webp").stat().st_size <= 40 * 1024
        assert len(facts["alt"].split()) > 5


@both
def test_every_reply_answers_a_comment_of_the_same_post(language):
    comments = texts.get_comments(language)["comment"]
    place = {(facts["post"], facts["id"]) for facts in comments}

    assert len(place) == len(comments)
    for facts in comments:
        if "reply_to" in facts:
            assert (facts["post"], facts["reply_to"]) in place


@both
def test_every_quotation_names_its_source(language):
    quotes = [
        block["value"]
        for text in texts.get_posts(language)
        for block in text.blocks
        if block["type"] == "quote"
    ]

    assert len(quotes) >= 6
    assert all(quote["source"] for quote in quotes)


def test_markdown_becomes_blocks():
    blocks = texts.parse_blocks(
        "One.\n\nTwo.\n\n## *Three*\n\n> Four.\n>\n> — Five\n\n"
        '[Six](https://six.example/ "Seven")\n',
        "en",
    )

    assert [block["type"] for block in blocks] == [
        *("paragraph", "heading", "quote", "embed"),
    ]
    assert blocks[0]["value"] == "<p>One.</p>\n<p>Two.</p>\n"
    assert blocks[1]["value"] == {"text": "Three", "level": "2"}
    assert blocks[2]["value"]["quote"] == "Four."
    assert blocks[2]["value"]["source"] == "Five"
    assert blocks[3]["value"]["note"] == "Seven"


def test_a_link_within_a_sentence_is_no_card():
    blocks = texts.parse_blocks("See [there](https://six.example/).", "en")

    assert blocks[0]["type"] == "paragraph"
