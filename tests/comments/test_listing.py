"""What readers see below a page, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy_plugin.comments.discussions.listing import (
    REPLIES_SHOWN,
    THREAD_PAGE,
    get_comment_count,
    get_listing,
    get_thread_page,
)
from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Comment, Kind, State
from tests.support import factories

LIMIT = 7  # queries of the tag alone; two of them: the site, all it has said


def said(page, text="Words", *, parent=None, after=0, **fields) -> Comment:
    """Return a published comment, some minutes after the first."""
    start = timezone.now() - timedelta(days=9)
    return Comment.objects.create(
        discussion=get_or_create_discussion(page),
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        text=text,
        html=f"<p>{text}</p>",
        submitted_at=start + timedelta(minutes=after),
        **{"state": State.APPROVED} | fields,
    )


def rendered(page, query: str = "") -> str:
    """Return what the tag makes of a page."""
    request = RequestFactory().get(f"/{query}")
    template = Template("{% load comment_tags %}{% comments page %}")
    return template.render(Context({"page": page, "request": request}))


def test_threads_stand_in_the_order_they_began(post):
    second, first = said(post, after=2), said(post, after=1)

    threads = get_listing(post).threads

    assert [thread.entry.comment for thread in threads] == [first, second]


@pytest.mark.parametrize(
    "state", [State.PENDING, State.SUSPECTED, State.SPAM, State.REMOVED]
)
def test_what_is_not_published_is_not_there(post, state):
    said(post, "Unseen", state=state)

    listing = get_listing(post)

    assert (listing.threads, listing.comment_count) == ((), 0)
    assert "Unseen" not in rendered(post)


def test_an_unseen_comment_keeps_its_place_above_a_reply(post):
    gone = said(post, "Gone", state=State.SPAM, name="Mallory")
    said(post, "Still here", parent=gone, after=1)

    html = rendered(post)

    assert "Still here" in html
    assert "This comment is not shown." in html
    assert "Mallory" not in html
    assert get_listing(post).comment_count == 1


def test_replies_nest_as_deep_as_the_site_allows_and_lie_flat_below(post, settings):
    settings.PRIVACY_COMMENTS_MAX_THREAD_DEPTH = 2
    a = said(post, "a")
    b = said(post, "b", parent=a, after=1)
    c = said(post, "c", parent=b, after=2, name="Cleo")
    said(post, "d", parent=c, after=3)

    (thread,) = get_listing(post).threads

    flat = thread.entry.replies
    assert [entry.comment.text for entry in flat] == ["b", "c", "d"]
    assert [entry.level for entry in flat] == [2, 2, 2]
    assert [entry.answered and entry.answered.text for entry in flat] == [
        None,
        "b",
        "c",
    ]
    assert "in reply to <bdi>Cleo</bdi>" in rendered(post)


def test_reply_names_whom_it_answers_unless_that_stands_right_above(post):
    root = said(post, "root", name="Rosa")
    first = said(post, "first", parent=root, after=1, name="Ada")
    said(post, "below first", parent=first, after=2)
    said(post, "second", parent=root, after=3)

    (thread,) = get_listing(post).threads

    first_entry, second_entry = thread.entry.replies
    assert first_entry.answered is None
    assert first_entry.replies[0].answered is None
    assert second_entry.answered == root
    assert f'href="#comment-{root.pk}"' in rendered(post)


def test_reply_on_another_page_of_a_thread_names_whom_it_answers(client, post):
    root = said(post, "root", name="Rosa")
    ada = said(post, "by Ada", parent=root, after=1, name="Ada")
    hidden = said(post, "by Ben", parent=root, after=2, name="Ben")
    for number in range(THREAD_PAGE):
        said(post, f"reply {number}", parent=root, after=number + 3)
    said(post, "late to Ada", parent=ada, after=100)
    said(post, "late to the other", parent=hidden, after=101)
    Comment.objects.filter(pk=hidden.pk).update(
        state=State.REMOVED, rejected_at=hidden.submitted_at
    )

    html = client.get(f"/comments/thread/{root.pk}/?replies=2").content.decode()

    assert "in reply to <bdi>Ada</bdi>" in html
    assert f'href="/comments/{ada.pk}/"' in html
    assert "in reply to another comment" in html
    assert ">Ben<" not in html
    assert f'/comments/{hidden.pk}/"' not in html


def test_a_long_thread_is_shown_in_part_and_leads_to_the_rest(post):
    root = said(post)
    for number in range(REPLIES_SHOWN + 5):
        said(post, f"reply {number}", parent=root, after=number + 1)

    (thread,) = get_listing(post).threads
    html = rendered(post)

    assert len(thread.entry.replies) == REPLIES_SHOWN
    assert thread.replies_left == 5
    assert "5 more replies in this thread" in html
    assert f"/comments/thread/{root.pk}/" in html


def test_a_thread_has_pages(client, post):
    root = said(post)
    last = [
        said(post, f"reply {n}", parent=root, after=n + 1)
        for n in range(THREAD_PAGE + 1)
    ][-1]

    shown = get_thread_page(root, 2)
    answer = client.get(f"/comments/{last.pk}/")

    assert (shown.number, shown.page_count) == (2, 2)
    assert [entry.comment for entry in shown.thread.entry.replies] == [last]
    expected = f"/comments/thread/{root.pk}/?replies=2#comment-{last.pk}"
    assert answer["Location"] == expected
    assert f"reply {THREAD_PAGE}" in client.get(answer["Location"]).content.decode()


def test_threads_have_pages_and_a_permalink_finds_its_own(client, post, settings):
    settings.PRIVACY_COMMENTS_PER_PAGE = 2
    comments = [said(post, f"text {number}", after=number) for number in range(5)]

    html = rendered(post, "?comments=2")
    answer = client.get(f"/comments/{comments[4].pk}/")

    assert "text 2" in html
    assert "text 1" not in html
    assert "Page 2 of 3" in html.replace("\n", "")
    assert answer["Location"] == f"/a-post/?comments=3#comment-{comments[4].pk}"


def test_newest_first_order_applies_to_threads_pages_and_permalinks(
    client, post, settings
):
    settings.PRIVACY_COMMENTS_ORDER = "newest_first"
    settings.PRIVACY_COMMENTS_PER_PAGE = 2
    comments = [said(post, f"text {number}", after=number) for number in range(5)]
    same_moment = said(post, "text 5", after=4)
    early = said(post, "early reply", parent=comments[2], after=5)
    late = said(post, "late reply", parent=comments[2], after=6)

    shown = [
        [thread.entry.comment for thread in get_listing(post, number).threads]
        for number in (1, 2, 3)
    ]
    replies = get_listing(post, 2).threads[1].entry.replies
    found = {
        comment: client.get(f"/comments/{comment.pk}/")["Location"]
        for comment in (*comments, same_moment, late)
    }

    newest_first = [same_moment, *reversed(comments)]
    assert shown == [newest_first[0:2], newest_first[2:4], newest_first[4:6]]
    assert [entry.comment for entry in replies] == [early, late]
    for position, comment in enumerate(newest_first):
        page = position // 2 + 1
        query = f"?comments={page}" if page > 1 else ""
        assert found[comment] == f"/a-post/{query}#comment-{comment.pk}"
    assert found[late] == f"/a-post/?comments=2#comment-{late.pk}"


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", "²"])
def test_a_page_number_that_makes_no_sense_shows_some_page(post, number):
    said(post, "Here")

    assert "Here" in rendered(post, f"?comments={number}")


def test_a_permalink_does_not_tell_where_a_hidden_page_is(client, post):
    comment = said(post)
    post.unpublish()

    answer = client.get(f"/comments/{comment.pk}/")

    assert answer.status_code == 403
    assert post.slug not in answer.content.decode()


def test_a_permalink_to_an_unseen_comment_leads_nowhere(client, post):
    unseen = said(post, state=State.PENDING)

    assert client.get(f"/comments/{unseen.pk}/").status_code == 404


def test_mentions_are_folded_and_never_counted(post):
    said(post, "Quoted us", kind=Kind.MENTION, name="Another blog")
    said(post, "A person")

    html = rendered(post)

    assert get_comment_count(post) == 1
    assert "1 mention on another site" in html
    assert "Quoted us" in html.split("<details")[1]


def test_the_authors_replies_are_marked(post):
    said(post, name="Ada", is_author=True)
    said(post, name="Bob")

    assert rendered(post).count("comment__mark") == 1


def test_each_reply_link_says_whom_one_answers(post):
    said(post, name="Ada")
    said(post)

    html = rendered(post)

    assert (
        'Reply<span class="privacy-visually-hidden"> to <bdi>Ada</bdi></span>' in html
    )
    assert 'Reply<span class="privacy-visually-hidden"> to this comment</span>' in html


def test_an_answer_page_shows_what_is_answered(client, post):
    comment = said(post, "The question", name="Ada")

    html = client.get(f"/comments/{comment.pk}/reply/").content.decode()

    assert "The question" in html
    assert f'name="parent" value="{comment.pk}"' in html


def test_a_removed_comment_cannot_be_answered(client, post):
    comment = said(post, state=State.REMOVED)

    answer = client.get(f"/comments/{comment.pk}/reply/")

    assert answer.status_code == 410
    assert "does not exist any more" in answer.content.decode()


def test_the_page_is_the_same_for_everybody(client, post, clock):
    said(post)

    first = client.get("/a-post/")
    second = client.get("/a-post/")

    assert first.content == second.content
    assert not first.cookies
    assert "csrf" not in first.content.decode()


def test_a_closed_discussion_shows_no_form(post):
    post.comments_policy = "closed"
    said(post, "Old words")

    html = rendered(post)

    assert "Old words" in html
    assert "The comments on this page are closed." in html
    assert "<form" not in html
    assert "Reply" not in html


def test_a_preview_in_the_editor_shows_no_form(post):
    request = RequestFactory().get("/")
    request.is_preview = True
    post.pk = None

    html = Template("{% load comment_tags %}{% comments page %}").render(
        Context({"page": post, "request": request})
    )

    assert "<form" not in html


def test_a_preview_of_a_draft_does_not_call_its_comments_closed(db):
    request = RequestFactory().get("/")
    request.is_preview = True

    for page, is_closed in (
        (factories.post(live=False), False),
        (factories.post(live=False, policy="closed"), True),
    ):
        html = Template("{% load comment_tags %}{% comments page %}").render(
            Context({"page": page, "request": request})
        )
        assert ("are closed" in html) is is_closed
        assert ("the form for comments stands here" in html) is not is_closed


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", "/"),
        ("?comments=1", "/"),
        ("?comments=2", "/?comments=2"),
        ("?comments=99", "/?comments=2"),
        ("?comments=x", "/"),
    ],
)
def test_each_page_of_comments_is_its_own_canonical_address(
    post, client, settings, query, canonical
):
    settings.PRIVACY_COMMENTS_PER_PAGE = 1
    for _number in range(2):
        said(post)

    html = client.get(post.url + query).content.decode()

    link = f'<link rel="canonical" href="{post.full_url.rstrip("/")}{canonical}">'
    assert link in html


def test_the_number_of_queries_does_not_grow(post):
    rendered(post)  # what Wagtail keeps from then on
    counts = []
    for number in (20, 300):
        _fill(post, number)
        with CaptureQueriesContext(connection) as queries:
            rendered(post)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= LIMIT


def _fill(post, number: int) -> None:
    root = said(post, "root")
    discussion = get_or_create_discussion(post)
    Comment.objects.bulk_create(
        Comment(
            discussion=discussion,
            parent=root if n % 2 else None,
            root=root if n % 2 else None,
            depth=n % 2,
            text="x",
            html="<p>x</p>",
            state=State.APPROVED,
            submitted_at=timezone.now(),
        )
        for n in range(number)
    )
