"""Forged, stale, expired: answered in a sentence, and nothing counts as consent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privacy_plugin import Purpose
from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.comments.models import Comment
from privacy_plugin.conf import conf
from privacy_plugin.consent import subject as subjects
from privacy_plugin.consent.models import ConsentEvent, ConsentState
from privacy_plugin.processing import registry
from tests.support.factories.disclosures import disclose
from tests.support.reader import box_of

PAGES = [
    "/comments/manage/{}/",
    "/comments/manage/{}/address/",
    "/privacy/receipts/{}/",
]
ACTIONS = ["withdraw", "agree", "delete", "edit"]
NO_ACTIVITIES = ["no.such_thing", "a\x00b", "", "é" * 200]


def send_with(reader, post, **extra):
    form = reader.open(post.url).comment_form
    reader.clock.tick(seconds=20)
    return reader.send(form.action, {**form.fields, "text": "A word", **extra})


@pytest.mark.parametrize("digest", ["x", "0" * 64, "on", "\x00", "é" * 64])
def test_a_forged_digest_is_refused(reader, post, server, digest):
    answer = send_with(reader, post, **{box_of(SPAM_CHECK): digest})

    assert answer.status == 400
    assert answer.comment_form.fields["text"] == "A word"
    assert box_of(SPAM_CHECK) not in answer.comment_form.fields
    assert not ConsentEvent.objects.exists()
    assert not Comment.objects.exists()


def test_the_digest_of_another_activity_is_refused(reader, post, server):
    other = disclose("comments.publication").digest

    answer = send_with(reader, post, **{box_of(SPAM_CHECK): other})

    assert answer.status == 400
    assert not ConsentEvent.objects.exists()


def test_a_stale_digest_is_asked_again(reader, post, server):
    reader.write(post.url, "An earlier word", tick=[SPAM_CHECK])
    form = reader.open(post.url).comment_form
    reader.clock.tick(seconds=20)
    purpose = Purpose("Something else", broader="dpv:Analytics")
    data = {**form.fields, "text": "A word", **form.boxes}

    with registry.replaced(replace(registry.get(SPAM_CHECK), purpose=purpose)):
        answer = reader.send(form.action, {**data, "text": "A word"})

    assert answer.status in {400, 409}
    assert answer.comment_form.fields["text"] == "A word"
    assert "Something else" in answer.words
    assert ConsentEvent.objects.count() == 1


def test_a_consent_to_an_unknown_activity_is_none(reader, post, server):
    answer = send_with(reader, post, consent_comments_everything="0" * 64)

    assert answer.status == 200
    assert Comment.objects.count() == 1
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize("activity", NO_ACTIVITIES)
def test_a_withdrawal_of_an_unknown_activity_changes_nothing(
    reader, post, server, activity
):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])

    action = f"{reader.private}withdraw/"
    answer = reader.send(action, {"activity": activity})

    assert answer.status == 200
    assert ConsentEvent.objects.get().state == ConsentState.GIVEN


def test_a_withdrawal_on_a_receipt_of_an_unknown_activity_is_told_so(
    reader, post, server
):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    receipt = reader.mine().link("Receipt")

    answer = reader.send(f"{receipt}withdraw/", {"activity": "no.such_thing"})

    assert answer.status == 409
    assert "nothing to withdraw" in answer.words
    assert ConsentEvent.objects.get().state == ConsentState.GIVEN


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("token", ["x", "a~b~c", "é", "A" * 2000])
def test_a_forged_link_is_refused_in_a_sentence(reader, post, page, token):
    answer = reader.open(page.format(token))

    assert answer.status == 403
    assert "This link is not valid" in answer.words


@pytest.mark.parametrize("page", PAGES)
def test_a_link_whose_end_was_lost_is_refused(reader, post, page):
    token = subjects.sign(subjects.new_subject_key())[:-1]

    assert reader.open(page.format(token)).status == 403


@pytest.mark.parametrize("page", PAGES)
def test_an_old_link_has_expired(reader, post, page, clock):
    token = subjects.sign(subjects.new_subject_key())
    clock.now += conf.link_lifetime
    clock.tick(seconds=1)

    answer = reader.open(page.format(token))

    assert answer.status == 410
    assert "expired" in answer.words


@pytest.mark.parametrize("action", ACTIONS)
def test_a_forged_link_changes_nothing(reader, post, action):
    reader.write(post.url, "A word")

    answer = reader.send(f"/comments/manage/forged/{action}/", {"text": "Other"})

    assert answer.status == 403
    assert Comment.objects.get().text == "A word"


def test_a_link_to_a_deleted_comment_says_so(reader, post):
    reader.write(post.url, "A word")
    reader.press(reader.mine(), "Yes, delete it")

    answer = reader.mine()

    assert answer.status == 410
    assert "does not exist any more" in answer.words


@pytest.mark.parametrize("action", ACTIONS)
def test_a_deleted_comment_cannot_be_changed(reader, post, action):
    reader.write(post.url, "A word")
    private = reader.private
    reader.press(reader.mine(), "Yes, delete it")

    answer = reader.send(f"{private}{action}/", {"text": "Other words I typed"})

    assert answer.status == 410
    assert not Comment.objects.exists()
