"""One decision: what it changes, what it says, and what it leaves alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from privacy_plugin.comments.models import (
    SET_ASIDE,
    CheckContext,
    Comment,
    EventType,
    State,
)
from tests.support import factories


def comment_in(state: str) -> Comment:
    rejected_at = timezone.now() if state in SET_ASIDE else None
    return factories.comment(state=state, rejected_at=rejected_at)


def decide(client, comment, decision, **changes):
    data = {"decision": decision, "seen_at": timezone.now().isoformat()} | changes
    url = reverse("comments_admin:decide", args=[comment.pk])
    return client.post(url, data, follow=True)


@pytest.mark.parametrize(
    ("before", "decision", "after", "what"),
    [
        (State.PENDING, "approve", State.APPROVED, EventType.APPROVED),
        (State.PENDING, "spam", State.SPAM, EventType.MARKED_SPAM),
        (State.PENDING, "remove", State.REMOVED, EventType.REMOVED),
        (State.SPAM, "restore", State.PENDING, EventType.RESTORED),
        (State.SUSPECTED, "restore", State.PENDING, EventType.RESTORED),
        (State.SUSPECTED, "approve", State.APPROVED, EventType.APPROVED),
        (State.SUSPECTED, "spam", State.SPAM, EventType.MARKED_SPAM),
        (State.REMOVED, "approve", State.APPROVED, EventType.APPROVED),
    ],
)
def test_a_decision_changes_the_state_and_is_recorded(
    moderation, moderator, before, decision, after, what
):
    comment = comment_in(before)

    decide(moderation, comment, decision)

    comment.refresh_from_db()
    event = comment.events.get()
    assert comment.state == after
    assert bool(comment.rejected_at) == (after in SET_ASIDE)
    assert (event.type, event.editor) == (what, moderator)


def test_a_decision_deletes_the_address_that_only_the_check_needed(moderation):
    comment = factories.comment()
    factories.check_context(comment)

    decide(moderation, comment, "approve")

    assert not CheckContext.objects.exists()


def test_words_edited_after_they_were_shown_are_not_published(moderation):
    seen_at = timezone.now()
    comment = factories.comment(edited_at=seen_at + timedelta(seconds=1))

    response = decide(moderation, comment, "approve", seen_at=seen_at.isoformat())

    comment.refresh_from_db()
    assert comment.state == State.PENDING
    assert "Please read it again." in response.content.decode()


@pytest.mark.parametrize(
    "changes", [{"decision": "publish"}, {"seen_at": ""}, {"seen_at": "yesterday"}]
)
def test_a_decision_that_cannot_be_understood_changes_nothing(moderation, changes):
    comment = factories.comment()

    response = decide(moderation, comment, **{"decision": "approve"} | changes)

    comment.refresh_from_db()
    assert comment.state == State.PENDING
    assert "Nothing was changed." in response.content.decode()


def test_deciding_the_same_twice_is_recorded_once(moderation):
    comment = factories.comment()

    decide(moderation, comment, "approve")
    response = decide(moderation, comment, "approve")

    assert comment.events.count() == 1
    assert "was decided already" in response.content.decode()


def test_it_leads_back_to_where_the_button_was(moderation):
    comment = factories.comment()

    response = decide(moderation, comment, "approve", next="/admin/comments/?q=a")

    assert response.redirect_chain == [("/admin/comments/?q=a", 302)]
    assert "1 comment is published." in response.content.decode()


def test_it_leads_to_no_other_site(moderation):
    comment = factories.comment()

    response = decide(moderation, comment, "approve", next="https://evil.example/")

    detail = reverse("comments_admin:inspect", args=[comment.pk])
    assert response.redirect_chain == [(detail, 302)]


def test_an_empty_place_cannot_be_decided_about(moderation):
    place = factories.comment(state=State.REMOVED, text="", html="")

    decide(moderation, place, "approve")

    place.refresh_from_db()
    assert place.state == State.REMOVED
