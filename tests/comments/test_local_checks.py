"""The site's own checks: each finding has its reason, and nothing of it is sent."""

from __future__ import annotations

import pytest

from privacy_plugin.comments.models import (
    CheckContext,
    CommentSettings,
    LocalVerdict,
    SkipReason,
    State,
)
from privacy_plugin.comments.submission import spam_heuristics
from tests.support import factories
from tests.support.comment_writer import CHECK

LONG_TEXT = "A sentence that is long enough to be somebody's own sentence, surely."


@pytest.mark.parametrize(
    ("fields", "verdict", "state"),
    [
        ({"topic": "anything"}, LocalVerdict.HONEYPOT, State.SUSPECTED),
        ({"text": "Buy my Pills now"}, LocalVerdict.SPAM_WORD, State.SUSPECTED),
        ({"text": "About the election"}, LocalVerdict.HELD_WORD, State.PENDING),
        (
            {"text": "http://a.example www.b.example <ich@c.example>"},
            LocalVerdict.LINKS,
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
    assert comment.spam_check.reason == SkipReason.LOCAL
    assert not CheckContext.objects.exists()


def test_same_long_text_in_one_discussion_is_a_duplicate(reader, no_checker):
    first = reader.write(text=LONG_TEXT)
    second = reader.write(text=f"*{LONG_TEXT.upper()}*".replace(" ", "\n"))

    assert first.state == State.PENDING
    assert second.local_verdict == LocalVerdict.DUPLICATE
    assert second.state == State.SUSPECTED


def test_same_text_on_another_page_is_no_duplicate(reader, no_checker):
    reader.write(text=LONG_TEXT)
    reader.page = factories.post(title="Another")

    assert reader.write(text=LONG_TEXT).local_verdict == LocalVerdict.CLEAN


def test_same_text_after_a_day_is_no_duplicate(reader, no_checker):
    reader.write(text=LONG_TEXT)
    reader.clock.tick(days=1)

    assert reader.write(text=LONG_TEXT).local_verdict == LocalVerdict.CLEAN


def test_short_text_sent_twice_by_one_person_is_a_duplicate(reader, no_checker):
    reader.write(text="Me too!", name="Ada")

    assert reader.write(text="me too", name="Ada").state == State.SUSPECTED
    assert reader.write(text="Me too!", name="Ben").state == State.PENDING


def test_same_picture_sign_twice_is_a_duplicate(reader, no_checker):
    reader.write(text="👍🏽👍🏽")

    assert reader.write(text="👍🏽👍🏽").local_verdict == LocalVerdict.DUPLICATE
    assert reader.write(text="❤").local_verdict == LocalVerdict.CLEAN


@pytest.mark.parametrize(
    "text",
    [
        "[a](//x.example) [b](https://y.example) www.z.example <ich@c.example>",
        "[a](https&#58;//x.example) [b](https://y.example) https://z.example",
        "<https://x.example> [b](https://y.example) [c](<https://z.example>)",
    ],
)
def test_links_are_counted_as_readers_will_find_them(reader, no_checker, text):
    assert reader.write(text=text).local_verdict == LocalVerdict.LINKS


def test_what_is_no_link_for_readers_is_not_counted(reader, no_checker):
    text = "[a](//x.example) https\\://y.example [c](https:z.example) d.example"

    assert reader.write(text=text).local_verdict == LocalVerdict.CLEAN


def test_address_behind_a_link_is_judged_by_the_word_list(reader, no_checker):
    CommentSettings.objects.create(
        site=reader.page.get_site(), words_to_reject="casino.example"
    )

    comment = reader.write(text="[hier](https://casino.example/bonus)")

    assert comment.local_verdict == LocalVerdict.SPAM_WORD


def test_a_word_counts_as_a_whole_word(reader, no_checker):
    CommentSettings.objects.create(site=reader.page.get_site(), words_to_reject="ass")

    assert reader.write(text="A passage on assets.").state == State.PENDING


def test_a_fingerprint_cannot_be_computed_without_the_sites_key(settings):
    before = spam_heuristics.fingerprint(f"<p>{LONG_TEXT}</p>")

    settings.SECRET_KEY = "another"  # noqa: S105 - a test's

    assert spam_heuristics.fingerprint(f"<p>{LONG_TEXT}</p>") != before
