"""A form from another site, from nowhere, or by a mere link."""

from __future__ import annotations

import pytest

from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.comments.models import Comment
from privacy_plugin.consent.models import ConsentEvent
from tests.support.reader import Reader

FOREIGN = {
    "another site": {"sec-fetch-site": "cross-site"},
    "a neighbour": {"sec-fetch-site": "same-site"},
    "another origin": {"origin": "https://evil.example"},
    "another scheme": {"origin": "https://localhost"},
    "another port": {"origin": "http://localhost:8001"},
    "a liar": {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
}
SILENT = {"nothing": {}, "a hidden origin": {"origin": "null"}}


def form_of(reader, post):
    form = reader.open(post.url).comment_form
    reader.clock.tick(seconds=20)
    return form.action, {**form.fields, "text": "A word & more", "name": "Ada"}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_a_form_from_elsewhere_is_refused(post, clock, server, headers):
    stranger = Reader(clock, headers=headers)
    action, data = form_of(stranger, post)

    answer = stranger.send(action, data)

    assert answer.status == 403
    assert "another site" in answer.words
    assert not Comment.objects.exists()
    assert stranger.cookies == set()


@pytest.mark.parametrize("headers", SILENT.values(), ids=SILENT)
def test_a_silent_browser_is_asked_to_press_once_more(post, clock, server, headers):
    silent = Reader(clock, headers=headers)
    action, data = form_of(silent, post)

    asked = silent.send(action, data)
    assert asked.status == 200
    assert not Comment.objects.exists()
    thanked = silent.press(asked, "Continue")

    assert "Thank you" in thanked.words
    assert Comment.objects.get().text == "A word & more"


def test_a_consent_survives_the_question(post, clock, server):
    silent = Reader(clock, headers={})

    asked = silent.write(post.url, "A word", tick=[SPAM_CHECK])
    silent.press(asked, "Continue")

    assert ConsentEvent.objects.count() == 1


def test_a_token_that_was_made_up_does_not_help(post, clock, server):
    silent = Reader(clock, headers={})
    action, data = form_of(silent, post)

    answer = silent.send(action, {**data, "csrfmiddlewaretoken": "x" * 64})

    assert "Please press once more" in answer.words
    assert not Comment.objects.exists()


@pytest.mark.parametrize("action", ["withdraw", "delete", "agree"])
def test_following_a_link_changes_nothing(reader, post, server, action):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    events = ConsentEvent.objects.count()

    answer = reader.client.get(f"{reader.private}{action}/")

    assert answer.status_code == 405
    assert Comment.objects.count() == 1
    assert ConsentEvent.objects.count() == events


def test_a_comment_is_not_written_by_an_address(reader, post):
    form = reader.open(post.url).comment_form

    answer = reader.client.get(form.action, {**form.fields, "text": "A word"})

    assert answer.status_code == 405
    assert not Comment.objects.exists()


def test_an_edit_is_not_made_by_an_address(reader, post):
    reader.write(post.url, "A word")

    reader.client.get(f"{reader.private}edit/", {"text": "Other"})

    assert Comment.objects.get().text == "A word"
