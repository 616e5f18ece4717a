"""What happens to a comment is seen by the next reader, and only where it stands."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy_plugin.comments.models import Comment, Discussion, State
from tests.support import factories


@pytest.fixture
def posts(transactional_db):
    return factories.post(title="One"), factories.post(title="Other")


def comment_on(post, **facts) -> Comment:
    discussion, _made = Discussion.objects.get_or_create(
        target_type="wagtailcore.page", target_id=str(post.pk)
    )
    return factories.comment(discussion=discussion, **facts)


def is_stored(reader, post) -> bool:
    with CaptureQueriesContext(connection) as queries:
        reader.get(post.url)
    return len(queries) == 1


def _approve(comment) -> None:
    comment.state = State.APPROVED
    comment.save()


EVENTS = {
    "written": lambda post: comment_on(post, text="More", state=State.APPROVED),
    "approved": lambda _post: _approve(Comment.objects.get(state=State.PENDING)),
    "edited": lambda _post: Comment.objects.update(html="<p>Other words</p>"),
    "removed": lambda _post: Comment.objects.update(state=State.REMOVED),
    "deleted": lambda _post: Comment.objects.all().delete(),
}


@pytest.mark.parametrize("event", EVENTS)
def test_comment_changes_its_page_and_no_other(reader, posts, event):
    one, other = posts
    comment_on(one, text="Seen", state=State.APPROVED)
    comment_on(one, text="Waits")
    for post in posts:
        reader.get(post.url)
        assert is_stored(reader, post)

    EVENTS[event](one)

    assert is_stored(reader, other)
    assert not is_stored(reader, one)
    assert is_stored(reader, one)


def test_first_comment_changes_its_page_and_no_other(reader, posts):
    one, other = posts
    for post in posts:
        reader.get(post.url)

    comment_on(one, text="The first", state=State.APPROVED)

    assert b"The first" in reader.get(one.url).content
    assert is_stored(reader, other)


def test_page_of_a_thread_shows_what_is_written_there(reader, posts):
    first = comment_on(posts[0], state=State.APPROVED)
    path = f"/comments/thread/{first.pk}/"
    reader.get(path)

    comment_on(
        posts[0],
        text="A reply",
        state=State.APPROVED,
        parent=first,
        root=first,
        depth=1,
    )

    assert b"A reply" in reader.get(path).content
