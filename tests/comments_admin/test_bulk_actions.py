"""Many decisions at once: those that were shown, and no others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from privacy_plugin.comments.models import Comment, State
from privacy_plugin.comments.moderation.actions import mark_spam
from tests.support import factories
from tests.support.bulk_actions import address, shown

AFTER = {
    "approve": State.APPROVED,
    "spam": State.SPAM,
    "remove": State.REMOVED,
    "restore": State.PENDING,
}


@pytest.mark.parametrize("action", AFTER)
def test_each_action_changes_the_chosen_comments_and_no_other(moderation, action):
    before = State.SPAM if action == "restore" else State.PENDING
    at = timezone.now() if before == State.SPAM else None
    chosen = [factories.comment(state=before, rejected_at=at) for _ in range(3)]
    other = factories.comment(state=before, rejected_at=at)
    url = address(action, id=[one.pk for one in chosen], next="/admin/comments/")

    response = moderation.post(url, shown(moderation, url), follow=True)

    after = Comment.objects.filter(state=AFTER[action])
    assert set(after) == set(chosen)
    assert other.events.count() == 0
    assert response.redirect_chain == [("/admin/comments/", 302)]
    assert "3 comments" in response.content.decode()


def test_the_page_before_it_names_what_will_be_decided(moderation):
    comment = factories.comment(text="Look at me", name="Anna")

    page = moderation.get(address("approve", id=comment.pk)).content.decode()

    assert "Publish these comments?" in page
    assert "Look at me" in page
    assert "Anna" in page


def test_everything_in_the_list_means_the_filtered_and_searched_list(moderation):
    bees = [factories.comment(text=f"bees {number}") for number in range(3)]
    factories.comment(text="wasps")
    factories.comment(text="bees, published", state=State.APPROVED)
    url = address("spam", id="all", q="bees")

    moderation.post(url, shown(moderation, url))

    assert set(Comment.objects.filter(state=State.SPAM)) == set(bees)


def test_a_comment_that_arrives_after_the_page_was_shown_is_left_alone(moderation):
    factories.comment()
    url = address("approve", id="all")
    form = shown(moderation, url)
    late = factories.comment(text="nobody has read this")

    moderation.post(url, form)

    late.refresh_from_db()
    assert late.state == State.PENDING
    assert Comment.objects.filter(state=State.APPROVED).count() == 1


def test_a_comment_edited_after_the_page_was_shown_is_left_alone(moderation):
    edited, other = factories.comment(), factories.comment()
    url = address("approve", id=[edited.pk, other.pk])
    form = shown(moderation, url)
    at = timezone.now() + timedelta(seconds=1)
    Comment.objects.filter(pk=edited.pk).update(edited_at=at)

    response = moderation.post(url, form, follow=True)

    assert Comment.objects.get(state=State.APPROVED) == other
    assert "Please read it again." in response.content.decode()


def test_a_long_list_is_shortened_and_decided_about_in_full(moderation):
    for number in range(105):
        factories.comment(text=f"Comment {number}")
    url = address("spam", id="all")

    page = moderation.get(url).content.decode()
    moderation.post(url, shown(moderation, url))

    assert "and 5 more" in page
    assert Comment.objects.filter(state=State.SPAM).count() == 105


def test_what_is_not_shown_is_published_only_if_that_is_ticked(moderation):
    for number in range(105):
        factories.comment(text=f"Comment {number}")
    url = address("approve", id="all")
    form = shown(moderation, url)

    refused = moderation.post(url, form)

    assert (
        "Also publish 5 comments that are not shown here, without having read them."
        in (refused.content.decode())
    )
    assert "Please tick the box." in refused.content.decode()
    assert not Comment.objects.filter(state=State.APPROVED).exists()

    moderation.post(url, form | {"unread": "on"})
    assert Comment.objects.filter(state=State.APPROVED).count() == 105


@pytest.mark.parametrize("action", ["approve", "spam"])
def test_the_page_shows_each_comment_whole_and_what_it_answers(moderation, action):
    long = "It goes on and on. " * 200
    parent = factories.comment(text="Who asked this?", state=State.APPROVED)
    comment = factories.comment(
        text=f"{long}The end.", parent=parent, root=parent, depth=1, name="Anna"
    )

    page = moderation.get(address(action, id=comment.pk)).content.decode()

    assert f"{long}The end." in page
    assert "Who asked this?" in page
    assert "…" not in page.partition("comments-admin-list")[2]


def test_what_somebody_else_decided_meanwhile_stays(moderation):
    comment, other = factories.comment(), factories.comment()
    url = address("approve", id=[comment.pk, other.pk])
    form = shown(moderation, url)
    mark_spam([comment.pk], editor=factories.editor(), at=timezone.now())

    response = moderation.post(url, form, follow=True)

    comment.refresh_from_db()
    assert comment.state == State.SPAM
    assert Comment.objects.get(state=State.APPROVED) == other
    assert "Somebody else has decided about 1 comment" in response.content.decode()


@pytest.mark.parametrize("key", ["4711", "x", "", "9" * 40, "1 or 1=1"])
def test_numbers_of_no_comment_are_answered_by_a_sentence(moderation, key):
    response = moderation.get(address("approve", id=key))

    assert response.status_code == 200
    assert "None of these comments exists any more." in response.content.decode()


def test_a_form_without_its_fields_changes_nothing(moderation):
    comment = factories.comment()

    moderation.post(address("approve", id=comment.pk), {})

    comment.refresh_from_db()
    assert comment.state == State.PENDING


def test_the_queue_offers_all_four(moderation):
    factories.comment()

    page = moderation.get("/admin/comments/").content.decode()

    assert all(address(action) in page for action in AFTER)
