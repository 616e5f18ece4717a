"""Promise 2: without your yes, not one byte about you leaves. Nor after your no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blog.demo.servers.akismet import Mode
from privacy_plugin import Purpose
from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation import actions
from privacy_plugin.consent.models import ConsentEvent
from privacy_plugin.egress.models import Transmission
from privacy_plugin.processing import registry
from tests.support import factories
from tests.support.factories.disclosures import disclose
from tests.support.reader import box_of

WORDS = "Nobody else has these words"


def test_without_a_tick_not_a_byte_leaves(reader, post, server, work):
    reader.write(post.url, WORDS, name="Ada")
    work()

    server.log.assert_empty()
    assert not Transmission.objects.exists()
    assert Comment.objects.get().state == State.PENDING


def test_with_a_tick_one_request_leaves(reader, post, server, work):
    reader.write(post.url, WORDS, name="Ada", tick=[SPAM_CHECK])
    server.log.assert_empty()

    work()
    work()

    assert len(server.log.of("comment-check")) == 1
    assert Comment.objects.get().state == State.APPROVED


def test_a_preview_sends_nothing(reader, post, server, work):
    button = "Show me exactly"
    reader.write(post.url, WORDS, tick=[SPAM_CHECK, SPAM_RECHECK], button=button)
    work()

    server.log.assert_empty()
    assert not Comment.objects.exists()


def test_yes_to_one_check_is_no_to_a_second(reader, post, server, work, clock):
    server.mode = Mode.PROVISIONAL
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    work()
    clock.tick(hours=2)
    work()

    assert len(server.log.of("comment-check")) == 1
    assert Comment.objects.get().state == State.PENDING


def test_yes_to_a_second_check_lets_it_follow(reader, post, server, work, clock):
    server.mode = Mode.PROVISIONAL
    reader.write(post.url, WORDS, tick=[SPAM_CHECK, SPAM_RECHECK])
    work()
    clock.tick(hours=2)
    work()

    reasons = [r.field("recheck_reason") for r in server.log.of("comment-check")]
    assert reasons == ["", "recheck"]


def test_yes_to_the_second_check_alone_sends_nothing(reader, post, server, work):
    reader.write(post.url, WORDS, tick=[SPAM_RECHECK])
    work()

    server.log.assert_empty()
    assert not CheckContext.objects.exists()


def test_an_edit_is_not_sent_without_yes_to_a_second_check(reader, post, server, work):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    work()

    edit = reader.open(reader.mine().link("Edit"))
    reader.press(edit, "Save", text="Other words that stay here")
    work()

    server.log.assert_never_received("Other words that stay here")
    assert Comment.objects.get().state == State.PENDING


def test_a_no_before_the_sending_stops_it(reader, post, server, work):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])

    reader.press(reader.mine(), "Withdraw consent")
    work()

    server.log.assert_empty()
    assert SpamCheck.objects.get().state == CheckState.NOT_CHECKED


def test_a_no_after_the_sending_stops_what_would_follow(
    reader, post, server, work, clock
):
    server.mode = Mode.SERVER_ERROR
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    work()

    reader.press(reader.mine(), "Withdraw consent")
    server.mode = Mode.NORMAL
    clock.tick(days=1)
    work()

    assert len(server.log.of("comment-check")) == 1
    assert Comment.objects.get().state == State.PENDING


def test_a_digest_nobody_was_shown_is_no_yes(reader, post, server, work):
    page = reader.open(post.url)
    form = page.form_with("Send comment")
    forged = {**form.fields, "text": WORDS, box_of(SPAM_CHECK): "0" * 64}

    answer = reader.send(form.action, forged)
    work()

    assert answer.status == 400
    assert answer.one("textarea").text.strip() == WORDS
    server.log.assert_empty()
    assert not ConsentEvent.objects.exists()


def test_yes_to_the_old_facts_is_no_yes_to_the_new(reader, post, server, work):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    activity = registry.get(SPAM_CHECK)
    purpose = Purpose("Something quite different", broader="dpv:Analytics")

    with registry.replaced(replace(activity, purpose=purpose)):
        work()

    server.log.assert_empty()


def test_yes_runs_out(reader, post, server, work, clock):
    server.mode = Mode.SERVER_ERROR
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    clock.tick(days=183)

    work()

    server.log.assert_empty()


@pytest.mark.parametrize("verb", ["approve", "mark_spam", "remove", "restore"])
def test_what_a_moderator_decides_is_told_to_nobody(
    reader, post, server, work, clock, verb
):
    reader.write(post.url, WORDS)
    if verb == "restore":
        actions.remove([Comment.objects.get().pk], editor=None, at=clock.now)

    decide = getattr(actions, verb)
    decide(
        [Comment.objects.get().pk], editor=factories.editor(), at=clock.tick(seconds=1)
    )
    work()

    server.log.assert_empty()


def test_what_our_own_checks_decide_is_not_sent_either(reader, post, server, work):
    reader.write(post.url, WORDS, topic="cheap pills", tick=[SPAM_CHECK])
    work()

    server.log.assert_empty()
    assert Comment.objects.get().state == State.SUSPECTED
    assert not CheckContext.objects.exists()


def test_a_decision_by_a_person_comes_before_the_check(
    reader, post, server, work, clock
):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    actions.approve([Comment.objects.get().pk], editor=factories.editor(), at=clock.now)

    work()

    server.log.assert_empty()
    assert Comment.objects.get().state == State.APPROVED


def test_without_a_key_nobody_is_asked(reader, post, server, work, settings):
    digest = disclose(SPAM_CHECK).digest
    settings.PRIVACY_AKISMET_API_KEY = ""
    form = reader.open(post.url).form_with("Send comment")

    reader.clock.tick(seconds=20)
    sent = {**form.fields, "text": WORDS, box_of(SPAM_CHECK): digest}
    reader.send(form.action, sent)
    work()

    assert set(form.boxes) == {"follow-replies"}
    server.log.assert_empty()
    assert not ConsentEvent.objects.exists()
    assert Comment.objects.get().state == State.PENDING
