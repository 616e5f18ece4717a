"""The way of a comment, from the post to taking the consent back, in each engine."""

from __future__ import annotations

WORDS = "What I think about it"
STATEMENT = "Akismet in the USA may check my comment for spam."
CHECK = f"Only if you tick this: {STATEMENT}"


def test_comment_is_previewed_sent_read_proved_and_its_consent_withdrawn(
    reader, expect_traces, live_site, post, server, work
):
    reader.open(post.full_url)
    assert not reader.is_ticked(CHECK)
    reader.type("Your comment", WORDS)
    reader.type("Name", "Ada")
    expect_traces()

    reader.press("Show me exactly what would be sent")
    reader.sees("comment_content")
    reader.sees(WORDS)
    expect_traces()
    server.log.assert_empty()

    reader.tick(CHECK)
    reader.press("Send comment")
    reader.sees("Thank you for your comment")
    expect_traces(events=["given"])

    work()
    assert server.log.last.field("comment_content") == WORDS
    reader.reload()
    reader.sees("Your comment is published")
    reader.press("Receipt, with the exact texts")
    reader.sees("Your receipt")
    reader.sees(STATEMENT)
    reader.back()
    reader.press("Withdraw consent")
    reader.sees("withdrawn")
    expect_traces(events=["withdrawn"])

    reader.back()
    reader.reload()
    reader.open(post.full_url)
    reader.sees(WORDS)
    expect_traces()


def test_comment_that_cannot_be_taken_keeps_what_was_typed(
    reader, expect_traces, live_site, post, settings
):
    settings.PRIVACY_COMMENTS_MAX_LENGTH = 10_000
    reader.open(post.full_url)
    reader.type("Your comment", WORDS)
    reader.tick(CHECK)
    settings.PRIVACY_COMMENTS_MAX_LENGTH = 5

    reader.press("Send comment")

    reader.sees("Your comment has not been sent yet. Your text is kept.")
    assert reader.value("Your comment") == WORDS
    assert reader.is_ticked(CHECK)
    expect_traces()
