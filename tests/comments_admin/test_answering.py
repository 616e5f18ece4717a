"""An answer from the admin: published at once, nothing checked, nothing sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Comment, State
from tests.support import factories


def answer(client, comment, **changes):
    data = {
        "text": "We *thank* you",
        "name": "The editors",
        "seen_at": timezone.now().isoformat(),
    }
    url = reverse("comments_admin:answer", args=[comment.pk])
    return client.post(url, data | changes, follow=True)


def test_an_answer_is_published_below_what_it_answers(moderation, moderator):
    root = factories.comment(state=State.APPROVED)
    comment = factories.comment(state=State.APPROVED, parent=root, root=root, depth=1)

    answer(moderation, comment)

    reply = Comment.objects.get(editor=moderator)
    assert (reply.parent, reply.root, reply.depth) == (comment, root, 2)
    assert reply.state == State.APPROVED
    assert reply.html == "<p>We <em>thank</em> you</p>"
    assert reply.name == "The editors"


def test_an_answer_is_asked_nothing_and_sent_nowhere(moderation, moderator):
    comment = factories.comment(state=State.APPROVED)

    answer(moderation, comment)

    reply = Comment.objects.get(editor=moderator)
    assert reply.subject_key == ""
    assert reply.spam_check.state == "not_checked"
    assert reply.spam_check.due_at is None


def test_answering_a_waiting_comment_publishes_it(moderation):
    comment = factories.comment()

    answer(moderation, comment)

    comment.refresh_from_db()
    assert comment.state == State.APPROVED


@pytest.mark.parametrize(("sent", "marked"), [({}, False), ({"is_author": "on"}, True)])
def test_the_mark_of_the_author_is_a_choice(moderation, moderator, sent, marked):
    comment = factories.comment(state=State.APPROVED)

    answer(moderation, comment, **sent)

    assert Comment.objects.get(editor=moderator).is_author is marked


def test_the_mark_is_proposed_to_the_owner_of_the_page(moderation, moderator):
    post = factories.post()
    post.owner = moderator
    post.save()
    comment = factories.comment(discussion=get_or_create_discussion(post))

    page = moderation.get(reverse("comments_admin:inspect", args=[comment.pk]))

    assert page.context["form"].initial["is_author"] is True


def test_an_empty_answer_is_an_error_that_keeps_the_name(moderation):
    comment = factories.comment()

    response = answer(moderation, comment, text="", name="Kept name")

    assert response.status_code == 200
    assert "Kept name" in response.content.decode()
    assert Comment.objects.count() == 1


def test_a_comment_edited_meanwhile_is_not_published_by_an_answer(moderation):
    seen_at = timezone.now()
    comment = factories.comment(edited_at=seen_at + timedelta(seconds=1))

    response = answer(moderation, comment, seen_at=seen_at.isoformat())

    comment.refresh_from_db()
    page = response.content.decode()
    assert comment.state == State.PENDING
    assert "changed while you were replying" in page
    assert "We *thank* you" in page


@pytest.mark.parametrize("facts", [{"state": State.SPAM}, {"kind": "mention"}])
def test_what_cannot_be_seen_or_was_no_comment_is_not_answered(moderation, facts):
    rejected_at = timezone.now() if "state" in facts else None
    comment = factories.comment(rejected_at=rejected_at, **facts)

    answer(moderation, comment)

    assert Comment.objects.count() == 1
