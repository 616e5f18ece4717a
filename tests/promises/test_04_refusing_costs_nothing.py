"""Promise 4: no box is ticked for you, and a no is as welcome as a yes."""

from __future__ import annotations

import re

from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.comments.models import Comment, State
from privacy_plugin.comments.moderation import actions
from tests.support import factories
from tests.support.reader import Reader, without_tokens


def test_no_box_is_ticked_in_advance(reader, post, server):
    page = reader.open(post.url)

    boxes = page.all("input[@type='checkbox']")
    assert len(boxes) == 5  # for two checks, for replies, to subscribe to two things
    assert not [box for box in boxes if box.get("checked") is not None]
    assert not [box for box in boxes if box.get("required") is not None]


def without_own_parts(html: str) -> str:
    """Return a private page without the writer's words, consents, and its status."""
    rest = re.sub(r'(<textarea class="private-address__url"[^>]*>)[^<]*', r"\1", html)
    rest = re.sub(r'href="mailto:[^"]*"', "", without_tokens(rest))
    for part in ("status", "words", "consents"):
        begin = rf'<section class="own-comment__{part}"'
        pattern = rf'(?s){begin}.*?(?=<section class="(?:own-|private-))'
        rest, count = re.subn(pattern, "", rest)
        assert count == 1, part
    return re.sub(r'data-state="\w+"', "", rest)


def test_the_page_after_sending_is_the_same(reader, post, server, clock):
    other = Reader(clock, address="91.198.174.9")

    refused = reader.write(post.url, "First words")
    agreed = other.write(post.url, "Other words", tick=[SPAM_CHECK, SPAM_RECHECK])

    assert without_own_parts(refused.html) == without_own_parts(agreed.html)
    assert "A person will read it and decide." in refused.words
    assert "First comes the spam check you agreed to." in agreed.words
    assert (refused.status, agreed.status) == (200, 200)


def test_it_says_what_our_own_checks_found_and_is_the_same_but_for_that(
    reader, post, server, clock
):
    other = Reader(clock, address="91.198.174.9")

    welcome = reader.write(post.url, "First words")
    suspected = other.write(post.url, "Other words", topic="pills")

    assert without_own_parts(welcome.html) == without_own_parts(suspected.html)
    assert "takes your comment for spam" in suspected.words


def test_a_comment_without_consent_is_taken_and_read_by_a_person(
    reader, post, server, work, clock
):
    reader.write(post.url, "Words that stay here")
    work()
    assert Comment.objects.get().state == State.PENDING
    assert "A person will read it" in reader.mine().words

    actions.approve([Comment.objects.get().pk], editor=factories.editor(), at=clock.now)

    assert "Words that stay here" in reader.open(post.url).words


def test_nothing_but_a_text_is_needed(reader, post, server):
    reader.write(post.url, "A word")

    comment = Comment.objects.get()
    assert (comment.name, comment.email, comment.website) == ("", "", "")


def test_a_published_comment_does_not_show_who_agreed(
    reader, post, server, work, clock
):
    other = Reader(clock, address="91.198.174.9")
    reader.write(post.url, "The same length")
    other.write(post.url, "The same lengtH", tick=[SPAM_CHECK])
    work()
    keys = list(Comment.objects.order_by("pk").values_list("pk", flat=True))
    actions.approve(keys, editor=factories.editor(), at=clock.now)

    page = reader.open(post.url)

    shown = [page.one(f"article[@id='comment-{key}']") for key in keys]
    assert shown[0].attrib.keys() == shown[1].attrib.keys()
    assert shown[0].get("class") == shown[1].get("class")


def test_an_open_site_publishes_both_at_once(reader, server, clock):
    page = factories.post(title="An open post", policy="open")
    other = Reader(clock, address="91.198.174.9")

    reader.write(page.url, "First words")
    other.write(page.url, "Other words", tick=[SPAM_CHECK])

    words = reader.open(page.url).words
    assert "First words" in words
    assert "Other words" in words
