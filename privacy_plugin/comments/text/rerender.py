"""Render the HTML of stored comments again with the current rules.

The typed text is never changed. Imported comments have only HTML, which stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from privacy_plugin.comments.models import Comment, CommentQuerySet
from privacy_plugin.comments.text import markdown

BATCH = 200


@dataclass(slots=True)
class Outcome:
    """How many comments were checked, and how many have new HTML."""

    read: int = 0
    changed: int = 0


def rerender(*, dry_run: bool = False) -> Outcome:
    """Render each comment again, a few in one transaction; only count with `dry_run`.

    It can be interrupted and repeated: what is up to date is not written.
    """
    outcome = Outcome()
    for comments in _batches():
        outcome.read += len(comments)
        outdated = [
            comment.pk
            for comment in comments
            if comment.html != markdown.render(comment.text)
        ]
        outcome.changed += len(outdated) if dry_run else _write(outdated)
    return outcome


def _batches() -> Iterator[list[Comment]]:
    last = 0
    while comments := list(_typed().filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield comments
        last = comments[-1].pk


def _typed() -> CommentQuerySet:
    """Return the comments that were typed here, with what is needed of them."""
    return (
        Comment.objects.filter(imported_from="").exclude(text="").only("text", "html")
    )


def _write(keys: list[int]) -> int:
    """Render these again, from the text they have by now; return how many changed."""
    changed = []
    if keys:
        with transaction.atomic():
            for comment in _typed().filter(pk__in=keys).select_for_update():
                html = markdown.render(comment.text)
                if html != comment.html:
                    comment.html = html
                    changed.append(comment)
            Comment.objects.bulk_update(changed, ["html"])
    return len(changed)
