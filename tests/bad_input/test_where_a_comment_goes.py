"""A reply to what is gone, a comment where none is taken: told clearly, text kept."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from privacy_plugin.comments.models import Comment, CommentSettings, Policy, State
from privacy_plugin.comments.moderation import actions
from privacy_plugin.disclosure.models import ControllerSettings
from tests.support import factories

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
    actions.approve([comment.pk], editor=factories.editor(), at=clock.now)
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
    getattr(actions, verb)([answered.pk], editor=None, at=clock.now)

    answer = reader.press(page, "Send comment", text=WORDS)

    assert_kept(answer, 409)
    assert "not there any more" in answer.words


def test_reply_whose_parent_is_gone_can_be_sent_as_a_comment(
    reader, post, answered, clock
):
    page = reply_page(reader, post)
    clock.tick(seconds=20)
    actions.remove([answered.pk], editor=None, at=clock.now)
    answer = reader.press(page, "Send comment", text=WORDS, name="Ada")

    thanks = reader.press(answer, "Send comment")

    assert "Thank you" in thanks.words
    comment = Comment.objects.get(text=WORDS)
    assert (comment.parent, comment.name) == (None, "Ada")


def test_reply_after_too_many_comments_can_be_sent_later(reader, post, answered, clock):
    for number in range(4):
        reader.write(post.url, f"Number {number}")
    page = reply_page(reader, post)
    clock.tick(seconds=20)
    refused = reader.press(page, "Send comment", text=WORDS, name="Ada")
    assert refused.status == 429
    clock.tick(minutes=10)

    reader.press(refused, "Send comment")

    comment = Comment.objects.get(text=WORDS)
    assert (comment.parent, comment.name) == (answered, "Ada")


@pytest.mark.parametrize("obstacle", ["closed", "unpublished", "nobody responsible"])
def test_refused_comment_can_be_sent_again_with_everything_in_it(
    reader, post, clock, obstacle
):
    page = reader.open(post.url)
    clock.tick(seconds=20)
    remove = put_in_the_way(post, obstacle)
    answer = reader.press(page, "Send comment", text=WORDS, name="Ada")
    assert answer.status in {403, 503}
    assert not Comment.objects.exists()
    remove()

    thanks = reader.press(answer, "Try again")

    assert "Thank you" in thanks.words
    comment = Comment.objects.get()
    assert (comment.text, comment.name, comment.local_verdict) == (WORDS, "Ada", "")


def put_in_the_way(post, obstacle):
    """Keep the page from taking comments; return what takes the obstacle away."""
    if obstacle == "unpublished":
        post.unpublish()
        return lambda: post.get_latest_revision_as_object().save_revision().publish()
    if obstacle == "closed":
        rules = CommentSettings.objects.get_or_create(site=post.get_site())[0]
        rules.policy = Policy.CLOSED
        rules.save()
        return rules.delete
    controller = ControllerSettings.objects.get(site=post.get_site())
    name, controller.name = controller.name, ""
    controller.save()

    def restore():
        controller.name = name
        controller.save()

    return restore


def test_a_reply_to_what_its_writer_deleted(reader, post, answered, clock):
    page = reply_page(reader, post)
    clock.tick(seconds=20)
    reader.press(reader.mine(), "Yes, delete it")

    answer = reader.press(page, "Send comment", text=WORDS)

    assert_kept(answer, 409)


def test_a_reply_to_a_comment_on_another_page(reader, post, answered, clock):
    other = factories.post(title="Another post")

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
    assert states == [State.PENDING, State.SUSPECTED]


@pytest.mark.parametrize("name", ["", "far too long " * 20])
def test_an_edit_that_comes_too_late_keeps_the_text(reader, post, clock, name):
    reader.write(post.url, "A word")
    page = reader.open(reader.mine().link("Edit"))
    clock.tick(minutes=16)

    answer = reader.press(page, "Save", text=WORDS, name=name)

    assert_kept(answer, 403)
    assert Comment.objects.get().text == "A word"
