"""Posts with as many comments as the benchmark needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from blog.models import PostPage
from privacy_plugin.comments.models import Comment, Discussion, State
from privacy_plugin.comments.text.markdown import render
from privacy_plugin.disclosure.models import ControllerSettings
from tests.support import factories
from tests.support.samples.embeds import embed_block, page_with

SIZES = (10, 50, 1_000, 10_000)
EMBEDS = 20
START = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "I read this *twice* and still wonder, who decides what is shown to me? No. {}"


def somebody_responsible() -> None:
    """Name the controller, without whom no form is shown."""
    ControllerSettings.objects.update_or_create(
        site=factories.index().get_site(),
        defaults={
            "name": "Nobody in particular",
            "address": "Nowhere 1, Utopia",
            "email": "nobody@blog.example",
        },
    )


def posts_with_embeds() -> dict[str, PostPage]:
    """Return two posts, one with twenty embeds and one with as many links."""
    addresses = {
        "20 embeds": "https://www.youtube.com/watch?v=abcdefghi{:02}",
        "20 links": "https://somewhere.example/watch/abcdefghi{:02}",
    }
    return {
        name: page_with(
            *(embed_block(url.format(n), title=f"No. {n}") for n in range(EMBEDS)),
            title=name,
            policy="closed",
        )
        for name, url in addresses.items()
    }


def post_with_comments(count: int) -> PostPage:
    """Return a post with `count` visible comments; every third one is a reply."""
    post = factories.post(title=f"{count} comments", policy="checked")
    discussion = Discussion.objects.create(
        target_type="wagtailcore.page", target_id=str(post.pk), site=post.get_site()
    )
    roots = count - count // 3
    threads = Comment.objects.bulk_create(
        [_comment(discussion, number) for number in range(roots)]
    )
    Comment.objects.bulk_create(
        [
            _comment(discussion, number, parent=threads[number % roots])
            for number in range(roots, count)
        ]
    )
    return post


def add_waiting_comments(count: int) -> None:
    """Store comments that wait for a decision, below a post of their own."""
    post = factories.post(title=f"{count} comments wait", policy="moderated")
    discussion = Discussion.objects.create(
        target_type="wagtailcore.page", target_id=str(post.pk), site=post.get_site()
    )
    comments = [_comment(discussion, number) for number in range(count)]
    for comment in comments:
        comment.state = State.PENDING
    Comment.objects.bulk_create(comments, batch_size=1_000)


def _comment(
    discussion: Discussion, number: int, parent: Comment | None = None
) -> Comment:
    text = TEXT.format(number)
    return Comment(
        discussion=discussion,
        parent=parent,
        root=parent,
        depth=1 if parent else 0,
        state=State.APPROVED,
        name=f"Reader {number % 97}",
        text=text,
        html=render(text),
        language="en",
        submitted_at=START + timedelta(minutes=number),
    )
