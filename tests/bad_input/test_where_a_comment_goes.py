"""A reply to what is gone, a comment where none is taken: told clearly, text kept."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from privacy_plugin.comments import moderation
from privacy_plugin.comments.models import Comment, CommentSettings, State
from tests import make

WORDS = "Words that took me an hour"


def assert_kept(answer, status) -> None:
    assert answer.status == status
    assert WORDS in answer.html
    assert not Comment.objects.filter(text=WORDS).exists()


@pytest.fixture
def answered(reader, post, clock):
    """Return a published comment, and the page on which one answers it."""
    reader.write(post.url, "The first word")
    comment = Comment.objects.get()
    moderation.approve([comment.pk], editor=make.editor(), at=clock.now)
    return comment


def reply_page(reader, post):
    return reader.open(reader.open(post.url).link("Reply"))


def test_a_reply_hangs_on_what_it_answers(reader, post, answered, clock):
    page = reply_page(reader, post)
    clock.tick(seconds=20)

    reader.press(page, "Send comment", text=WORDS)

    assert Comment.objects.get(text=WORDS).parent == answered


@pytest.mark.parametrize("verb", ["mark_spam", "remove"])
def test_a_reply_to_what_was_taken_away(reader, post, answered, clock, verb):
    page = reply_page(reader, post)
    clock.tick(seconds=20)
    getattr(moderation, verb)([answered.pk], editor=None, at=clock.now)

    answer = reader.press(page, "Send comment", text=WORDS)

    assert_kept(answer, 409)
    assert "not there any more" in answer.words


def test_a_reply_to_what_its_writer_deleted(reader, post, answered, clock):
    page = reply_page(reader, post)
    clock.tick(seconds=20)
    reader.press(reader.mine(), "Yes, delete it")

    answer = reader.press(page, "Send comment", text=WORDS)

    assert_kept(answer, 409)


def test_a_reply_to_a_comment_on_another_page(reader, post, answered, clock):
    other = make.post(title="Another post")

    answer = reader.write(other.url, WORDS, parent=str(answered.pk))

    assert_kept(answer, 409)


def test_a_reply_to_a_comment_that_waits(reader, post, clock):
    reader.write(post.url, "Not yet published")

    answer = reader.write(post.url, WORDS, parent=str(Comment.objects.get().pk))

    assert_kept(answer, 409)


def close(post) -> None:
    post.comments_policy = "closed"
    post.save_revision().publish()


def restrict(post) -> None:
    PageViewRestriction.objects.create(page=post, restriction_type="login")


def unpublish(post) -> None:
    post.unpublish()


@pytest.mark.parametrize("change", [close, restrict, unpublish])
def test_a_page_that_takes_no_more_comments(reader, post, clock, change):
    page = reader.open(post.url)
    clock.tick(seconds=20)
    change(post)

    answer = reader.press(page, "Send comment", text=WORDS)

    assert_kept(answer, 403)


def test_a_page_that_was_deleted(reader, post, clock):
    page = reader.open(post.url)
    clock.tick(seconds=20)
    post.delete()

    answer = reader.press(page, "Send comment", text=WORDS)

    assert_kept(answer, 404)


def test_a_page_that_has_closed_by_itself(reader, post, clock):
    page = reader.open(post.url)
    CommentSettings.objects.create(site=post.get_site(), close_after_days=1)
    clock.tick(days=2)

    answer = reader.press(page, "Send comment", text=WORDS)

    assert_kept(answer, 403)
    assert "closed" in answer.words
    assert not reader.open(post.url).all("textarea")


def test_a_flood_is_slowed_down_and_the_text_kept(reader, post, settings):
    settings.PRIVACY_COMMENTS_RATE_LIMIT = 2
    reader.write(post.url, "One")
    reader.write(post.url, "Two")

    answer = reader.write(post.url, WORDS)

    assert_kept(answer, 429)
    assert "wait 10 minutes" in answer.words
    reader.clock.tick(minutes=10)
    assert "Thank you" in reader.write(post.url, WORDS).words


def test_the_same_text_twice_is_taken_once(reader, post):
    text = "Exactly the same forty letters or more, written twice by a program"
    reader.write(post.url, text)
    reader.write(post.url, text.upper() + "!")

    states = list(Comment.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.PENDING, State.SPAM]


@pytest.mark.parametrize("name", ["", "far too long " * 20])
def test_an_edit_that_comes_too_late_keeps_the_text(reader, post, clock, name):
    reader.write(post.url, "A word")
    page = reader.open(reader.mine().link("Change it"))
    clock.tick(minutes=16)

    answer = reader.press(page, "Save", text=WORDS, name=name)

    assert_kept(answer, 403)
    assert Comment.objects.get().text == "A word"
