"""What programs took for spam can be read by a person, if its writer asks for it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from privacy_plugin.comments.models import Comment, EventType, State
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.spam_check.protocol import SpamOutcome, Verdict
from tests.support import factories
from tests.support.comment_writer import CHECK, checked


def test_review_of_what_looks_like_spam_is_offered(reader, no_checker):
    answer = reader.send(topic="pills")

    html = reader.client.get(answer["Location"]).content.decode()

    assert "This is no spam, please have somebody read it" in html


def test_requested_review_moves_the_comment_to_the_moderators(reader, no_checker):
    comment = reader.write(topic="pills")
    assert not Comment.objects.waiting_for_person().exists()

    for _twice in range(2):
        reader.do(comment, "review")

    comment.refresh_from_db()
    assert comment.state == State.PENDING
    assert comment.rejected_at is None
    assert Comment.objects.waiting_for_person().get() == comment
    whats = list(comment.events.order_by("pk").values_list("type", flat=True))
    assert whats.count(EventType.REVIEW_REQUESTED) == 1
    assert "A person will read it" in reader.read_private(comment)


def test_review_can_be_requested_after_a_verdict_of_the_spam_checker(reader, checker):
    checker.answer = Verdict(outcome=SpamOutcome.SPAM)
    comment = checked(reader.write(CHECK))
    assert comment.state == State.SPAM

    reader.do(comment, "review")

    assert checked(comment).state == State.PENDING


@pytest.mark.parametrize("verb", ["approve", "mark_spam", "remove"])
def test_review_cannot_overrule_a_person(reader, no_checker, verb):
    comment = reader.write(topic="pills")
    decide = getattr(actions, verb)
    decide([comment.pk], editor=factories.editor(), at=timezone.now())
    comment.refresh_from_db()
    state = comment.state

    reader.do(comment, "review")

    comment.refresh_from_db()
    assert comment.state == state
    assert "This is no spam" not in reader.read_private(comment)


def test_getting_the_address_of_a_review_changes_nothing(reader, no_checker):
    comment = reader.write(topic="pills")

    answer = reader.client.get(f"{reader.private(comment)}review/")

    comment.refresh_from_db()
    assert answer.status_code == 405
    assert comment.state == State.SUSPECTED
