"""A form on a page from memory takes what a reader writes, however old the page is."""

from __future__ import annotations

from privacy_plugin.comments.models import Comment, LocalVerdict
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.reader import Reader

__all__ = ["clock"]


def test_comment_on_a_page_made_30_days_ago_is_like_any_other(
    transactional_db, clock: Clock
):
    reader = Reader(clock)
    shown = reader.open(factories.post().url)
    clock.tick(days=30)

    reader.send(shown.comment_form.action, shown.comment_form.fields | {"text": "Late"})

    assert Comment.objects.get().local_verdict == LocalVerdict.CLEAN


def test_form_is_the_same_whenever_it_is_made(transactional_db, clock: Clock):
    post = factories.post()
    first = Reader(clock).open(post.url).html
    clock.tick(days=2)  # no answer is kept for longer than a day

    assert Reader(clock).open(post.url).html == first
