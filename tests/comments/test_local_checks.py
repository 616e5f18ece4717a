"""The site's own checks: each finding has its reason, and nothing of it is sent."""

from __future__ import annotations

import pytest

from privacy_plugin.comments import local
from privacy_plugin.comments.models import (
    CheckContext,
    CommentSettings,
    LocalVerdict,
    NotChecked,
    State,
)
from tests.comments.reader import CHECK

LONG_TEXT = "A sentence that is long enough to be somebody's own sentence, surely."


def stamp_of(reader, **ago: float) -> str:
    """Return a time stamp made some time ago."""
    now = reader.clock.now
    reader.clock.tick(**{unit: -amount for unit, amount in ago.items()})
    stamp = local.stamp(reader.target)
    reader.clock.now = now
    return stamp


@pytest.mark.parametrize(
    ("fields", "verdict", "state"),
    [
        ({"topic": "anything"}, LocalVerdict.HONEYPOT, State.SPAM),
        ({"text": "Buy my Pills now"}, LocalVerdict.SPAM_WORD, State.SPAM),
        ({"text": "About the election"}, LocalVerdict.HELD_WORD, State.PENDING),
        (
            {"text": "http://a.example www.b.example [url=c]"},
            LocalVerdict.LINKS,
            State.PENDING,
        ),
        ({"stamp": ""}, LocalVerdict.BAD_STAMP, State.PENDING),
        (
            {"stamp": "wagtailcore.page:4~1xVYy8~x"},
            LocalVerdict.BAD_STAMP,
            State.PENDING,
        ),
    ],
)
def test_each_finding_has_its_reason_and_is_never_sent(
    reader, checker, fields, verdict, state
):
    CommentSettings.objects.create(
        site=reader.page.get_site(),
        words_to_reject="pills\n\n",
        words_to_hold="election",
    )

    comment = reader.write(CHECK, **fields)

    assert (comment.local_verdict, comment.state) == (verdict, state)
    assert comment.spam_check.reason == NotChecked.LOCAL
    assert not CheckContext.objects.exists()


def test_a_program_is_too_fast(reader, no_checker):
    data = reader.fields()
    reader.clock.tick(seconds=2)

    reader.post("/comments/post/", data)

    comment = reader.page_comments()[0]
    assert comment.local_verdict == LocalVerdict.TOO_FAST


def test_a_form_left_open_for_days_is_taken_but_held(reader, checker):
    comment = reader.write(CHECK, stamp=stamp_of(reader, days=4))

    assert comment.local_verdict == LocalVerdict.TOO_OLD
    assert comment.state == State.PENDING


def test_a_stamp_counts_for_its_own_page_only(reader, no_checker):
    comment = reader.write(stamp=local.stamp("wagtailcore.page:99"))

    assert comment.local_verdict == LocalVerdict.BAD_STAMP


def test_the_same_long_text_comes_once(reader, no_checker):
    first = reader.write(text=LONG_TEXT)
    second = reader.write(text=LONG_TEXT.upper().replace(" ", "\n"))

    assert first.state == State.PENDING
    assert second.local_verdict == LocalVerdict.DUPLICATE
    assert second.state == State.SPAM


def test_a_short_text_may_come_as_often_as_it_likes(reader, no_checker):
    reader.write(text="Me too!")

    assert reader.write(text="Me too!").local_verdict == ""


def test_a_word_counts_as_a_whole_word(reader, no_checker):
    CommentSettings.objects.create(site=reader.page.get_site(), words_to_reject="ass")

    assert reader.write(text="A passage on assets.").state == State.PENDING


def test_a_fingerprint_cannot_be_computed_without_the_sites_key(settings):
    before = local.fingerprint(LONG_TEXT)

    settings.SECRET_KEY = "another"  # noqa: S105 - a test's

    assert local.fingerprint(LONG_TEXT) != before
