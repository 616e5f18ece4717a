"""Many decisions at once: those that were shown, and no others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from privacy_plugin.comments.models import Comment, State
from tests import make

AFTER = {
    "approve": State.APPROVED,
    "spam": State.SPAM,
    "remove": State.REMOVED,
    "restore": State.PENDING,
}


def address(action: str, **query) -> str:
    names = ["privacy_comments", "comment", action]
    return reverse("wagtail_bulk_action", args=names, query=query)


def shown(client, url: str) -> dict[str, str]:
    form = client.get(url).context["form"]
    return {name: form.initial[name] for name in ("comments", "seen_at")}


@pytest.mark.parametrize("action", AFTER)
def test_each_action_changes_the_chosen_comments_and_no_other(moderation, action):
    before = State.SPAM if action == "restore" else State.PENDING
    at = timezone.now() if before == State.SPAM else None
    chosen = [make.comment(state=before, rejected_at=at) for _ in range(3)]
    other = make.comment(state=before, rejected_at=at)
    url = address(action, id=[one.pk for one in chosen], next="/admin/comments/")

    response = moderation.post(url, shown(moderation, url), follow=True)

    after = Comment.objects.filter(state=AFTER[action])
    assert set(after) == set(chosen)
    assert other.events.count() == 0
    assert response.redirect_chain == [("/admin/comments/", 302)]
    assert "3 comments" in response.content.decode()


def test_the_page_before_it_names_what_will_be_decided(moderation):
    comment = make.comment(text="Look at me", name="Anna")

    page = moderation.get(address("approve", id=comment.pk)).content.decode()

    assert "Publish these comments?" in page
    assert "Look at me" in page
    assert "Anna" in page


def test_everything_in_the_list_means_the_filtered_and_searched_list(moderation):
    bees = [make.comment(text=f"bees {number}") for number in range(3)]
    make.comment(text="wasps")
    make.comment(text="bees, published", state=State.APPROVED)
    url = address("spam", id="all", q="bees")

    moderation.post(url, shown(moderation, url))

    assert set(Comment.objects.filter(state=State.SPAM)) == set(bees)


def test_a_comment_that_arrives_after_the_page_was_shown_is_left_alone(moderation):
    make.comment()
    url = address("approve", id="all")
    form = shown(moderation, url)
    late = make.comment(text="nobody has read this")

    moderation.post(url, form)

    late.refresh_from_db()
    assert late.state == State.PENDING
    assert Comment.objects.filter(state=State.APPROVED).count() == 1


def test_a_comment_edited_after_the_page_was_shown_is_left_alone(moderation):
    edited, other = make.comment(), make.comment()
    url = address("approve", id=[edited.pk, other.pk])
    form = shown(moderation, url)
    at = timezone.now() + timedelta(seconds=1)
    Comment.objects.filter(pk=edited.pk).update(edited_at=at)

    response = moderation.post(url, form, follow=True)

    assert Comment.objects.get(state=State.APPROVED) == other
    assert "Please read it again." in response.content.decode()


def test_a_long_list_is_shortened_and_decided_about_in_full(moderation):
    for number in range(55):
        make.comment(text=f"Comment {number}")
    url = address("spam", id="all")

    page = moderation.get(url).content.decode()
    moderation.post(url, shown(moderation, url))

    assert "and 5 more" in page
    assert Comment.objects.filter(state=State.SPAM).count() == 55


@pytest.mark.parametrize("key", ["4711", "x", "", "9" * 40, "1 or 1=1"])
def test_numbers_of_no_comment_are_answered_by_a_sentence(moderation, key):
    response = moderation.get(address("approve", id=key))

    assert response.status_code == 200
    assert "None of these comments exists any more." in response.content.decode()


def test_a_form_without_its_fields_changes_nothing(moderation):
    comment = make.comment()

    moderation.post(address("approve", id=comment.pk), {})

    comment.refresh_from_db()
    assert comment.state == State.PENDING


def test_the_queue_offers_all_four(moderation):
    make.comment()

    page = moderation.get("/admin/comments/").content.decode()

    assert all(address(action) in page for action in AFTER)
