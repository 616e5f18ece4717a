"""The queue: what it shows, in which order, and at which cost."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import (
    SET_ASIDE,
    CheckState,
    Comment,
    SkipReason,
    SpamCheck,
    State,
)
from tests.support import factories

INDEX = "/admin/comments/"


def texts(response) -> list[str]:
    return [comment.text for comment in response.context["object_list"]]


def check(comment: Comment, state: str, reason: str = "") -> SpamCheck:
    return SpamCheck.objects.create(comment=comment, state=state, reason=reason)


def test_it_begins_with_what_waits_and_the_newest_first(moderation):
    now = timezone.now()
    factories.comment(text="older", submitted_at=now - timedelta(days=1))
    factories.comment(text="newer", submitted_at=now)
    factories.comment(text="published", state=State.APPROVED)

    response = moderation.get(INDEX)

    assert texts(response) == ["newer", "older"]


@pytest.mark.parametrize("state", State.values)
def test_each_state_has_its_list(moderation, state):
    for one in State:
        rejected_at = timezone.now() if one in SET_ASIDE else None
        factories.comment(text=f"text {one}", state=one, rejected_at=rejected_at)

    response = moderation.get(INDEX, {"state": state})

    assert texts(response) == [f"text {state}"]


def test_the_list_of_all_has_every_state_but_no_empty_places(moderation):
    for one in State:
        rejected_at = timezone.now() if one in SET_ASIDE else None
        factories.comment(state=one, rejected_at=rejected_at)
    factories.comment(state=State.REMOVED, text="", html="")

    response = moderation.get(INDEX, {"state": "all"})

    assert len(texts(response)) == 5
    assert [tab.count for tab in response.context["tabs"]] == [1, 1, 1, 1, 1, 5]


def test_a_state_nobody_knows_shows_nothing(moderation):
    factories.comment()

    response = moderation.get(INDEX, {"state": "'; drop table"})

    assert texts(response) == []


def test_words_are_found_in_texts_and_names(moderation):
    factories.comment(text="about Hedgehogs")
    factories.comment(text="other", name="Hedgehog friend")
    factories.comment(text="neither")

    response = moderation.get(INDEX, {"q": "hedgehog", "ordering": "name"})

    assert texts(response) == ["about Hedgehogs", "other"]


def test_it_can_be_narrowed_to_a_page(moderation):
    post = factories.post(title="A post about bees")
    factories.comment(text="on the post", discussion=get_or_create_discussion(post))
    factories.comment(text="elsewhere")

    response = moderation.get(INDEX, {"discussion": get_or_create_discussion(post).pk})

    assert texts(response) == ["on the post"]
    assert "A post about bees" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"language": "de"},
        {"kind": "mention"},
        {"verdict": "links"},
        {"check": "error"},
        {"reason": "no_consent"},
        {"submitted_from": "2020-01-01", "submitted_to": "2020-12-31"},
    ],
    ids=lambda query: next(iter(query)),
)
def test_it_can_be_narrowed(moderation, query):
    check(factories.comment(text="language", language="de"), CheckState.HAM)
    check(factories.comment(text="kind", kind="mention"), CheckState.HAM)
    check(factories.comment(text="verdict", local_verdict="links"), CheckState.HAM)
    check(factories.comment(text="check"), CheckState.ERROR)
    check(
        factories.comment(text="reason"), CheckState.NOT_CHECKED, SkipReason.NO_CONSENT
    )
    long_ago = factories.moment("2020-06-01T12:00:00+00:00")
    factories.comment(text="submitted_from", submitted_at=long_ago)

    response = moderation.get(INDEX, query)

    assert texts(response) == [next(iter(query))]


def test_it_can_be_sorted_by_time(moderation):
    now = timezone.now()
    factories.comment(text="older", submitted_at=now - timedelta(days=1))
    factories.comment(text="newer", submitted_at=now)

    response = moderation.get(INDEX, {"ordering": "submitted_at"})

    assert texts(response) == ["older", "newer"]


@pytest.mark.parametrize(("size", "shown"), [("20", 20), ("50", 21), ("7", 0)])
def test_the_page_size_is_one_of_those_offered(moderation, size, shown):
    for number in range(21):
        factories.comment(text=str(number))

    response = moderation.get(INDEX, {"size": size})

    assert len(texts(response)) == shown


def test_a_row_says_who_where_and_why(moderation):
    post = factories.post(title="A post about bees")
    comment = factories.comment(
        discussion=get_or_create_discussion(post), name="Anna", local_verdict="links"
    )
    check(comment, CheckState.NOT_CHECKED, SkipReason.NO_CONSENT)

    page = moderation.get(INDEX).content.decode()

    assert "Anna" in page
    path = urlsplit(post.url).path
    assert f'<a href="{path}">A post about bees</a>' in page
    assert "own check: contains many links." in page
    assert "Spam check: not checked (the writer did not agree to it)." in page


def test_a_comment_without_name_is_said_to_have_none(moderation):
    factories.comment(name="")

    assert "without name" in moderation.get(INDEX).content.decode()


def test_what_a_reader_wrote_is_shown_as_text(moderation):
    factories.comment(text="<script>alert(1)</script>", name="<img src=x>")

    page = moderation.get(INDEX).content.decode()

    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page


def test_a_decision_is_explained_by_its_editor(moderation, moderator):
    comment = factories.comment()
    form = {"decision": "spam", "seen_at": timezone.now().isoformat()}
    moderation.post(reverse("comments_admin:decide", args=[comment.pk]), form)

    page = moderation.get(INDEX, {"state": "spam"}).content.decode()

    assert "Marked as spam by moderator." in page


def test_many_comments_cost_as_many_queries_as_few(
    moderation, django_assert_num_queries, django_assert_max_num_queries
):
    posts = [factories.post(title=f"Post {number}") for number in range(6)]

    def write(count: int) -> None:
        for number in range(count):
            comment = factories.comment(
                discussion=get_or_create_discussion(posts[number % 6])
            )
            check(comment, CheckState.HAM)

    write(1)
    moderation.get(INDEX)  # fills caches
    with django_assert_max_num_queries(40) as few:
        moderation.get(INDEX)
    write(40)
    with django_assert_num_queries(len(few)):
        moderation.get(INDEX)


def test_the_rows_alone_lead_back_to_the_whole_page(moderation):
    factories.comment()

    url = reverse("comments_admin:index_results")
    page = moderation.get(url, {"q": "", "_w_filter_fragment": "1"}).content.decode()

    assert 'name="next" value="/admin/comments/?q="' in page


def test_queue_says_in_german_on_which_day_a_comment_was_written(client):
    editor = factories.editor()
    UserProfile.objects.create(user=editor, preferred_language="de")
    client.force_login(editor)
    comment = factories.comment(discussion=get_or_create_discussion(factories.post()))
    written = timezone.localtime(comment.submitted_at)

    shown = client.get(INDEX).content.decode()

    assert re.search(rf">\s*{written:%d.%m.%Y %H:%M}\s*<", shown)
