"""Promise 8: before sending, you can see the very values that would go out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.comments.models import Comment
from privacy_plugin.processing import registry
from tests.support import factories
from tests.support.reader import ADDRESS, Page, words_of

WORDS = "Two lines,\n& one <b>mark</b>: «ä» 🙂"
KEYS = {"api_key"}
TIMES = {"comment_date_gmt"}


def previewed(page: Page) -> dict[str, str]:
    """Return the values on the preview by the names of their fields."""
    return {
        row.get("data-field", ""): value_in(row.find("td"))
        for row in page.all("tr[@data-field]")
    }


def value_in(cell) -> str:
    for line_break in cell.iterfind(".//br"):
        line_break.text = "\n"
    return "".join(cell.itertext())


def sent_by(server) -> dict[str, str]:
    (request,) = server.log.of("comment-check")
    return {name: values[0] for name, values in request.fields.items()}


@pytest.fixture
def everything_on(settings):
    settings.PRIVACY_COMMENTS_ASK_WEBSITE = True
    settings.PRIVACY_AKISMET_SEND_USER_AGENT = True


def test_what_the_preview_shows_is_what_is_sent(
    reader, post, server, work, everything_on
):
    preview = reader.write(
        post.url,
        WORDS,
        name="Ada <i>",
        website="https://ada.example/?a=1&b=2",
        button="Show me exactly",
    )
    shown = previewed(preview)

    reader.press(preview, "Send comment", tick=[SPAM_CHECK])
    work()

    sent = sent_by(server)
    assert sent.keys() == shown.keys()
    for name in sent.keys() - KEYS - TIMES:
        assert sent[name].replace("\r\n", "\n") == shown[name].replace("\n\n", "\n")


def test_the_time_on_the_preview_is_that_of_the_sending(reader, post, server, work):
    preview = reader.write(post.url, WORDS, button="Show me exactly")
    shown = previewed(preview)["comment_date_gmt"]

    reader.press(preview, "Send comment", tick=[SPAM_CHECK])
    work()

    sent = factories.moment(sent_by(server)["comment_date_gmt"])
    assert timedelta(0) <= sent - factories.moment(shown) < timedelta(minutes=1)


def test_your_own_address_stands_there(reader, post, server):
    preview = reader.write(post.url, WORDS, button="Show me exactly")

    assert previewed(preview)["user_ip"] == ADDRESS


def test_every_declared_field_that_holds_something_stands_there(
    reader, post, server, everything_on
):
    preview = reader.write(
        post.url,
        WORDS,
        name="Ada",
        website="https://ada.example/",
        button="Show me exactly",
    )

    personal = {
        row.get("data-field")
        for row in preview.all("tr[@data-field]")
        if row.get("data-personal") == "true"
    }
    assert personal == registry.get(SPAM_CHECK).sent_names


def test_what_you_left_empty_is_not_there(reader, post, server):
    preview = reader.write(post.url, WORDS, button="Show me exactly")

    assert "comment_author" not in previewed(preview)


def test_the_key_of_the_site_is_named_and_not_shown(reader, post, server, settings):
    preview = reader.write(post.url, WORDS, button="Show me exactly")

    assert "api_key" in previewed(preview)
    assert settings.PRIVACY_AKISMET_API_KEY not in preview.html


def test_the_preview_stores_nothing_and_keeps_the_text(reader, post, server):
    preview = reader.write(post.url, WORDS, name="Ada", button="Show me exactly")

    assert not Comment.objects.exists()
    back = reader.press(preview, "Edit")
    form = back.form_with("Send comment")
    assert form.fields["text"].replace("\r\n", "\n") == WORDS
    assert form.fields["name"] == "Ada"


def test_the_preview_shows_the_comment_as_it_will_stand_there(
    reader, post, server, work
):
    preview = reader.write(post.url, WORDS, name="Ada", button="Show me exactly")
    reader.press(preview, "Send comment", tick=[SPAM_CHECK])
    work()

    page = reader.open(post.url)

    shown = preview.one("div[@class='comment__text']")
    stands = page.one("div[@class='comment__text']")
    assert words_of(shown) == words_of(stands)


def test_without_a_service_the_preview_says_that_nothing_is_sent(
    reader, post, server, settings
):
    settings.PRIVACY_AKISMET_API_KEY = ""

    preview = reader.write(post.url, WORDS, button="Preview")

    assert previewed(preview) == {}
    assert "Nothing. Your comment stays" in preview.words
